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
    case .keywords(let words):
      let index = Dictionary(
        uniqueKeysWithValues: words.enumerated().map { ($1.uppercased(), $0 + 1) })
      return utterance.words.compactMap { index[$0.uppercased()] }
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
