extension Matrix {
  /// Two matrices of as many rows side by side. O(rows × columns).
  public static func sideBySide(
    _ left: Matrix, _ right: Matrix, on context: ComputeContext
  ) -> Matrix {
    precondition(left.rows == right.rows, "as many rows")
    let (a, b) = (left.columns, right.columns)
    var result = Matrix.uninitialized(rows: left.rows, columns: a + b)
    result.updateRows(on: context) { rows, target in
      let (from, other) = (left.elements, right.elements)
      for (place, row) in rows.enumerated() {
        let base = place * (a + b)
        for column in 0..<a { target[base + column] = from[row * a + column] }
        for column in 0..<b { target[base + a + column] = other[row * b + column] }
      }
    }
    return result
  }

  /// The columns of `range` as a matrix of their own. O(rows × range.count).
  public func columns(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns of the matrix")
    let width = range.count
    var result = Matrix(rows: rows, columns: width)
    let source = elements
    var target = result.mutableElements
    for row in 0..<rows {
      let base = row * columns + range.lowerBound
      for column in 0..<width { target[row * width + column] = source[base + column] }
    }
    return result
  }

  /// Adds `other`, of the same shape.
  public mutating func add(_ other: Matrix, on context: ComputeContext) {
    precondition(rows == other.rows && columns == other.columns, "as many rows and columns")
    let columns = columns
    updateRows(on: context) { rows, target in
      let source = other.elements
      let first = rows.lowerBound * columns
      for index in target.indices { target[index] += source[first + index] }
    }
  }
}
