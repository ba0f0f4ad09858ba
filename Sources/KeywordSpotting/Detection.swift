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
