/// How weights follow gradients, as it stands in recipes: `{"kind": "sgd", "learningRate": …}`.
public enum OptimizerDescription: Codable, Sendable, Equatable {
  case sgd(learningRate: Double, momentum: Double)
  case adam(
    learningRate: Double, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

  public var learningRate: Double {
    switch self {
    case .sgd(let rate, _), .adam(let rate, _, _, _, _): rate
    }
  }

  private enum CodingKeys: String, CodingKey {
    case kind, learningRate, momentum, beta1, beta2, epsilon, weightDecay
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(
      _ key: CodingKeys, _ range: Range<Double>, default standard: Double? = nil
    ) throws -> Double {
      if let standard, !container.contains(key) { return standard }
      let value = try container.decode(Double.self, forKey: key)
      guard range.contains(value) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(key.rawValue) must lie in \(range), found \(value)")
      }
      return value
    }
    func allow(_ fields: CodingKeys...) throws {
      try decoder.refuseFields(otherThan: ["kind", "learningRate"] + fields.map(\.rawValue))
    }
    let rate = try number(.learningRate, 0..<1000)
    switch try container.decode(String.self, forKey: .kind) {
    case "sgd":
      try allow(.momentum)
      self = .sgd(learningRate: rate, momentum: try number(.momentum, 0..<1, default: 0))
    case "adam":
      try allow(.beta1, .beta2, .epsilon, .weightDecay)
      self = .adam(
        // As floats below 1, and above 0: else weights would become 0 / 0.
        learningRate: rate, beta1: try number(.beta1, 0..<0.9999999, default: 0.9),
        beta2: try number(.beta2, 0..<0.9999999, default: 0.999),
        epsilon: try number(.epsilon, 1e-30..<1, default: 1e-8),
        weightDecay: try number(.weightDecay, 0..<1, default: 0))
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "an optimizer is sgd or adam, not \"\(other)\"")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(learningRate, forKey: .learningRate)
    switch self {
    case .sgd(_, let momentum):
      try container.encode("sgd", forKey: .kind)
      try container.encode(momentum, forKey: .momentum)
    case .adam(_, let beta1, let beta2, let epsilon, let weightDecay):
      try container.encode("adam", forKey: .kind)
      try container.encode(beta1, forKey: .beta1)
      try container.encode(beta2, forKey: .beta2)
      try container.encode(epsilon, forKey: .epsilon)
      try container.encode(weightDecay, forKey: .weightDecay)
    }
  }
}
