internal import KeywordSpotting
internal import RecurrentNetworks
public import SpeechCorpora

/// What the network is to say about an utterance.
public enum TrainingTask: Codable, Sendable, Equatable {
  /// The sequence of these words in the utterance, and nothing of the others (Fernández, Graves
  /// and Schmidhuber 2007): all other speech is left to the blank.
  case keywords([String])
  /// The sequence of the utterance's phones, silence left to the blank.
  case phones

  var kind: ModelCard.Task {
    switch self {
    case .keywords: .keywords
    case .phones: .phones
    }
  }

  /// The labels of the network's outputs; label 0 is the blank.
  public var labels: [String] {
    switch self {
    case .keywords(let words): ["<blank>"] + words
    case .phones: ["<blank>"] + PhoneAlphabet.phones
    }
  }

  /// The labelling to be learned for an utterance, or `nil` if it has none. Phones are the aligned
  /// ones where the corpus has them, else those of the spelling.
  public func labeling(of utterance: Utterance) -> [Int]? {
    switch self {
    case .keywords: return utterance.words.compactMap(label(of:))
    case .phones:
      if let segments = utterance.phoneSegments {
        return PhoneAlphabet.labels(of: segments.map(\.label))
      }
      guard !utterance.words.isEmpty,
        let keyword = try? Keyword(utterance.words.joined(separator: " "))
      else { return nil }
      return PhoneAlphabet.labels(of: keyword.pronunciations[0])
    }
  }

  /// Where each label of the labelling stands, in samples, if the corpus says so.
  public func places(in utterance: Utterance) -> [Range<Int>]? {
    let segments: [Segment]?
    switch self {
    case .keywords: segments = utterance.wordSegments?.filter { label(of: $0.label) != nil }
    case .phones:
      segments = utterance.phoneSegments?.filter { PhoneAlphabet.normalized($0.label) != nil }
    }
    guard let segments, segments.count == labeling(of: utterance)?.count else { return nil }
    return segments.map { $0.start..<max($0.end, $0.start) }
  }

  /// A keyword's label.
  private func label(of word: String) -> Int? {
    guard case .keywords(let words) = self else { return nil }
    let wanted = word.uppercased()
    return words.firstIndex { $0.uppercased() == wanted }.map { $0 + 1 }
  }

  private enum CodingKeys: String, CodingKey { case kind, words }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(String.self, forKey: .kind) {
    case "keywords": self = .keywords(try container.decode([String].self, forKey: .words))
    case "phones": self = .phones
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "a task is \"keywords\" or \"phones\", not \"\(other)\"")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .keywords(let words):
      try container.encode("keywords", forKey: .kind)
      try container.encode(words, forKey: .words)
    case .phones:
      try container.encode("phones", forKey: .kind)
    }
  }
}
