/// A keyword that was found.
public struct Detection: Codable, Sendable, Equatable {
  public var keyword: String
  /// Seconds from the recording's start.
  public var start: Double
  public var end: Double
  /// How sure it is, 0 to 1.
  public var score: Double

  public init(keyword: String, start: Double, end: Double, score: Double) {
    self.keyword = keyword
    self.start = start
    self.end = end
    self.score = score
  }
}

/// What a recording holds.
public struct Findings: Sendable, Equatable {
  /// In order of their starts.
  public var detections: [Detection]
  /// The recording's length in seconds.
  public var duration: Double

  public init(detections: [Detection], duration: Double) {
    self.detections = detections
    self.duration = duration
  }
}
