/// Computes feature vectors: mel-frequency cepstra (Davis & Mermelstein 1980) or log mel energies.
///
/// Tables and the FFTW plan are made once; an extractor may be shared between threads.
public final class MFCCExtractor: Sendable {
  public let configuration: FeatureConfiguration
  let analyzer: SpectrumAnalyzer
  let filterbank: MelFilterbank
  /// `nil` for log mel energies.
  let cosines: CosineTransform?
  let layout: EnergyLayout

  /// - Throws: what `FeatureConfiguration.validate` refuses, and a mel band without a Fourier bin.
  public init(_ configuration: FeatureConfiguration) throws(FeatureConfigurationError) {
    try configuration.validate()
    self.configuration = configuration
    filterbank = try MelFilterbank(configuration)
    analyzer = SpectrumAnalyzer(configuration)
    cosines = configuration.kind == .cepstra ? CosineTransform(configuration) : nil
    layout = EnergyLayout(configuration)
  }

  /// The feature vectors of a waveform; none when it is shorter than a window.
  ///
  /// - Precondition: the waveform has the configuration's sample rate.
  public func features(of waveform: Waveform) -> FeatureSequence {
    precondition(waveform.sampleRate == configuration.sampleRate, "another sample rate is expected")
    var stream = stream()
    var values: [Float] = []
    let frames = configuration.frameCount(sampleCount: waveform.samples.count)
    values.reserveCapacity(frames * configuration.featureCount + FeatureStream.storePadding)
    stream.push(waveform.samples.span, appendingTo: &values)
    stream.finish(appendingTo: &values)
    return FeatureSequence(
      values: stream.matrix(values), sampleRate: configuration.sampleRate,
      windowLength: configuration.windowLength, hopLength: configuration.hopLength)
  }

  /// The feature vectors of a recording, read in blocks: only the vectors are held in memory.
  public func features(ofFile path: String) throws(AudioError) -> FeatureSequence {
    let reader = try AudioReader(path: path, sampleRate: configuration.sampleRate)
    var stream = stream()
    var values: [Float] = []
    while true {
      let block = try reader.read(atMost: 1 << 16)
      if block.isEmpty { break }
      stream.push(block.span, appendingTo: &values)
    }
    stream.finish(appendingTo: &values)
    return FeatureSequence(
      values: stream.matrix(values), sampleRate: configuration.sampleRate,
      windowLength: configuration.windowLength, hopLength: configuration.hopLength)
  }

  /// A stream that turns samples into feature vectors as they come.
  ///
  /// - Parameter lookahead: with sliding normalisation, the frames after a vector that it waits for,
  ///   fewer than the configuration's: vectors come sooner, and differ from `features(of:)`.
  public func stream(lookahead: Int? = nil) -> FeatureStream {
    FeatureStream(self, lookahead: lookahead)
  }
}
