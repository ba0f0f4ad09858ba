/// Why a feature configuration cannot be used.
public enum FeatureConfigurationError: Error, Equatable, Sendable {
  /// A value outside what is possible: the field's name, what it may be, what it is.
  case value(field: String, expected: String, found: String)
  /// A mel band so narrow that no Fourier bin falls into it.
  case emptyBand(index: Int, lowFrequency: Double, highFrequency: Double)
  /// JSON that is not a configuration.
  case json(reason: String)
}

extension FeatureConfigurationError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .value(let field, let expected, let found):
      "feature configuration: \(field) must be \(expected), not \(found)"
    case .emptyBand(let index, let low, let high):
      "feature configuration: no Fourier bin falls into mel band \(index) "
        + "(\(Int(low.rounded()))…\(Int(high.rounded())) Hz); use fewer bands or a longer window"
    case .json(let reason): "feature configuration: \(reason)"
    }
  }
}
