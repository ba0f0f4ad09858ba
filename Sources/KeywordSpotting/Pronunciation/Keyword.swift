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
    if let equals = text.firstIndex(of: "=") {
      let name = text[..<equals].trimmed
      let variants = text[text.index(after: equals)...].split(separator: "|")
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
        pronunciations.append(phones)
      }
      self.init(name: name, pronunciations: pronunciations)
      return
    }
    let name = text[...].trimmed
    let words = name.split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else { throw .emptyKeyword }
    var stated: [[String]]? = [[]]
    for word in words {
      guard let variants = lexicon[String(word)], let sofar = stated else {
        stated = nil
        break
      }
      stated = sofar.flatMap { head in variants.map { head + $0 } }
    }
    let pronunciations: [[String]]
    if let stated {
      pronunciations = stated
    } else {
      pronunciations = try LetterToSound().pronunciations(of: name)
    }
    self.init(name: name, pronunciations: pronunciations)
  }
}

extension Substring {
  /// Without white space at either end, and with single spaces inside.
  fileprivate var trimmed: String {
    split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
