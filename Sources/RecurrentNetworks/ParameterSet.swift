public import DenseMath

/// The weights of a network, or a gradient of the same shape: named matrices in a fixed order.
public struct ParameterSet: Sendable, Equatable {
  public private(set) var names: [String]
  private var values: [Matrix]

  public init() {
    names = []
    values = []
  }

  /// - Precondition: names are unique.
  public init(_ entries: [(name: String, value: Matrix)]) {
    names = entries.map(\.name)
    values = entries.map(\.value)
    precondition(Set(names).count == names.count, "a name twice")
  }

  /// The number of matrices.
  public var count: Int { values.count }

  public subscript(index: Int) -> Matrix {
    get { values[index] }
    _modify { yield &values[index] }
  }

  public subscript(name: String) -> Matrix? {
    index(of: name).map { values[$0] }
  }

  public func index(of name: String) -> Int? { names.firstIndex(of: name) }

  /// The number of weights in all, as the papers count them.
  public var scalarCount: Int { values.reduce(0) { $0 + $1.count } }

  /// The same names and shapes, all zero.
  public func zeros() -> ParameterSet {
    var result = self
    result.values = values.map { Matrix(rows: $0.rows, columns: $0.columns) }
    return result
  }

  // MARK: On a context's threads; results do not depend on their number

  /// The Euclidean norm over all weights, summed in `Double`.
  public func norm(on context: ComputeContext) -> Double {
    let sums = context.map(values.count) { place in
      let value = values[place]
      let elements = value.elements
      var sum = 0.0
      for index in elements.indices { sum += Double(elements[index]) * Double(elements[index]) }
      return sum
    }
    return sums.reduce(0, +).squareRoot()
  }

  public mutating func scale(by factor: Float, on context: ComputeContext) {
    update(on: context) { _, matrix in
      var elements = matrix.mutableElements
      for index in elements.indices { elements[index] *= factor }
    }
  }

  /// Scales a gradient down to `limit` if its norm exceeds it; returns the norm before.
  @discardableResult
  public mutating func clip(norm limit: Double, on context: ComputeContext) -> Double {
    let before = norm(on: context)
    if before > limit { scale(by: Float(limit / before), on: context) }
    return before
  }

  /// Moves every weight by a share of its distance to that of `target`: an exponential mean.
  public mutating func move(
    towards target: ParameterSet, share: Float, on context: ComputeContext
  ) {
    precondition(names == target.names, "another set of weights")
    update(on: context) { place, matrix in
      let other = target.values[place]
      let source = other.elements
      var elements = matrix.mutableElements
      for index in elements.indices {
        elements[index] += share * (source[index] - elements[index])
      }
    }
  }

  /// Changes every matrix, given its place, by itself.
  private mutating func update(
    on context: ComputeContext, _ change: @Sendable (Int, inout Matrix) -> Void
  ) {
    let order = largestFirst
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let matrices = unsafe buffer
      _ = context.map(order.count) { index in
        unsafe change(order[index], &matrices[order[index]])
      }
    }
  }

  /// Changes every matrix, given its place, together with that of another set of the same shape.
  package mutating func update(
    with other: inout ParameterSet, on context: ComputeContext,
    _ change: @Sendable (Int, inout Matrix, inout Matrix) -> Void
  ) {
    precondition(names == other.names, "another set of weights")
    unsafe other.values.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let others = unsafe buffer
      update(on: context) { place, matrix in
        unsafe change(place, &matrix, &others[place])
      }
    }
  }

  /// The same with two other sets.
  package mutating func update(
    with first: inout ParameterSet, _ second: inout ParameterSet, on context: ComputeContext,
    _ change: @Sendable (Int, inout Matrix, inout Matrix, inout Matrix) -> Void
  ) {
    precondition(names == second.names, "another set of weights")
    unsafe second.values.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let seconds = unsafe buffer
      update(with: &first, on: context) { place, matrix, other in
        unsafe change(place, &matrix, &other, &seconds[place])
      }
    }
  }

  /// The order in which threads that take turns get about the same.
  private var largestFirst: [Int] {
    values.indices.sorted { (values[$0].count, $1) > (values[$1].count, $0) }
  }

  /// Adds Gaussian noise of a standard deviation to every weight.
  public mutating func addNoise(deviation: Double, from random: inout RandomSource) {
    for matrix in values.indices {
      var elements = values[matrix].mutableElements
      for index in elements.indices { elements[index] += Float(deviation * random.gaussian()) }
    }
  }
}
