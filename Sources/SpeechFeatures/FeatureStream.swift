public import DenseMath

/// Feature vectors of samples that come in chunks.
///
/// The vectors are those of `MFCCExtractor.features(of:)`, bit for bit, whatever the chunks. They lag
/// behind by the delta windows (`deltaOrder·deltaWindow` frames) and by the normalisation; with
/// `.utterance` all of them come from `finish`.
public struct FeatureStream: ~Copyable {
  /// Vector stores write whole groups of eight: arrays under way have this much room to spare.
  static let storePadding = 8
  /// Frames analysed before the later stages run, small enough for the first-level cache.
  private static let blockLength = 128

  private let extractor: MFCCExtractor
  private let workspace: SpectrumAnalyzer.Workspace
  private var spectrum: [SIMD8<Float>]
  private var energies: [SIMD8<Float>]
  private var regression: DeltaRegression
  private var normalizer: FeatureNormalizer?
  /// Samples from the next frame's start on, fewer than a frame.
  private var carry: [Float] = []
  /// Samples still to be left out before the next frame (when frames do not overlap).
  private var skip = 0
  private var finished = false

  init(_ extractor: MFCCExtractor, isNormalized: Bool = true) {
    let configuration = extractor.configuration
    self.extractor = extractor
    workspace = SpectrumAnalyzer.Workspace(transformLength: configuration.transformLength)
    spectrum = [SIMD8<Float>](repeating: .zero, count: extractor.analyzer.groupCount)
    energies = [SIMD8<Float>](repeating: .zero, count: extractor.layout.groupCount)
    regression = DeltaRegression(
      width: configuration.staticFeatureCount, order: configuration.deltaOrder,
      window: configuration.deltaWindow)
    normalizer = isNormalized ? FeatureNormalizer(configuration) : nil
  }

  /// Takes samples at the configuration's rate; returns the vectors that are ready, R × N.
  public mutating func push(_ samples: [Float]) -> Matrix {
    var values: [Float] = []
    push(samples.span, appendingTo: &values)
    return matrix(values)
  }

  /// The vectors that were waiting for what follows, R × N. Nothing can be pushed afterwards.
  public mutating func finish() -> Matrix {
    var values: [Float] = []
    finish(appendingTo: &values)
    return matrix(values)
  }

  func matrix(_ values: [Float]) -> Matrix {
    let width = extractor.configuration.featureCount
    return Matrix(rows: values.count / width, columns: width, values)
  }

  mutating func push(_ samples: Span<Float>, appendingTo values: inout [Float]) {
    precondition(!finished, "the stream is finished")
    let length = extractor.configuration.windowLength
    let hop = extractor.configuration.hopLength
    // Of frames that start before this chunk…
    var start = 0
    if !carry.isEmpty {
      let held = carry.count
      for index in 0..<min(samples.count, length) { carry.append(samples[index]) }
      let joined = carry
      carry = []
      while start < held && start + length <= joined.count {
        analyze(joined.span, at: start)
        start += hop
        emitBlock(into: &values)
      }
      if start < held {
        carry = Array(joined[start...])
        emit(into: &values)
        return
      }
      start -= held
    }
    // … and of those within it.
    start += skip
    skip = 0
    while start + length <= samples.count {
      analyze(samples, at: start)
      start += hop
      emitBlock(into: &values)
    }
    carry.removeAll(keepingCapacity: true)
    if start < samples.count {
      for index in start..<samples.count { carry.append(samples[index]) }
    } else {
      skip = start - samples.count
    }
    emit(into: &values)
  }

  mutating func finish(appendingTo values: inout [Float]) {
    precondition(!finished, "the stream is finished")
    finished = true
    regression.finish()
    emit(into: &values)
    normalizer?.finish(appendingTo: &values)
  }

  /// One frame: samples to static features.
  @inline(__always)
  private mutating func analyze(_ samples: Span<Float>, at start: Int) {
    let layout = extractor.layout
    let energy = extractor.analyzer.analyze(samples, at: start, in: workspace, spectrum: &spectrum)
    extractor.filterbank.apply(to: spectrum, into: &energies, at: layout.firstBand)
    if let slot = layout.energy { energies[slot >> 3][slot & 7] = energy }
    let floor = SIMD8<Float>(repeating: extractor.configuration.floor)
    for group in energies.indices {
      energies[group] = logarithm(
        energies[group].replacing(with: floor, where: energies[group] .< floor))
    }
    if let cosines = extractor.cosines {
      cosines.apply(to: energies, appendingTo: &regression.statics)
    } else {
      regression.statics.append(contentsOf: energies)
    }
  }

  private mutating func emitBlock(into values: inout [Float]) {
    if regression.waitingCount >= Self.blockLength { emit(into: &values) }
  }

  /// Deltas and normalisation of the frames that have all they need.
  private mutating func emit(into values: inout [Float]) {
    let before = values.count
    regression.emit(appendingTo: &values)
    normalizer?.normalize(&values, from: before)
  }
}
