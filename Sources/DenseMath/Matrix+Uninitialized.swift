extension Matrix {
  /// A matrix whose elements are undefined until they are written: for outputs that a kernel
  /// fills, which saves a pass over the memory.
  package static func uninitialized(rows: Int, columns: Int) -> Matrix {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative side")
    let values = unsafe [Float](unsafeUninitializedCapacity: rows * columns) {
      $1 = rows * columns
    }
    return Matrix(rows: rows, columns: columns, values)
  }
}
