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

  /// The Euclidean norm over all weights, summed in `Double`.
  public var norm: Double {
    var sum = 0.0
    for matrix in values.indices {
      let value = values[matrix]
      let elements = value.elements
      for index in elements.indices { sum += Double(elements[index]) * Double(elements[index]) }
    }
    return sum.squareRoot()
  }

  public mutating func scale(by factor: Float) {
    for matrix in values.indices {
      var elements = values[matrix].mutableElements
      for index in elements.indices { elements[index] *= factor }
    }
  }

  /// Scales a gradient down to `limit` if its norm exceeds it; returns the norm before.
  @discardableResult
  public mutating func clip(norm limit: Double) -> Double {
    let before = norm
    if before > limit { scale(by: Float(limit / before)) }
    return before
  }

  /// Adds Gaussian noise of a standard deviation to every weight.
  public mutating func addNoise(deviation: Double, from random: inout RandomSource) {
    for matrix in values.indices {
      var elements = values[matrix].mutableElements
      for index in elements.indices { elements[index] += Float(deviation * random.gaussian()) }
    }
  }

  /// Moves every weight by a share of its distance to that of `target`: an exponential mean.
  public mutating func move(towards target: ParameterSet, share: Float) {
    precondition(names == target.names, "another set of weights")
    for matrix in values.indices {
      let other = target.values[matrix]
      let source = other.elements
      var elements = values[matrix].mutableElements
      for index in elements.indices {
        elements[index] += share * (source[index] - elements[index])
      }
    }
  }
}
