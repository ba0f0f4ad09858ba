internal import Foundation

extension FeatureConfiguration: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case preset, sampleRate, windowLength, hopLength, sampleScale, removesOffset, preEmphasis
    case window, spectrum, bandCount, lowFrequency, highFrequency, floor, kind, cepstrumCount
    case lifter, energy, energyFirst, deltaOrder, deltaWindow, normalization
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Decodes and validates. Fields that are not there keep the values of the preset that `preset`
  /// names, `graves2007`'s without it; a field that is unknown is an error.
  ///
  /// - Throws: `FeatureConfigurationError` for values, `DecodingError` for types.
  public init(from decoder: any Decoder) throws {
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys
    where Key(stringValue: key.stringValue) == nil {
      throw FeatureConfigurationError.json(reason: "the field \"\(key.stringValue)\" is unknown")
    }
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decodeIfPresent(String.self, forKey: .preset) ?? "graves2007"
    guard var result = Self.preset(name) else {
      throw FeatureConfigurationError.value(
        field: "preset", expected: "one of " + Self.presets.map(\.name).joined(separator: ", "),
        found: "\"\(name)\"")
    }
    func read<Value: Decodable>(_ key: Key, _ value: inout Value) throws {
      if let found = try container.decodeIfPresent(Value.self, forKey: key) { value = found }
    }
    if let rate = try container.decodeIfPresent(Int.self, forKey: .sampleRate) {
      guard AudioReader.supportedSampleRates.contains(rate) else {
        throw FeatureConfigurationError.value(
          field: "sampleRate",
          expected:
            "\(AudioReader.supportedSampleRates.lowerBound)…\(AudioReader.supportedSampleRates.upperBound)",
          found: "\(rate)")
      }
      result = result.resampled(to: rate)
    }
    try read(.windowLength, &result.windowLength)
    try read(.hopLength, &result.hopLength)
    try read(.sampleScale, &result.sampleScale)
    try read(.removesOffset, &result.removesOffset)
    try read(.preEmphasis, &result.preEmphasis)
    try read(.window, &result.window)
    try read(.spectrum, &result.spectrum)
    try read(.bandCount, &result.bandCount)
    try read(.lowFrequency, &result.lowFrequency)
    try read(.highFrequency, &result.highFrequency)
    try read(.floor, &result.floor)
    try read(.kind, &result.kind)
    try read(.cepstrumCount, &result.cepstrumCount)
    try read(.lifter, &result.lifter)
    try read(.energy, &result.energy)
    try read(.energyFirst, &result.energyFirst)
    try read(.deltaOrder, &result.deltaOrder)
    try read(.deltaWindow, &result.deltaWindow)
    try read(.normalization, &result.normalization)
    try result.validate()
    self = result
  }

  /// Encodes every field.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(sampleRate, forKey: .sampleRate)
    try container.encode(windowLength, forKey: .windowLength)
    try container.encode(hopLength, forKey: .hopLength)
    try container.encode(sampleScale, forKey: .sampleScale)
    try container.encode(removesOffset, forKey: .removesOffset)
    try container.encode(preEmphasis, forKey: .preEmphasis)
    try container.encode(window, forKey: .window)
    try container.encode(spectrum, forKey: .spectrum)
    try container.encode(bandCount, forKey: .bandCount)
    try container.encode(lowFrequency, forKey: .lowFrequency)
    try container.encode(highFrequency, forKey: .highFrequency)
    try container.encode(floor, forKey: .floor)
    try container.encode(kind, forKey: .kind)
    try container.encode(cepstrumCount, forKey: .cepstrumCount)
    try container.encode(lifter, forKey: .lifter)
    try container.encode(energy, forKey: .energy)
    try container.encode(energyFirst, forKey: .energyFirst)
    try container.encode(deltaOrder, forKey: .deltaOrder)
    try container.encode(deltaWindow, forKey: .deltaWindow)
    try container.encode(normalization, forKey: .normalization)
  }
}

extension FeatureConfiguration {
  /// Reads a configuration from JSON text.
  public init(json: String) throws(FeatureConfigurationError) {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
    } catch let error as FeatureConfigurationError {
      throw error
    } catch let error as DecodingError {
      throw .json(reason: Self.reason(error))
    } catch {
      throw .json(reason: "\(error)")
    }
  }

  /// The configuration as JSON text, every field, keys in alphabetical order.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Every value is a number, a word or a flag, and the numbers are finite once validated.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  private static func reason(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      // Foundation says no more of bad text, nor of 0.5 where an integer is expected.
      return path.isEmpty
        ? "\(context.debugDescription) (Are whole numbers whole?)"
        : "\(path): \(context.debugDescription)"
    }
    return switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context), .dataCorrupted(let context):
      place(context)
    @unknown default: "\(error)"
    }
  }
}
