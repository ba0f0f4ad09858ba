package import SpeechFeatures

/// When a network's output frames are.
package struct FrameClock: Sendable {
  /// Seconds of the middle of the first output frame.
  package let first: Double
  /// Seconds from one output frame to the next.
  package let step: Double

  /// - Parameter subsampling: feature frames an output frame; its middle is that of the group.
  package init(_ configuration: FeatureConfiguration, subsampling: Int) {
    let hop = configuration.hopDuration
    first =
      Double(configuration.windowLength) / Double(2 * configuration.sampleRate)
      + hop * Double(subsampling - 1) / 2
    step = hop * Double(subsampling)
  }

  /// Seconds of the middle of an output frame, or of a place between two.
  package func time(ofFrame frame: Double) -> Double { first + step * frame }
}
