import KeywordSpotting

extension WordPairs {
  /// The file that `init(file:wordCount:)` reads.
  ///
  /// - Parameter pairs: in any order, each once; values from 0 to 15.9 are kept to a sixteenth.
  package static func file(
    _ pairs: [(first: Int, second: Int, value: Float)], wordCount: Int
  ) -> [UInt8] {
    let pairs = pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
    func bytes(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return Array("tytopair".utf8) + bytes(wordCount, 4)
      + (0..<wordCount).flatMap { word in bytes(pairs.count { $0.first == word }, 2) }
      + pairs.flatMap { bytes($0.second, 2) }
      + pairs.map { UInt8((min(max($0.value, 0), 15.9) * 16).rounded()) }
  }

  package init?(_ pairs: [(first: Int, second: Int, value: Float)], wordCount: Int) {
    self.init(file: Self.file(pairs, wordCount: wordCount), wordCount: wordCount)
  }
}
