public import DenseMath

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
  public func features(
    ofFile path: String, options: AudioReader.Options = .init()
  ) throws(AudioError) -> FeatureSequence {
    let reader = try AudioReader(
      path: path, sampleRate: configuration.sampleRate, options: options)
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
  /// - Parameter isNormalized: `false` leaves normalisation to `normalizingLatest`, so that vectors
  ///   do not wait for it.
  public func stream(isNormalized: Bool = true) -> FeatureStream {
    FeatureStream(self, isNormalized: isNormalized)
  }

  /// The vectors before one that count in its sliding normalisation, at most.
  public var normalizationHistory: Int {
    SlidingNormalizer.reach(configuration).map { 2 * $0 } ?? 0
  }

  /// Normalises the latest vectors of a recording that goes on, by what has been heard by now: with
  /// sliding normalisation, where there are not as many frames after a vector as should count, as
  /// many more before it do. With `.utterance`, what has been heard is the recording.
  ///
  /// - Parameters:
  ///   - rows: vectors that are not normalised, R × N, up to the latest.
  ///   - history: how many of them are for the others' statistics only; `normalizationHistory`, or
  ///     all that there are.
  /// - Returns: the vectors after them, normalised, (R − `history`) × N.
  public func normalizingLatest(_ rows: Matrix, history: Int) -> Matrix {
    var normalizer = FeatureNormalizer(configuration, isUnderWay: true)
    var values = rows.array
    normalizer.normalize(&values, from: 0)
    normalizer.finish(appendingTo: &values)
    values.removeFirst(history * rows.columns)
    return Matrix(rows: rows.rows - history, columns: rows.columns, values)
  }
}
