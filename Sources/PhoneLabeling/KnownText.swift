public import SpeechCorpora

/// What is said in a recording that is to be aligned.
public enum KnownText: Sendable, Equatable {
  /// As it is written; pronounced by the aligner's lexicon, or by espeak-ng's rules.
  case written(String)
  /// Words with the phones that were heard in them, which are allowed beside the aligner's own.
  case heard([HeardWord])

  /// A word, and its phones as the CMU dictionary writes them.
  public struct HeardWord: Sendable, Equatable {
    public var word: String
    public var phones: [String]

    public init(word: String, phones: [String]) {
      self.word = word
      self.phones = phones
    }
  }

  /// The words of an utterance with the phones between their borders, if its corpus has the times of
  /// both, every word has phones of the CMU dictionary, and every phone a word; else its text.
  public init(_ utterance: Utterance) {
    self = Self.heard(in: utterance) ?? .written(utterance.words.joined(separator: " "))
  }

  private static func heard(in utterance: Utterance) -> Self? {
    guard let words = utterance.wordSegments, let phones = utterance.phoneSegments, !words.isEmpty,
      words.map(\.label) == utterance.words
    else { return nil }
    var result = words.map { HeardWord(word: $0.label, phones: []) }
    for phone in phones {
      guard let name = PhoneSet.cmu.normalized(phone.label) else { return nil }
      if PhoneSet.cmu.silences.contains(name) { continue }
      let middle = (phone.start + phone.end) / 2
      guard let place = words.firstIndex(where: { $0.start <= middle && middle < $0.end }) else {
        return nil
      }
      result[place].phones.append(name)
    }
    return result.contains { $0.phones.isEmpty } ? nil : .heard(result)
  }
}
