/// A stretch of a recording with a name: a phone or a word.
public struct Segment: Sendable, Equatable, Codable {
  /// First sample, counted at the utterance's `sampleRate`.
  public var start: Int
  /// One past the last sample.
  public var end: Int
  public var label: String

  public init(start: Int, end: Int, label: String) {
    self.start = start
    self.end = end
    self.label = label
  }
}
