extension FeatureConfiguration {
  /// Graves & Schmidhuber 2005: 12 MFCC from 26 bands, log energy, and deltas: 26 values.
  public static let graves2005 = graves(deltaOrder: 1)

  /// Graves & Fernández 2007: the same with accelerations: 39 values.
  public static let graves2007 = graves(deltaOrder: 2)

  /// What Kaldi's `compute-mfcc-feats` does by default (without dither): energy and 12 cepstra from 23 bands.
  public static let kaldi: FeatureConfiguration = {
    var result = FeatureConfiguration()
    result.window = .povey
    result.bandCount = 23
    result.lowFrequency = 20
    result.floor = .ulpOfOne
    result.energyFirst = true
    return result
  }()

  /// 40 log mel energies, as in Kaldi's `compute-fbank-feats --num-mel-bins=40`.
  public static let logmel40: FeatureConfiguration = {
    var result = FeatureConfiguration.kaldi
    result.kind = .logMelEnergies
    result.bandCount = 40
    result.cepstrumCount = 0
    result.lifter = 0
    result.energy = .none
    return result
  }()

  /// HTK's analysis, which the Graves papers used: 25 ms Hamming windows every 10 ms, power spectrum.
  private static func graves(deltaOrder: Int) -> FeatureConfiguration {
    var result = FeatureConfiguration()
    result.deltaOrder = deltaOrder
    return result
  }

  /// The presets' names and what they are.
  public static let presets: [(name: String, configuration: FeatureConfiguration)] = [
    ("graves2005", graves2005), ("graves2007", graves2007), ("kaldi", kaldi),
    ("logmel40", logmel40),
  ]

  /// The preset of that name.
  public static func preset(_ name: String) -> FeatureConfiguration? {
    presets.first { $0.name == name }?.configuration
  }

  /// The same analysis for another sample rate: windows and hops of the same duration.
  public func resampled(to rate: Int) -> FeatureConfiguration {
    var result = self
    result.sampleRate = rate
    let factor = Double(rate) / Double(sampleRate)
    result.windowLength = Int((Double(windowLength) * factor).rounded())
    result.hopLength = Int((Double(hopLength) * factor).rounded())
    if highFrequency > Double(rate) / 2 { result.highFrequency = 0 }
    return result
  }
}
