import KeywordSpotting
import SpottingSupport
import Testing

@Suite struct WordPairsTests {
  /// Three words; the second is followed by the first and the third.
  private let file: [UInt8] =
    Array("tytopair".utf8) + [3, 0, 0, 0] + [0, 0, 2, 0, 0, 0] + [0, 0, 2, 0] + [24, 255]

  private func pairs(_ pairs: WordPairs, _ word: Int) -> [String] {
    pairs.after(word).map { "\($0.second): \($0.value)" }
  }

  @Test func readsWhatTheFileHolds() throws {
    let read = try #require(WordPairs(file: file, wordCount: 3))
    #expect(!read.isEmpty)
    #expect(pairs(read, 0).isEmpty)
    #expect(pairs(read, 1) == ["0: 1.5", "2: 15.9375"])
    #expect(pairs(read, 2).isEmpty)
    #expect(pairs(read, 3).isEmpty)
  }

  @Test func otherFilesAreNotTaken() {
    #expect(WordPairs(file: file, wordCount: 4) == nil)
    for length in file.indices {
      #expect(WordPairs(file: Array(file.prefix(length)), wordCount: 3) == nil, "\(length)")
    }
    #expect(WordPairs(file: file + [0], wordCount: 3) == nil)
    var other = file
    other[0] = UInt8(ascii: "T")
    #expect(WordPairs(file: other, wordCount: 3) == nil)
    // A word that is not there.
    var beyond = file
    beyond[20] = 3
    #expect(WordPairs(file: beyond, wordCount: 3) == nil)
  }

  @Test func valuesAreKeptToASixteenth() throws {
    let made = try #require(
      WordPairs([(2, 1, 100), (0, 1, 1.03), (0, 0, -1), (0, 2, 2)], wordCount: 3))
    #expect(pairs(made, 0) == ["0: 0.0", "1: 1.0", "2: 2.0"])
    #expect(pairs(made, 2) == ["1: 15.875"])
    #expect(WordPairs().isEmpty)
    #expect(pairs(WordPairs(), 0).isEmpty)
  }

  /// The pairs in the box are of the words in the box.
  @Test func theBoxHoldsPairs() throws {
    let words = CommonWords.standard()
    #expect(words.pairs.isEmpty == words.entries.isEmpty)
    func rank(_ word: String) -> Int? { words.entries.first { $0.word == word }?.rank }
    guard let thank = rank("thank"), let you = rank("you"), let of = rank("of") else { return }
    func value(_ second: Int) -> Float {
      words.pairs.after(thank).first { $0.second == second }?.value ?? 0
    }
    #expect(value(you) > 2)
    #expect(value(of) == 0)
  }
}
