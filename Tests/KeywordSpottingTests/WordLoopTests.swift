import KeywordSpotting
import Testing

@Suite struct WordLoopTests {
  /// Paths that a long pause ends leave nothing behind, where none is between two words.
  @Test func aPauseEndsAllPaths() {
    let words = CommonWords(dictionary: "ONE  AA AE AH\nTWO  AA AE AO\n")
    let loop = WordLoop(words, labelCount: 6, wordWeight: 0)
    func frame(_ label: Int) -> [Float] { (0..<6).map { $0 == label ? 0 : -30 } }
    var decoder = WordLoopDecoder(loop, beam: 5)
    decoder.restart(after: 0)
    _ = decoder.step(frame(1))
    for _ in 0..<40 { _ = decoder.step(frame(0)) }
    var fresh = WordLoopDecoder(loop, beam: 5)
    decoder.restart(after: 0)
    fresh.restart(after: 0)
    for label in [1, 0, 2, 3, 0, 1, 1, 2, 4, 0] {
      #expect(decoder.step(frame(label)) == fresh.step(frame(label)))
      #expect(decoder.ending == fresh.ending)
    }
  }
}
