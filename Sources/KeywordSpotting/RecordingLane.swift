internal import DenseMath
internal import SpeechFeatures

/// One recording on its way: audio in, windows of features out, posteriors back in, findings at the
/// end.
final class RecordingLane {
  private let read: () throws(AudioError) -> [Float]
  private var features: FeatureStream
  private var windows: FeatureWindows
  private var isRead = false
  private(set) var sampleCount = 0

  /// - Parameter read: the next samples, none at the end.
  init(
    _ extractor: MFCCExtractor, subsampling: Int, windowing: Windowing,
    read: @escaping () throws(AudioError) -> [Float]
  ) {
    self.read = read
    features = extractor.stream(lookahead: windowing.normalizationLookahead)
    windows = FeatureWindows(
      width: extractor.configuration.featureCount, subsampling: subsampling, windowing: windowing)
  }

  /// The next window, or `nil` at the end.
  func nextWindow() throws(AudioError) -> FeatureWindow? {
    while true {
      if let window = windows.nextWindow() { return window }
      if isRead { return nil }
      let samples = try read()
      sampleCount += samples.count
      if samples.isEmpty {
        windows.push(features.finish())
        windows.finish()
        isRead = true
      } else {
        windows.push(features.push(samples))
      }
    }
  }
}
