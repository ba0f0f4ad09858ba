package import SpeechFeatures

/// When a network's output frames are.
package struct FrameClock: Sendable {
  /// Seconds of the middle of the first output frame.
  package let first: Double
  /// Seconds from one output frame to the next.
  package let step: Double

  /// - Parameters:
  ///   - subsampling: feature frames an output frame; its middle is that of the group.
  ///   - interleaved: a group begins at every feature frame rather than where the last one ends.
  package init(
    _ configuration: FeatureConfiguration, subsampling: Int, interleaved: Bool = false
  ) {
    let hop = configuration.hopDuration
    first =
      Double(configuration.windowLength) / Double(2 * configuration.sampleRate)
      + hop * Double(subsampling - 1) / 2
    step = hop * Double(interleaved ? 1 : subsampling)
  }

  /// Seconds of the middle of an output frame, or of a place between two.
  package func time(ofFrame frame: Double) -> Double { first + step * frame }
}
