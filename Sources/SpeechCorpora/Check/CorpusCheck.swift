/// What `tyto corpus check` finds in a corpus.
public struct CorpusCheck: Sendable, Equatable, Codable {
  /// How closely recordings are looked at.
  public enum Depth: String, Sendable, Codable, CaseIterable {
    /// Only whether they are there.
    case names
    /// Their headers: lengths and rates. A millisecond or less each.
    case headers
    /// Every sample, as when training.
    case samples
  }

  public var name: String
  public var utteranceCount = 0
  /// Utterances a speaker.
  public var speakers: [String: Int] = [:]
  /// All recordings that could be opened, in seconds; none if `names`.
  public var seconds: Double?
  public var shortest: Double?
  public var longest: Double?
  /// Recordings by their own rate in hertz.
  public var sampleRates: [Int: Int] = [:]
  public var wordCount = 0
  /// How often each word is said.
  public var vocabulary: [String: Int] = [:]
  /// Utterances with times of words, and of phones.
  public var withWordTimes = 0
  public var withPhoneTimes = 0
  /// The name of the set that the phones come from, if it is one of `PhoneSet.all`.
  public var phoneSet: String?
  /// How often each label of a phone is met.
  public var phones: [String: Int] = [:]
  /// The first of the problems, in the order of their files.
  public var problems: [CorpusProblem] = []
  /// All of them.
  public var problemCount = 0

  public init(name: String) { self.name = name }

  public var hours: Double? { seconds.map { $0 / 3600 } }
  public var isSound: Bool { problemCount == 0 }
}

extension CorpusReference {
  /// Reads the corpus as `load` does, but writes down what is wrong instead of stopping at it.
  ///
  /// - Throws: only what leaves nothing to check, such as a missing list.
  public func check(
    root: String, depth: CorpusCheck.Depth = .headers
  ) throws(CorpusError) -> CorpusCheck {
    var log = ReadingLog.collecting
    let corpus = try load(root: root, log: &log)
    return CorpusChecker(log: log, expectsWords: layout != .noise, depth: depth).check(corpus)
  }
}

extension Corpus {
  /// Checks what the corpus says against its recordings. `CorpusReference.check(root:depth:)` also
  /// tells the lines at fault.
  public func check(depth: CorpusCheck.Depth = .headers) -> CorpusCheck {
    var log = ReadingLog.collecting
    for utterance in utterances {
      // A collecting log throws nothing.
      _ = try? log.register(utterance.id, ReadingLog.Origin(path: utterance.audioPath))
      for (segments, kind) in [
        (utterance.wordSegments, SegmentKind.words), (utterance.phoneSegments, .phones),
      ] {
        var previous: Segment?
        for (index, segment) in (segments ?? []).enumerated() {
          let path = utterance.id
          log.checkOrder(segment, after: previous, kind: kind, path: path, line: index + 1)
          if kind == .phones { log.usePhone(segment.label, path: path, line: index + 1) }
          previous = segment
        }
      }
    }
    let expectsWords = utterances.contains { !$0.words.isEmpty }
    return CorpusChecker(log: log, expectsWords: expectsWords, depth: depth).check(self)
  }
}
