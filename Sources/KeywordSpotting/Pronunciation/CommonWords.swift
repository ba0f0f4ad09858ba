internal import Foundation

/// Common English words with their pronunciations, the most common first: what a keyword may be
/// mistaken for because it is part of it, as *six* is of *sixty*.
public struct CommonWords: Sendable {
  /// `rank` is the word's place among the words, from 0; variants of a word share it.
  package let entries: [(word: String, labels: [UInt8], rank: Int)]
  /// Which words follow which more often than by chance.
  package let pairs: WordPairs
  /// What is wrong with the files that these were read from, if anything.
  package private(set) var damage: SpottingError?
  /// For each two phones that follow each other where the entries that they are part of begin in `phonePairEntries`.
  private let phonePairStarts: [Int]
  private let phonePairEntries: [Int32]

  public init() { self.init(dictionary: "") }

  /// - Parameters:
  ///   - text: a pronouncing dictionary in the CMU format, the most common word first and
  ///     variants together; lines that are none are left out.
  ///   - pairs: gives the pairs of so many words; `nil` is none.
  package init(dictionary text: String, pairs: (Int) -> WordPairs? = { _ in nil }) {
    var entries: [(word: String, labels: [UInt8], rank: Int)] = []
    var (rank, last) = (-1, "")
    var alphabet: [[UInt8]: UInt8] = [:]
    for line in text.utf8.split(whereSeparator: { $0 == UInt8(ascii: "\n") }) {
      let fields = line.split { $0 == UInt8(ascii: " ") || $0 == 9 || $0 == 13 }
      guard let first = fields.first, fields.count > 1 else { continue }
      let labels = fields.dropFirst().map { phone in
        let phone = Array(phone)
        if let label = alphabet[phone] { return label }
        // 0 for what is no phone.
        let label = PhoneAlphabet.labels(of: [String(decoding: phone, as: UTF8.self)]).first ?? 0
        alphabet[phone] = UInt8(label)
        return UInt8(label)
      }
      guard labels.allSatisfy({ $0 > 0 }) else { continue }
      let name = first.prefix { $0 != UInt8(ascii: "(") }
      let word = String(decoding: name, as: UTF8.self).lowercased()
      if word != last { (rank, last) = (rank + 1, word) }
      entries.append((word, labels, rank))
    }
    self.entries = entries
    self.pairs = pairs(rank + 1) ?? WordPairs()
    var counts = [Int](repeating: 0, count: Self.phonePairCount)
    for entry in entries { for pair in Self.phonePairs(entry.labels) { counts[pair] += 1 } }
    let starts = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    var next = starts
    var places = [Int32](repeating: 0, count: starts[starts.count - 1])
    for (number, entry) in entries.enumerated() {
      for pair in Self.phonePairs(entry.labels) {
        places[next[pair]] = Int32(number)
        next[pair] += 1
      }
    }
    (phonePairStarts, phonePairEntries) = (starts, places)
  }

  private static let phonePairCount = 64 * 64

  /// Each two phones that follow each other; labels are below 64.
  private static func phonePairs(_ labels: [UInt8]) -> some Sequence<Int> {
    zip(labels, labels.dropFirst()).lazy.map { Int($0) << 6 | Int($1) }
  }

  /// Every word once, in the order of the dictionary.
  public var words: [String] { words(at: Array(entries.indices)) }

  /// The words in the box; none where they are not installed.
  public static func standard() -> CommonWords { shared }

  private static let shared =
    ModelStore.standard().folders.lazy.compactMap { read($0) }.first ?? CommonWords()

  /// The words of a folder with `words.dict` and, perhaps, `words.pairs`; `nil` if there is none.
  package static func read(_ folder: String) -> CommonWords? {
    let files = FileManager.default
    let (path, pairsPath) = ("\(folder)/words.dict", "\(folder)/words.pairs")
    guard files.fileExists(atPath: path) else { return nil }
    let text = String(decoding: files.contents(atPath: path) ?? Data(), as: UTF8.self)
    let pairs = files.contents(atPath: pairsPath)
    var words = CommonWords(dictionary: text) { count in
      pairs.flatMap { WordPairs(file: Array($0), wordCount: count) }
    }
    if words.entries.isEmpty {
      words.damage = .noWords(path: path)
    } else if pairs != nil, words.pairs.isEmpty {
      words.damage = .damagedPairs(path: pairsPath)
    }
    return words
  }

  /// Words that contain one of the pronunciations and more, the most common first.
  package func words(containing pronunciations: [[String]]) -> [String] {
    var found: Set<Int> = []
    for phones in pronunciations {
      let wanted = PhoneAlphabet.labels(of: phones).map { UInt8($0) }
      guard !wanted.isEmpty else { continue }
      // Only words with the rarest of its pairs can contain it.
      let candidates =
        Self.phonePairs(wanted).map {
          phonePairEntries[phonePairStarts[$0]..<phonePairStarts[$0 + 1]]
        }
        .min { $0.count < $1.count }?.map(Int.init) ?? Array(entries.indices)
      found.formUnion(candidates.filter { Self.contains(entries[$0].labels, wanted) })
    }
    return words(at: found.sorted())
  }

  /// Words that have one of the pronunciations, the most common first.
  package func words(sounding pronunciations: [[String]]) -> [String] {
    let wanted = pronunciations.map { PhoneAlphabet.labels(of: $0).map { UInt8($0) } }
    return words(at: entries.indices.filter { wanted.contains(entries[$0].labels) })
  }

  /// The words of some entries, each once.
  private func words(at places: [Int]) -> [String] {
    var seen: Set<String> = []
    return places.compactMap { seen.insert(entries[$0].word).inserted ? entries[$0].word : nil }
  }

  /// Whether `part` stands in `whole`, which is longer.
  private static func contains(_ whole: [UInt8], _ part: [UInt8]) -> Bool {
    guard whole.count > part.count else { return false }
    return (0...whole.count - part.count).contains { start in
      part.indices.allSatisfy { whole[start + $0] == part[$0] }
    }
  }
}

extension Keyword {
  /// What makes this keyword a source of false alarms, a sentence each.
  public func warnings(_ common: CommonWords = .standard()) -> [String] {
    var result: [String] = []
    let shortest = pronunciations.map(\.count).min() ?? 0
    if shortest < 4 {
      result.append(
        "\(shortest) phone\(shortest == 1 ? "" : "s"): other speech will often sound like it")
    }
    let alike = common.words(sounding: pronunciations).filter { $0 != name.lowercased() }
    if !alike.isEmpty { result.append("sounds like " + alike.joined(separator: ", ")) }
    let names = common.words(containing: pronunciations).filter { $0 != name.lowercased() }
    if !names.isEmpty {
      result.append(
        "part of " + names.prefix(4).joined(separator: ", ")
          + (names.count > 4 ? " and \(names.count - 4) more" : ""))
    }
    return result
  }
}
