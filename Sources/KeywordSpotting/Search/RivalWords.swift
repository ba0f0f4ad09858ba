internal import Foundation

/// Words that a keyword is part of: where *sixty* is said, *six* is heard too, and only the rest of
/// the longer word tells them apart.
///
/// Rivals are looked for beside the keywords. Where a rival covers a detection, the keyword's score is
/// multiplied by the probability that the shorter word was meant: the logistic function of how much
/// better its log-likelihood ratio is than the rival's, less `phoneBonus` for each phone that the
/// rival has more, since by chance those would hardly have been there, and more by how much rarer
/// than the `keywordRank`th word the rival is (Zipf: a word's frequency goes with 1 / rank).
struct RivalWords: Sendable {
  /// Chosen on held-out training speakers.
  static let phoneBonus = 2.0
  /// How common a keyword is taken to be: whoever looks for a word expects it. Chosen likewise.
  static let keywordRank = 300.0
  /// A rival counts from this mean log-likelihood ratio a phone on.
  static let floor: Float = -1.5
  /// A rival ends at most so many frames after the keyword that it covers.
  static let defaultReach = 100
  /// At most so many rivals a pronunciation.
  static let limit = 40

  /// Pronunciations that are looked for beside the keywords', in the order of their numbers, which
  /// follow the keywords'.
  private(set) var pronunciations: [[[Int]]] = []
  /// What speaks for the keyword before anything is heard, by the rivals' numbers.
  private var priors: [Int: Double] = [:]
  /// The numbers of each keyword's rivals.
  private var rivals: [[Int]] = []

  init(_ keywords: [Keyword], among words: CommonWords) {
    var numbers: [[Int]: Int] = [:]
    for keyword in keywords {
      var own: [Int] = []
      for phones in keyword.pronunciations {
        for (_, labels, rank) in words.words(containing: phones, limit: Self.limit) {
          if let number = numbers[labels] {
            if !own.contains(number) { own.append(number) }
            continue
          }
          let number = keywords.count + pronunciations.count
          numbers[labels] = number
          priors[number] = log(Double(rank + 10) / Self.keywordRank)
          pronunciations.append([labels])
          own.append(number)
        }
      }
      rivals.append(own)
    }
  }

  /// By what a hit's score is multiplied, given the hits of its rivals.
  func discount(_ hit: KeywordHit, _ heard: RivalHits, reach: Int) -> Double {
    var result = 1.0
    let last = hit.frames.upperBound + reach
    for number in rivals[hit.keyword] {
      for rival in heard[number]
      where rival.frames.upperBound <= last && covers(rival.frames, hit.frames) {
        let extra = Double(max(rival.phoneCount - hit.phoneCount, 0))
        let margin =
          Double(hit.total - rival.total) - Self.phoneBonus * extra + (priors[number] ?? 0)
        result = min(result, 1 / (1 + exp(-margin)))
      }
    }
    return result
  }

  /// Whether most of `inner` lies in `outer`.
  private func covers(_ outer: ClosedRange<Int>, _ inner: ClosedRange<Int>) -> Bool {
    let shared =
      min(outer.upperBound, inner.upperBound) - max(outer.lowerBound, inner.lowerBound) + 1
    return 4 * shared >= 3 * inner.count
  }
}

/// The hits of rivals that may still cover a keyword's.
struct RivalHits: Sendable {
  private var byNumber: [Int: [KeywordHit]] = [:]

  subscript(number: Int) -> [KeywordHit] { byNumber[number] ?? [] }

  mutating func add(_ hit: KeywordHit) { byNumber[hit.keyword, default: []].append(hit) }

  /// Drops the hits that end before `frame`.
  mutating func forget(before frame: Int) {
    for number in Array(byNumber.keys) {
      byNumber[number]?.removeAll { $0.frames.upperBound < frame }
      if byNumber[number]?.isEmpty == true { byNumber[number] = nil }
    }
  }
}
