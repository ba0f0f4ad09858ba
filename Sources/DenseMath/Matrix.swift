/// A dense `rows × columns` matrix of `Float`, row-major, copied on write.
///
/// Sizes are the caller's responsibility: an index or a shape that does not fit traps.
public struct Matrix: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// The elements in row-major order.
  public private(set) var array: [Float]

  /// The number of elements, `rows × columns`.
  public var count: Int { array.count }

  /// A matrix with every element equal to `value`. O(rows × columns).
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative side")
    self.rows = rows
    self.columns = columns
    array = [Float](repeating: value, count: rows * columns)
  }

  /// A matrix holding `values` in row-major order; `values.count` must be `rows × columns`.
  public init(rows: Int, columns: Int, _ values: [Float]) {
    precondition(values.count == rows * columns, "rows × columns values are needed")
    self.rows = rows
    self.columns = columns
    array = values
  }

  public subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return array[row * columns + column]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      array[row * columns + column] = newValue
    }
  }

  /// All elements in row-major order.
  public var elements: Span<Float> {
    @_lifetime(borrow self)
    get { array.span }
  }

  /// All elements in row-major order, for writing.
  public var mutableElements: MutableSpan<Float> {
    @_lifetime(&self)
    mutating get { array.mutableSpan }
  }

  /// The elements of one row.
  @_lifetime(borrow self)
  public func row(_ index: Int) -> Span<Float> {
    precondition(index >= 0 && index < rows)
    return array.span.extracting(index * columns..<(index + 1) * columns)
  }

  /// The elements of one row, for writing.
  @_lifetime(&self)
  public mutating func mutableRow(_ index: Int) -> MutableSpan<Float> {
    precondition(index >= 0 && index < rows)
    let all = array.mutableSpan
    return all._consumingExtracting(index * columns..<(index + 1) * columns)
  }
}

// MARK: For the kernels' wrappers

extension Matrix {
  /// The address of the first element, inside `body` only.
  @unsafe func withUnsafePointer<R>(_ body: (UnsafePointer<Float>) throws -> R) rethrows -> R {
    try unsafe array.withUnsafeBufferPointer { buffer in
      try unsafe body(buffer.baseAddress ?? UnsafePointer(bitPattern: 64)!)
    }
  }

  /// The address of the first element, for writing, inside `body` only.
  @unsafe mutating func withUnsafeMutablePointer<R>(
    _ body: (UnsafeMutablePointer<Float>) throws -> R
  ) rethrows -> R {
    try unsafe array.withUnsafeMutableBufferPointer { buffer in
      try unsafe body(buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: 64)!)
    }
  }
}
