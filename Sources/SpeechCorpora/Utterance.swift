/// A stretch of a recording with a name: a phone or a word.
public struct Segment: Sendable, Equatable, Codable {
  /// First sample, at the corpus's rate.
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

/// A recording with what is said in it.
public struct Utterance: Sendable, Equatable {
  /// Unique within its corpus.
  public var id: String
  public var speaker: String
  public var audioPath: String
  /// The words in order, upper case, without markers of silence.
  public var words: [String]
  /// Where the words are, if the corpus says so.
  public var wordSegments: [Segment]?
  /// Where the phones are, if the corpus says so; silences among them.
  public var phoneSegments: [Segment]?

  public init(
    id: String, speaker: String, audioPath: String, words: [String],
    wordSegments: [Segment]? = nil, phoneSegments: [Segment]? = nil
  ) {
    self.id = id
    self.speaker = speaker
    self.audioPath = audioPath
    self.words = words
    self.wordSegments = wordSegments
    self.phoneSegments = phoneSegments
  }
}
