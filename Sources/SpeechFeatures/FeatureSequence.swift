public import DenseMath

/// The feature vectors of one recording.
public struct FeatureSequence: Sendable, Equatable {
  /// T × N: a row a frame.
  public var values: Matrix
  public var sampleRate: Int
  /// Samples.
  public var windowLength: Int
  public var hopLength: Int

  public init(values: Matrix, sampleRate: Int, windowLength: Int, hopLength: Int) {
    self.values = values
    self.sampleRate = sampleRate
    self.windowLength = windowLength
    self.hopLength = hopLength
  }

  /// Frames, T.
  public var frameCount: Int { values.rows }

  /// Seconds from frame to frame.
  public var hopDuration: Double { Double(hopLength) / Double(sampleRate) }

  /// Seconds of the centre of frame `index`: (index·hop + window/2)/rate.
  public func time(ofFrame index: Int) -> Double {
    (Double(index * hopLength) + Double(windowLength) / 2) / Double(sampleRate)
  }

  /// The frame whose centre is nearest to `time` (seconds), within the sequence.
  ///
  /// - Precondition: there are frames.
  public func frame(at time: Double) -> Int {
    precondition(frameCount > 0, "no frames")
    let position = (time * Double(sampleRate) - Double(windowLength) / 2) / Double(hopLength)
    return Int(min(max(position.rounded(), 0), Double(frameCount - 1)))
  }
}
