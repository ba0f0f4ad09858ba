/// The layers of a network and the sizes at its ends; a linear layer to `outputSize` closes it.
public struct NetworkArchitecture: Codable, Sendable, Equatable {
  public let inputSize: Int
  public let layers: [LayerDescription]
  public let outputSize: Int

  public init(inputSize: Int, layers: [LayerDescription], outputSize: Int) {
    precondition(inputSize > 0 && outputSize > 0, "sizes are positive")
    self.inputSize = inputSize
    self.layers = layers
    self.outputSize = outputSize
  }

  public init(from decoder: any Decoder) throws {
    try decoder.refuseFields(otherThan: ["inputSize", "layers", "outputSize"])
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func size(_ key: CodingKeys) throws -> Int {
      let value = try container.decode(Int.self, forKey: key)
      guard (1...65536).contains(value) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(key.stringValue) must lie in 1...65536, found \(value)")
      }
      return value
    }
    inputSize = try size(.inputSize)
    layers = try container.decode([LayerDescription].self, forKey: .layers)
    outputSize = try size(.outputSize)
    if let excess {
      throw DecodingError.dataCorruptedError(
        forKey: .layers, in: container,
        debugDescription: "expected \(excess.expected), found \(excess.found)")
    }
  }

  /// What is larger than networks are made and read; `nil` if nothing is.
  package var excess: (expected: String, found: String)? {
    guard inputSize <= 65536 && outputSize <= 65536 else {
      return ("at most 65536 inputs and outputs", "\(inputSize) and \(outputSize)")
    }
    guard layers.count <= 64 else { return ("at most 64 layers", "\(layers.count)") }
    var width = inputSize
    var steps = 1
    for layer in layers {
      width = layer.outputSize(inputSize: width)
      guard width <= 1 << 20 else { return ("at most \(1 << 20) values a step", "\(width)") }
      if case .subsample(let factor) = layer { steps *= factor }
      guard steps <= 64 else { return ("at most 64 steps made one", "\(steps)") }
    }
    let weights = parameterShapes.reduce(0) { $0 + $1.rows * $1.columns }
    guard weights <= 1 << 28 else { return ("at most \(1 << 28) weights", "\(weights)") }
    return nil
  }

  /// How many steps of the input make one step of the output.
  public var subsampling: Int {
    layers.reduce(1) { product, layer in
      if case .subsample(let factor) = layer { product * factor } else { product }
    }
  }

  /// The name and shape of every weight matrix, in the order of a network's `ParameterSet`.
  public var parameterShapes: [(name: String, rows: Int, columns: Int)] {
    var shapes: [(String, Int, Int)] = []
    var width = inputSize
    for (index, layer) in layers.enumerated() {
      switch layer {
      case .lstm(let cells, let direction, let peepholes):
        for reversed in direction.passes {
          let prefix = "layer\(index).\(Direction.passName(reversed: reversed))"
          shapes.append(("\(prefix).input_weights", 4 * cells, width))
          shapes.append(("\(prefix).recurrent_weights", 4 * cells, cells))
          shapes.append(("\(prefix).bias", 1, 4 * cells))
          if peepholes { shapes.append(("\(prefix).peepholes", 3, cells)) }
        }
      case .rnn(let cells, let direction):
        for reversed in direction.passes {
          let prefix = "layer\(index).\(Direction.passName(reversed: reversed))"
          shapes.append(("\(prefix).input_weights", cells, width))
          shapes.append(("\(prefix).recurrent_weights", cells, cells))
          shapes.append(("\(prefix).bias", 1, cells))
        }
      case .window(let units, let before, let after):
        shapes.append(("layer\(index).weights", units, width * (before + 1 + after)))
        shapes.append(("layer\(index).bias", 1, units))
      case .dropout, .subsample:
        break
      }
      width = layer.outputSize(inputSize: width)
    }
    shapes.append(("output.weights", outputSize, width))
    shapes.append(("output.bias", 1, outputSize))
    return shapes
  }
}
