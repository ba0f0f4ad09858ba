/// Everything that decides the feature vectors of a recording. Its JSON is part of a model's file.
///
/// A frame of `windowLength` samples starts every `hopLength` samples, as long as a whole frame is
/// there. A vector holds the static features, then their deltas, then their accelerations.
public struct FeatureConfiguration: Sendable, Equatable {
  /// What the static features are.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Cepstra c1 … cN of the log mel energies.
    case cepstra
    /// The log mel energies themselves.
    case logMelEnergies
  }

  /// The shape of the analysis window of length L, at n = 0 … L−1.
  public enum Window: String, Codable, Sendable, CaseIterable {
    /// 0.54 − 0.46·cos(2πn/(L−1))
    case hamming
    /// 0.5 − 0.5·cos(2πn/(L−1))
    case hann
    /// Hann's to the power 0.85, as in Kaldi.
    case povey
    case rectangular
  }

  /// What the mel filterbank weighs.
  public enum Spectrum: String, Codable, Sendable, CaseIterable {
    case power
    case magnitude
  }

  /// The one value that tells how loud the frame is.
  public enum Energy: String, Codable, Sendable, CaseIterable {
    case none
    /// Logarithm of the frame's sum of squares, after the offset is removed, before pre-emphasis and window.
    case raw
    /// The same after pre-emphasis and window.
    case windowed
    /// c0 of the cosine transform; only with cepstra.
    case zerothCepstrum
  }

  /// Samples a second.
  public var sampleRate = 16_000
  /// Samples in a frame.
  public var windowLength = 400
  /// Samples from one frame's start to the next one's.
  public var hopLength = 160
  /// Samples of ±1 are multiplied by this first; 32768 gives the scale of 16-bit files, HTK and Kaldi.
  public var sampleScale: Float = 32_768
  /// Whether each frame's mean is subtracted from it.
  public var removesOffset = true
  /// a in y[n] = x[n] − a·x[n−1], within each frame, with x[−1] = x[0]; 0 for none.
  public var preEmphasis: Float = 0.97
  public var window = Window.hamming
  public var spectrum = Spectrum.power
  /// Triangular bands, evenly spaced in mel = 1127·ln(1 + Hz/700), half overlapping.
  public var bandCount = 26
  /// Hz: the lower foot of the first band.
  public var lowFrequency: Double = 0
  /// Hz: the upper foot of the last band; 0 for half the sample rate.
  public var highFrequency: Double = 0
  /// Energies below this are raised to it before the logarithm.
  public var floor: Float = 1
  public var kind = Kind.cepstra
  /// Cepstra from c1 on; c0 is not counted (see `energy`). Ignored for log mel energies.
  public var cepstrumCount = 12
  /// Q in c[n]·(1 + Q/2·sin(πn/Q)); 0 for none.
  public var lifter: Float = 22
  public var energy = Energy.raw
  /// Whether the energy comes before the other static features (as in Kaldi) or after them (HTK).
  public var energyFirst = false
  /// 0: static features only; 1: with deltas; 2: with accelerations too.
  public var deltaOrder = 0
  /// W of the regression Δ[t] = Σθ·(c[t+θ] − c[t−θ]) / (2·Σθ²), θ = 1 … W; the first and last frames
  /// stand for those before and after. Accelerations are the deltas' deltas (HTK).
  public var deltaWindow = 2
  public var normalization = CepstralNormalization.none

  public init() {}
}

extension FeatureConfiguration {
  /// Static features in a vector.
  public var staticFeatureCount: Int {
    (kind == .cepstra ? cepstrumCount : bandCount) + (energy == .none ? 0 : 1)
  }

  /// Values in a vector, N.
  public var featureCount: Int { staticFeatureCount * (1 + deltaOrder) }

  /// Points of the Fourier transform: the power of two that holds a frame.
  public var transformLength: Int {
    var length = 8
    while length < windowLength { length *= 2 }
    return length
  }

  /// Hz: the upper foot of the last band.
  public var upperFrequency: Double {
    highFrequency == 0 ? Double(sampleRate) / 2 : highFrequency
  }

  /// Seconds from frame to frame.
  public var hopDuration: Double { Double(hopLength) / Double(sampleRate) }

  /// Frames of a signal of `sampleCount` samples.
  public func frameCount(sampleCount: Int) -> Int {
    sampleCount < windowLength ? 0 : 1 + (sampleCount - windowLength) / hopLength
  }

  /// A name a value: `c1`, `band1`, `energy`, `c0`; with `delta-` and `acceleration-` before them.
  public var featureNames: [String] {
    let stem = kind == .cepstra ? "c" : "band"
    var names = (1...(kind == .cepstra ? cepstrumCount : bandCount)).map { "\(stem)\($0)" }
    if energy != .none {
      let name = energy == .zerothCepstrum ? "c0" : "energy"
      names.insert(name, at: energyFirst ? 0 : names.count)
    }
    return (0...deltaOrder).flatMap { order in
      names.map { ["", "delta-", "acceleration-"][order] + $0 }
    }
  }
}
