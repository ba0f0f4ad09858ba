extension Matrix {
  /// Changes the elements by blocks of rows, which depend on the matrix's shape only, on the context's threads:
  /// `change` gets the rows' numbers and their elements.
  public mutating func updateRows(
    on context: ComputeContext,
    _ change: @Sendable (_ rows: Range<Int>, _ elements: inout MutableSpan<Float>) -> Void
  ) {
    let (rows, columns) = (rows, columns)
    let step = max(1, 16384 / max(columns, 1))
    unsafe withUnsafeMutablePointer { pointer in
      nonisolated(unsafe) let base = unsafe pointer
      _ = context.map((rows + step - 1) / step) { block in
        let range = block * step..<min(rows, (block + 1) * step)
        var elements = unsafe MutableSpan(
          _unsafeStart: base + range.lowerBound * columns, count: range.count * columns)
        change(range, &elements)
      }
    }
  }
}
