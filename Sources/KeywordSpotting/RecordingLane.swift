internal import DenseMath
internal import SpeechFeatures

/// Samples in, windows of features out.
struct SampleWindows: ~Copyable {
  private let extractor: MFCCExtractor
  private let normalizesWindows: Bool
  private var features: FeatureStream
  private var windows: FeatureWindows
  private(set) var sampleCount = 0

  init(_ extractor: MFCCExtractor, subsampling: Int, windowing: Windowing) {
    self.extractor = extractor
    normalizesWindows = windowing.normalizesWindows
    features = extractor.stream(isNormalized: !normalizesWindows)
    windows = FeatureWindows(
      width: extractor.configuration.featureCount, subsampling: subsampling, windowing: windowing,
      history: normalizesWindows ? extractor.normalizationHistory : 0)
  }

  mutating func push(_ samples: [Float]) {
    sampleCount += samples.count
    windows.push(features.push(samples))
  }

  /// Says that there are no more samples.
  mutating func finish() {
    windows.push(features.finish())
    windows.finish()
  }

  /// The next window, or `nil` if more samples are needed or there are no more.
  mutating func nextWindow() -> FeatureWindow? {
    guard let window = windows.nextWindow() else { return nil }
    guard normalizesWindows else { return window }
    return FeatureWindow(
      values: extractor.normalizingLatest(window.values, history: window.history), history: 0,
      skipped: window.skipped, kept: window.kept)
  }
}

/// One recording on its way: audio in, windows of features out, posteriors back in, findings at the
/// end.
final class RecordingLane {
  private let read: () throws(AudioError) -> [Float]
  private var windows: SampleWindows
  private var isRead = false
  var sampleCount: Int { windows.sampleCount }

  /// - Parameter read: the next samples, none at the end.
  init(_ windows: consuming SampleWindows, read: @escaping () throws(AudioError) -> [Float]) {
    self.read = read
    self.windows = windows
  }

  /// The next window, or `nil` at the end.
  func nextWindow() throws(AudioError) -> FeatureWindow? {
    while true {
      if let window = windows.nextWindow() { return window }
      if isRead { return nil }
      let samples = try read()
      if samples.isEmpty {
        windows.finish()
        isRead = true
      } else {
        windows.push(samples)
      }
    }
  }
}
