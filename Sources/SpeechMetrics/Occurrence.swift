/// A keyword that was said: what detections are measured against.
public struct Occurrence: Sendable, Equatable {
  /// Which recording; detections name it in the same way.
  public var recording: String
  public var keyword: String
  /// Seconds from the recording's start, or `nil` where only the words are known.
  public var time: ClosedRange<Double>?

  public init(recording: String, keyword: String, time: ClosedRange<Double>? = nil) {
    self.recording = recording
    self.keyword = keyword
    self.time = time
  }
}

/// A detection as some system claims it, with the recording it was made in.
public struct Claim: Sendable, Equatable {
  public var recording: String
  public var keyword: String
  /// Seconds from the recording's start, or `nil` where the system gives none.
  public var time: ClosedRange<Double>?
  /// Higher is surer; any scale.
  public var score: Double

  public init(
    recording: String, keyword: String, time: ClosedRange<Double>? = nil, score: Double
  ) {
    self.recording = recording
    self.keyword = keyword
    self.time = time
    self.score = score
  }
}
