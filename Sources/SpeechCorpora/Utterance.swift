/// A recording with what is said in it.
public struct Utterance: Sendable, Equatable {
  /// Unique within its corpus.
  public var id: String
  public var speaker: String
  public var audioPath: String
  /// The words in order, upper case, without markers of silence; see `Transcript`.
  public var words: [String]
  /// Where the words are, if the corpus says so: upper case, without silences, by their starts.
  /// Neighbours may overlap where the corpus lets them (TIMIT does).
  public var wordSegments: [Segment]?
  /// Where the phones are, if the corpus says so; silences among them, labels as in the corpus.
  public var phoneSegments: [Segment]?
  /// The rate at which the segments count samples, in hertz. The recording may have another: times
  /// in seconds are `start / sampleRate`.
  public var sampleRate: Int

  public init(
    id: String, speaker: String, audioPath: String, words: [String],
    wordSegments: [Segment]? = nil, phoneSegments: [Segment]? = nil, sampleRate: Int = 16_000
  ) {
    precondition(sampleRate > 0, "a rate in hertz")
    self.id = id
    self.speaker = speaker
    self.audioPath = audioPath
    self.words = words
    self.wordSegments = wordSegments
    self.phoneSegments = phoneSegments
    self.sampleRate = sampleRate
  }
}
