internal import Foundation

/// Common English words with their pronunciations, the most common first: what a keyword may be
/// mistaken for because it is part of it, as *six* is of *sixty*.
public struct CommonWords: Sendable {
  /// `rank` is the word's place among the words, from 0; variants of a word share it.
  package let entries: [(word: String, labels: [UInt8], rank: Int)]
  /// Which words follow which more often than by chance.
  package let pairs: WordPairs
  /// For each two phones that follow each other, first · 64 + second, the entries they are part of.
  private let places: [Int: [Int]]

  public init() { (entries, pairs, places) = ([], WordPairs(), [:]) }

  /// - Parameters:
  ///   - text: a pronouncing dictionary in the CMU format, the most common word first and
  ///     variants together; lines that are none are left out.
  ///   - pairs: gives the pairs of so many words.
  package init(dictionary text: String, pairs: (Int) -> WordPairs = { _ in WordPairs() }) {
    var (rank, last) = (-1, "")
    let entries = text.split(whereSeparator: \.isNewline).compactMap {
      line -> (word: String, labels: [UInt8], rank: Int)? in
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard let first = fields.first, fields.count > 1 else { return nil }
      let labels = PhoneAlphabet.labels(of: fields.dropFirst().map(String.init))
      guard labels.count == fields.count - 1 else { return nil }
      let word = first.prefix { $0 != "(" }.lowercased()
      if word != last { (rank, last) = (rank + 1, word) }
      return (word, labels.map { UInt8($0) }, rank)
    }
    var places: [Int: [Int]] = [:]
    for (number, entry) in entries.enumerated() {
      for pair in Set(Self.pairs(entry.labels)) { places[pair, default: []].append(number) }
    }
    (self.entries, self.pairs, self.places) = (entries, pairs(rank + 1), places)
  }

  private static func pairs(_ labels: [UInt8]) -> [Int] {
    zip(labels, labels.dropFirst()).map { Int($0) << 6 | Int($1) }
  }

  /// Every word once, in the order of the dictionary.
  public var words: [String] { words(at: Array(entries.indices)) }

  /// The words in the box; none where they are not installed.
  public static func standard() -> CommonWords { shared }

  private static let shared: CommonWords = {
    for folder in ModelStore.standard().folders {
      if let data = FileManager.default.contents(atPath: "\(folder)/words.dict") {
        return CommonWords(dictionary: String(decoding: data, as: UTF8.self)) { count in
          FileManager.default.contents(atPath: "\(folder)/words.pairs")
            .flatMap { WordPairs(file: Array($0), wordCount: count) } ?? WordPairs()
        }
      }
    }
    return CommonWords()
  }()

  /// Words that contain one of the pronunciations and more, the most common first.
  package func words(containing pronunciations: [[String]]) -> [String] {
    var found: Set<Int> = []
    for phones in pronunciations {
      let wanted = PhoneAlphabet.labels(of: phones).map { UInt8($0) }
      guard !wanted.isEmpty else { continue }
      // Only words with the rarest of its pairs can contain it.
      let candidates =
        Self.pairs(wanted).map { places[$0] ?? [] }.min { $0.count < $1.count }
        ?? Array(entries.indices)
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
