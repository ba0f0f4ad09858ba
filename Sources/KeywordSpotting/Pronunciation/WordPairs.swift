/// By how much likelier words are right after certain others than anywhere: ln P(second | first) / P(second),
/// where it is above 0. Words are numbered by their ranks in `CommonWords`.
///
/// The file (`corpora/words/pairs.py`), little-endian: the 8 letters `tytopair`, the number of words n as a
/// `UInt32`, how many pairs each word is the first of as n `UInt16`, and the pairs by first and second word: the
/// second words as `UInt16`, then the values in sixteenths as `UInt8`.
package struct WordPairs: Sendable {
  private static let magic = Array("tytopair".utf8)
  private static let stepsPerUnit: Float = 16

  /// For each word where its pairs begin, and where the last one's end.
  private let starts: [Int]
  private let seconds: [UInt16]
  private let steps: [UInt8]

  /// None.
  package init() { (starts, seconds, steps) = ([0], [], []) }

  /// - Returns: `nil` if this is no such file, or not one for so many words.
  package init?(file bytes: [UInt8], wordCount: Int) {
    let head = Self.magic.count + 4
    guard bytes.count >= head + 2 * wordCount, Array(bytes.prefix(Self.magic.count)) == Self.magic
    else { return nil }
    func number(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }
    guard number(head - 4) | number(head - 2) << 16 == wordCount else { return nil }
    let starts = (0..<wordCount).reduce(into: [0]) {
      $0.append($0[$0.count - 1] + number(head + 2 * $1))
    }
    let count = starts[wordCount]
    let pairs = head + 2 * wordCount
    guard bytes.count == pairs + 3 * count else { return nil }
    let seconds = (0..<count).map { UInt16(number(pairs + 2 * $0)) }
    guard seconds.allSatisfy({ $0 < wordCount }) else { return nil }
    self.starts = starts
    self.seconds = seconds
    steps = Array(bytes[(pairs + 2 * count)...])
  }

  package var isEmpty: Bool { seconds.isEmpty }

  /// What may follow a word, by rank, and by how much likelier it is there.
  package func after(_ first: Int) -> some Sequence<(second: Int, value: Float)> {
    (first + 1 < starts.count ? starts[first]..<starts[first + 1] : 0..<0).lazy.map {
      (Int(seconds[$0]), Float(steps[$0]) / Self.stepsPerUnit)
    }
  }
}
