/// Words and their phones, in the format of the CMU Pronouncing Dictionary: a word and its phones
/// a line; further pronunciations as `WORD(2)`; `;;;` or `#` begins a comment.
public struct PronunciationLexicon: Sendable, Equatable {
  private var entries: [String: [[String]]] = [:]

  public init() {}

  public init(contentsOf path: String) throws(PronunciationError) {
    guard let text = TextContents.read(path) else { throw .unreadableLexicon(path: path) }
    try self.init(text: text, path: path)
  }

  package init(text: String, path: String) throws(PronunciationError) {
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let content = line.starts(with: ";;;") ? "" : line.prefix { $0 != "#" }
      let fields = content.split(whereSeparator: \.isWhitespace)
      guard let first = fields.first else { continue }
      let phones = fields.dropFirst().compactMap { PhoneAlphabet.normalized($0) }
      guard fields.count > 1, phones.count == fields.count - 1 else {
        throw .malformedLexicon(path: path, line: index + 1, found: String(line.prefix(60)))
      }
      var word = first.uppercased()
      if word.last == ")", let open = word.firstIndex(of: "("), open != word.startIndex {
        word = String(word[..<open])
      }
      if entries[word]?.contains(phones) != true { entries[word, default: []].append(phones) }
    }
  }

  /// The pronunciations of one word, or `nil` if it is not in the lexicon.
  public subscript(_ word: String) -> [[String]]? { entries[word.uppercased()] }

  public var wordCount: Int { entries.count }
}
