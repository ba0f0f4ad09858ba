/// A word or phrase to look for, and how it may be said.
public struct Keyword: Sendable, Equatable {
  /// What is printed: the text as it was given, or the name before `=`.
  public let name: String
  /// Each a sequence of the 39 phones; never empty.
  public let pronunciations: [[String]]
  /// What was heard in the clips that it comes from; none if it was spelt.
  package private(set) var clips: [HeardFrames] = []

  public init(name: String, pronunciations: [[String]]) {
    precondition(!pronunciations.isEmpty && pronunciations.allSatisfy { !$0.isEmpty })
    self.name = name
    self.pronunciations = pronunciations
  }

  package init(name: String, pronunciations: [[String]], clips: [HeardFrames]) {
    self.init(name: name, pronunciations: pronunciations)
    self.clips = clips
  }

  /// Reads `voice mail`, or `tyto=T AY T OW` with its phones stated (several separated by `|`).
  ///
  /// Words are looked up in `lexicon` first; a phrase of which any word is missing there goes to
  /// espeak-ng whole, since words change beside each other.
  public init(
    _ text: String, lexicon: PronunciationLexicon = .init()
  ) throws(PronunciationError) {
    self = try Self.all([text], lexicon: lexicon)[0]
  }

  /// The same of many, for which espeak-ng is asked together.
  public static func all(
    _ texts: [String], lexicon: PronunciationLexicon = .init()
  ) throws(PronunciationError) -> [Keyword] {
    var keywords: [Keyword] = []
    var unstated: [Int] = []
    for text in texts {
      if let equals = text.firstIndex(of: "=") {
        keywords.append(
          try stated(text[..<equals].trimmed, text[text.index(after: equals)...]))
        continue
      }
      let name = text[...].trimmed
      let words = name.split(whereSeparator: \.isWhitespace)
      guard !words.isEmpty else { throw .emptyKeyword }
      if let known = lexicon.pronunciations(of: words) {
        keywords.append(Keyword(name: name, pronunciations: known))
      } else {
        unstated.append(keywords.count)
        keywords.append(Keyword(name: name))
      }
    }
    guard !unstated.isEmpty else { return keywords }
    let spoken = try LetterToSound().pronunciations(ofAll: unstated.map { keywords[$0].name })
    for (place, pronunciations) in zip(unstated, spoken) {
      let name = keywords[place].name
      guard !pronunciations.isEmpty else { throw .unpronounceable(name) }
      keywords[place] = Keyword(name: name, pronunciations: pronunciations)
    }
    return keywords
  }

  /// Keywords without repetitions: of those that are spelt and have one name the first gets the
  /// pronunciations of all.
  package static func merged(_ keywords: [Keyword]) -> [Keyword] {
    var result: [Keyword] = []
    // There may be thousands.
    var spelt: [String: Int] = [:]
    for one in keywords {
      guard one.clips.isEmpty else {
        if !result.contains(one) { result.append(one) }
        continue
      }
      guard let place = spelt[one.name] else {
        spelt[one.name] = result.count
        result.append(one)
        continue
      }
      let known = result[place].pronunciations
      result[place] = Keyword(
        name: one.name, pronunciations: known + one.pronunciations.filter { !known.contains($0) })
    }
    return result
  }

  /// One whose pronunciations are yet to be found.
  private init(name: String) {
    self.name = name
    pronunciations = []
  }

  private static func stated(
    _ name: String, _ phones: Substring
  ) throws(PronunciationError) -> Keyword {
    let variants = phones.split(separator: "|")
    guard !name.isEmpty, !variants.isEmpty else { throw .emptyKeyword }
    var pronunciations: [[String]] = []
    for variant in variants {
      var phones: [String] = []
      for field in variant.split(whereSeparator: \.isWhitespace) {
        guard let phone = PhoneAlphabet.normalized(field) else {
          throw .unknownPhone(keyword: name, phone: String(field))
        }
        phones.append(phone)
      }
      guard !phones.isEmpty else { throw .emptyKeyword }
      if !pronunciations.contains(phones) { pronunciations.append(phones) }
    }
    return Keyword(name: name, pronunciations: pronunciations)
  }
}

extension PronunciationLexicon {
  /// Every combination of the words' pronunciations, or of many the first 256: those that take most
  /// words by their first pronunciations. `nil` if one of the words is not known.
  fileprivate func pronunciations(of words: [Substring]) -> [[String]]? {
    let limit = 256
    var result: [(rank: Int, phones: [String])] = [(0, [])]
    for word in words {
      guard let variants = self[String(word)]?.prefix(limit) else { return nil }
      result = result.flatMap { head in
        variants.enumerated().map { (head.rank + $0.offset, head.phones + $0.element) }
      }
      guard result.count > limit else { continue }
      let best = result.indices.sorted { (result[$0].rank, $0) < (result[$1].rank, $1) }
      result = best.prefix(limit).map { result[$0] }
    }
    return result.map(\.phones)
  }
}

extension Substring {
  /// Without white space at either end, and with single spaces inside.
  fileprivate var trimmed: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
