internal import KeywordSpotting
internal import RecurrentNetworks
public import SpeechCorpora

/// What the network is to say about an utterance.
public enum TrainingTask: Codable, Sendable, Equatable {
  /// The sequence of these words in the utterance (Fernández, Graves and Schmidhuber 2007). All other
  /// speech is left to the blank, as in the paper, or with `amongPhones` spelled in phones, so that
  /// the network learns from it what the keywords are not.
  case keywords([String], amongPhones: Bool = false)
  /// The sequence of the utterance's phones, silence left to the blank.
  case phones
  /// A phone for every frame.
  case framewise(FramewiseTask)

  var kind: ModelCard.Task {
    switch self {
    case .keywords: .keywords
    case .phones: .phones
    case .framewise: .framewise
    }
  }

  /// Frames by which the answers come late.
  var delay: Int { if case .framewise(let task) = self { task.delay } else { 0 } }

  /// What the error on the validation part is the rate of.
  public var errorName: String {
    if case .framewise = self { "frame error rate" } else { "label error rate" }
  }

  /// The labels of the network's outputs; with CTC label 0 is the blank.
  public var labels: [String] {
    switch self {
    case .keywords(let words, let amongPhones):
      ["<blank>"] + words + (amongPhones ? PhoneAlphabet.phones : [])
    case .phones: ["<blank>"] + PhoneAlphabet.phones
    case .framewise(let task): task.classes.phones.phones
    }
  }

  /// The labels that the network is judged by: neither the blank nor what stands for other speech.
  package var soughtLabels: Range<Int> {
    switch self {
    case .keywords(let words, _): 1..<words.count + 1
    case .phones: 1..<labels.count
    case .framewise: 0..<labels.count
    }
  }

  /// How many labels at the end stand for all other speech.
  var fillerCount: Int { labels.count - soughtLabels.upperBound }

  /// The labelling to be learned for an utterance, or `nil` if it has none. Phones are the aligned
  /// ones where the corpus has them, else those of the spelling. Framewise it is the class of each
  /// segment, −1 for none.
  public func labeling(of utterance: Utterance) -> [Int]? {
    switch self {
    case .keywords(_, amongPhones: false): return utterance.words.compactMap(label(of:))
    case .keywords(_, amongPhones: true):
      if let aligned = aligned(utterance) { return aligned.map(\.label) }
      var result: [Int] = []
      for word in utterance.words {
        if let label = label(of: word) {
          result.append(label)
        } else if let phones = Self.spelled(word) {
          result += phones.map { $0 + fillerOffset }
        } else {
          return nil
        }
      }
      return result
    case .phones:
      if let segments = utterance.phoneSegments {
        return PhoneAlphabet.labels(of: segments.map(\.label))
      }
      guard !utterance.words.isEmpty else { return nil }
      return Self.spelled(utterance.words.joined(separator: " "))
    case .framewise(let task):
      return task.classes(of: utterance)?.map { $0 ?? -1 }
    }
  }

  /// Where each label of the labelling stands, in samples, if the corpus says so.
  public func places(in utterance: Utterance) -> [Range<Int>]? {
    let segments: [Segment]?
    switch self {
    case .keywords(_, amongPhones: true): return aligned(utterance)?.map(\.place)
    case .keywords: segments = utterance.wordSegments?.filter { label(of: $0.label) != nil }
    case .phones:
      segments = utterance.phoneSegments?.filter { PhoneAlphabet.normalized($0.label) != nil }
    case .framewise: segments = utterance.phoneSegments
    }
    guard let segments, segments.count == labeling(of: utterance)?.count else { return nil }
    return segments.map(\.place)
  }

  /// Keywords among phones where words and phones are aligned: a phone belongs to the word that
  /// its middle lies in. `nil` without alignment, or if that tells other keywords than the words do.
  private func aligned(_ utterance: Utterance) -> [(label: Int, place: Range<Int>)]? {
    guard let words = utterance.wordSegments, let phones = utterance.phoneSegments else {
      return nil
    }
    let keywords = words.compactMap { word in label(of: word.label).map { ($0, word.place) } }
    guard keywords.map(\.0) == utterance.words.compactMap(label(of:)) else { return nil }
    var result: [(label: Int, place: Range<Int>)] = keywords.map { ($0.0, $0.1) }
    for phone in phones {
      guard let label = PhoneAlphabet.labels(of: [phone.label]).first else { continue }
      let middle = phone.start + (phone.end - phone.start) / 2
      if keywords.contains(where: { $0.1.contains(middle) }) { continue }
      result.append((label + fillerOffset, phone.place))
    }
    return result.sorted { $0.place.lowerBound < $1.place.lowerBound }
  }

  /// What lies between a phone's label in `PhoneAlphabet` and that among the fillers.
  private var fillerOffset: Int { soughtLabels.count }

  /// In lower case: transcripts shout, and espeak-ng spells out what looks like an abbreviation.
  private static func spelled(_ text: String) -> [Int]? {
    (try? Keyword(text.lowercased())).map { PhoneAlphabet.labels(of: $0.pronunciations[0]) }
  }

  /// A keyword's label.
  private func label(of word: String) -> Int? {
    guard case .keywords(let words, _) = self else { return nil }
    let wanted = word.uppercased()
    return words.firstIndex { $0.uppercased() == wanted }.map { $0 + 1 }
  }

  private enum CodingKeys: String, CodingKey { case kind, words, amongPhones }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func allow(_ fields: String...) throws {
      try decoder.refuseFields(otherThan: ["kind"] + fields)
    }
    switch try container.decode(String.self, forKey: .kind) {
    case "keywords":
      try allow("words", "amongPhones")
      self = .keywords(
        try container.decode([String].self, forKey: .words),
        amongPhones: try container.decodeIfPresent(Bool.self, forKey: .amongPhones) ?? false)
    case "phones":
      try allow()
      self = .phones
    case "framewise":
      try allow("classes", "delay", "weighsDurations")
      self = .framewise(try FramewiseTask(from: decoder))
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "a task is \"keywords\", \"phones\" or \"framewise\", not \"\(other)\"")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .keywords(let words, let amongPhones):
      try container.encode("keywords", forKey: .kind)
      try container.encode(words, forKey: .words)
      if amongPhones { try container.encode(true, forKey: .amongPhones) }
    case .phones:
      try container.encode("phones", forKey: .kind)
    case .framewise(let task):
      try container.encode("framewise", forKey: .kind)
      try task.encode(to: encoder)
    }
  }
}

extension Segment {
  /// Its samples; none where it ends before it starts.
  fileprivate var place: Range<Int> { start..<max(end, start) }
}
