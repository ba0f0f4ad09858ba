internal import CKernels

// MARK: Operations on rows

extension Kernels {
  /// Adds `bias` (1 × N) to every row of `matrix` (R × N).
  public func addBias(_ bias: Matrix, to matrix: inout Matrix) {
    precondition(bias.rows == 1 && bias.columns == matrix.columns, "one bias a column")
    let (rows, columns) = (Int64(matrix.rows), Int64(matrix.columns))
    unsafe bias.withUnsafePointer { bias in
      unsafe matrix.withUnsafeMutablePointer { values in
        unsafe table.add_bias_f32(rows, columns, bias, values)
      }
    }
  }

  /// The sum of the rows of `matrix` (R × N) as a 1 × N matrix: the gradient of a bias.
  public func sumRows(_ matrix: Matrix) -> Matrix {
    var result = Matrix(rows: 1, columns: matrix.columns)
    let (rows, columns) = (Int64(matrix.rows), Int64(matrix.columns))
    unsafe matrix.withUnsafePointer { values in
      unsafe result.withUnsafeMutablePointer { sums in
        unsafe table.sum_rows_f32(rows, columns, values, sums)
      }
    }
    return result
  }

  /// Replaces every row by its softmax, `exp(x) / Σ exp(x)`.
  public func softmaxRows(_ matrix: inout Matrix) {
    let (rows, columns) = (Int64(matrix.rows), Int64(matrix.columns))
    unsafe matrix.withUnsafeMutablePointer { values in
      unsafe table.softmax_f32(rows, columns, values)
    }
  }
}
