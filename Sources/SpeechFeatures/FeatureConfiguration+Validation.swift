extension FeatureConfiguration {
  /// Refuses values that no extractor can work with. `MFCCExtractor` and decoding call it.
  public func validate() throws(FeatureConfigurationError) {
    try check("sampleRate", sampleRate, within: AudioReader.supportedSampleRates)
    try check("windowLength", windowLength, within: 2...65_536)
    try check("hopLength", hopLength, within: 1...65_536)
    try check("sampleScale", Double(sampleScale), within: 1e-3...1e6)
    try check("preEmphasis", Double(preEmphasis), within: 0...1)
    try check("bandCount", bandCount, within: 1...512)
    try check("lowFrequency", lowFrequency, within: 0...Double(sampleRate) / 2)
    if highFrequency != 0 {
      try check("highFrequency", highFrequency, within: 0...Double(sampleRate) / 2)
    }
    guard lowFrequency < upperFrequency else {
      throw .value(
        field: "highFrequency", expected: "above lowFrequency (\(lowFrequency))",
        found: "\(upperFrequency)")
    }
    try check("floor", Double(floor), within: 1e-30...1e9)
    if kind == .cepstra {
      try check("cepstrumCount", cepstrumCount, within: 1...511)
      guard cepstrumCount < bandCount else {
        throw .value(
          field: "cepstrumCount", expected: "below bandCount (\(bandCount))",
          found: "\(cepstrumCount)")
      }
    } else if energy == .zerothCepstrum {
      throw .value(field: "energy", expected: "another with log mel energies", found: "c0")
    }
    try check("lifter", Double(lifter), within: 0...1e4)
    try check("deltaOrder", deltaOrder, within: 0...2)
    try check("deltaWindow", deltaWindow, within: 1...64)
    try validateNormalization()
  }

  private func validateNormalization() throws(FeatureConfigurationError) {
    switch normalization {
    case .none, .utterance: break
    case .sliding(let seconds, _):
      try check("normalization.sliding.seconds", seconds, within: 0.05...600)
    case .stored(let mean, let deviation):
      for (name, values) in [("mean", mean), ("deviation", deviation)] {
        guard values.count == featureCount else {
          throw .value(
            field: "normalization.stored.\(name)", expected: "\(featureCount) values",
            found: "\(values.count)")
        }
      }
      for value in mean where !value.isFinite {
        throw .value(field: "normalization.stored.mean", expected: "finite", found: "\(value)")
      }
      for value in deviation where !(value.isFinite && value >= 0) {
        throw .value(
          field: "normalization.stored.deviation", expected: "finite and not negative",
          found: "\(value)")
      }
    }
  }

  private func check<Value: Comparable>(
    _ field: String, _ value: Value, within range: ClosedRange<Value>
  ) throws(FeatureConfigurationError) {
    guard range.contains(value) else {
      throw .value(
        field: field, expected: "\(range.lowerBound)…\(range.upperBound)", found: "\(value)")
    }
  }
}
