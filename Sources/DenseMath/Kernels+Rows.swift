internal import Foundation

// MARK: Operations on rows

extension Kernels {
  /// Adds `bias` (1 × N) to every row of `matrix` (R × N).
  public func addBias(_ bias: Matrix, to matrix: inout Matrix) {
    precondition(bias.rows == 1 && bias.columns == matrix.columns, "one bias a column")
    let source = bias.elements
    let (rows, columns) = (matrix.rows, matrix.columns)
    var target = matrix.mutableElements
    for row in 0..<rows {
      for column in 0..<columns { target[row * columns + column] += source[column] }
    }
  }

  /// The sum of the rows of `matrix` (R × N) as a 1 × N matrix: the gradient of a bias.
  public func sumRows(_ matrix: Matrix) -> Matrix {
    var result = Matrix(rows: 1, columns: matrix.columns)
    let source = matrix.elements
    let columns = matrix.columns
    var target = result.mutableElements
    for row in 0..<matrix.rows {
      for column in 0..<columns { target[column] += source[row * columns + column] }
    }
    return result
  }

  /// For each row of a packed batch, the row of `hidden` at the step visited just before it: zeros
  /// where a sequence starts. With it a recurrent weight gradient is one product.
  public func previousHidden(
    layout: SequenceLayout, reversed: Bool, hidden: Matrix
  ) -> Matrix {
    precondition(hidden.rows == layout.rowCount, "one row a step is needed")
    var result = Matrix(rows: hidden.rows, columns: hidden.columns)
    let columns = hidden.columns
    let source = hidden.elements
    var target = result.mutableElements
    for step in 0..<layout.stepCount {
      let before = reversed ? step + 1 : step - 1
      guard before >= 0 && before < layout.stepCount else { continue }
      let count = Int(Swift.min(layout.active[step], layout.active[before])) * columns
      let from = Int(layout.offsets[before]) * columns
      let to = Int(layout.offsets[step]) * columns
      for index in 0..<count { target[to + index] = source[from + index] }
    }
    return result
  }

  /// Replaces every row by its softmax, `exp(x) / Σ exp(x)`.
  public func softmaxRows(_ matrix: inout Matrix) {
    for row in 0..<matrix.rows {
      var values = matrix.mutableRow(row)
      guard values.count > 0 else { return }
      var largest = values[0]
      for index in 0..<values.count { largest = Swift.max(largest, values[index]) }
      var sum: Float = 0
      for index in 0..<values.count {
        values[index] = exp(values[index] - largest)
        sum += values[index]
      }
      for index in 0..<values.count { values[index] /= sum }
    }
  }

  /// The natural logarithm of every element.
  public func logarithm(_ matrix: inout Matrix) {
    var values = matrix.mutableElements
    for index in 0..<values.count { values[index] = log(values[index]) }
  }
}
