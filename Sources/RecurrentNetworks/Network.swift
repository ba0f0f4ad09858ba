internal import DenseMath

/// An architecture with weights.
public struct Network: Sendable, Equatable {
  public let architecture: NetworkArchitecture
  public var parameters: ParameterSet

  /// A network with every weight drawn uniformly from ±`initialRange`. One seed gives one network.
  public init(_ architecture: NetworkArchitecture, initialRange: Float = 0.1, seed: UInt64) {
    var random = RandomSource(seed: seed, stream: 0x1417)
    self.architecture = architecture
    parameters = ParameterSet(
      architecture.parameterShapes.map { shape in
        let values = (0..<shape.rows * shape.columns).map { _ in
          Float(random.uniform(in: -1...1)) * initialRange
        }
        return (shape.name, Matrix(rows: shape.rows, columns: shape.columns, values))
      })
  }

  /// - Precondition: `parameters` has the names and shapes that the architecture asks for.
  public init(_ architecture: NetworkArchitecture, parameters: ParameterSet) {
    let shapes = architecture.parameterShapes
    precondition(shapes.map(\.name) == parameters.names, "the architecture's weights")
    for (index, shape) in shapes.enumerated() {
      precondition(
        parameters[index].rows == shape.rows && parameters[index].columns == shape.columns,
        "weights of another shape")
    }
    self.architecture = architecture
    self.parameters = parameters
  }
}
