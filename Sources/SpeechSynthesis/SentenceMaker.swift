public import DenseMath

/// Texts to be spoken: strings of digits, commands, names and lists of words, such that every phone
/// comes up often.
public struct SentenceMaker: Sendable {
  private static let digits = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
  ]
  private static let verbs = [
    "open", "close", "start", "stop", "play", "pause", "call", "find", "show", "read", "delete",
    "turn on", "turn off", "switch to", "go to", "send", "save", "cancel", "repeat", "measure",
  ]
  private static let objects = [
    "the window", "the front door", "my calendar", "the kitchen light", "some music", "the radio",
    "the last message", "a timer", "the heating", "voice mail", "the garage", "that picture",
    "the next song", "the shopping list", "the alarm", "everything", "the treasure map",
  ]
  private static let names = [
    "Alice", "George", "Zoe", "Joyce", "Hugh", "Priya", "Omar", "Chloe", "Matthew", "Yusuf",
    "Beth", "Ruth", "Sean", "Ingrid", "Faith", "Roy", "Angela", "Thor", "Vivian", "Jacques",
  ]

  private let words: [(word: String, phones: [Int])]
  /// How often each phone has come up in lists of words.
  private var counts = [Int](repeating: 0, count: 64)

  /// - Parameter words: words for lists, with their phones as labels below 64; may be empty.
  public init(_ words: [(word: String, phones: [Int])]) {
    self.words = words.filter { $0.phones.allSatisfy { (0..<64).contains($0) } }
  }

  public mutating func next(_ random: inout RandomSource) -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<4:
      return (0..<Int.random(in: 2...7, using: &random))
        .map { _ in pick(Self.digits, &random) }.joined(separator: " ")
    case 4..<7: return pick(Self.verbs, &random) + " " + pick(Self.objects, &random)
    case 7..<9:
      return pick(Self.verbs, &random) + " " + pick(Self.names, &random) + " and "
        + pick(Self.names, &random)
    default:
      guard !words.isEmpty else { return pick(Self.verbs, &random) }
      return (0..<Int.random(in: 2...8, using: &random)).map { _ in word(&random) }
        .joined(separator: " ")
    }
  }

  private func pick(_ list: [String], _ random: inout RandomSource) -> String {
    list[Int.random(in: list.indices, using: &random)]
  }

  /// Of a few words drawn the one whose phones are the rarest so far.
  private mutating func word(_ random: inout RandomSource) -> String {
    let drawn = (0..<6).map { _ in words[Int.random(in: words.indices, using: &random)] }
    func rarity(_ phones: [Int]) -> Double {
      phones.reduce(0.0) { $0 + 1 / Double(1 + counts[$1]) } / Double(max(phones.count, 1))
    }
    let best = drawn.max { rarity($0.phones) < rarity($1.phones) } ?? drawn[0]
    for phone in best.phones { counts[phone] += 1 }
    return best.word
  }
}
