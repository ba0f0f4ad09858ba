import KeywordSpotting
import Testing

@Suite struct DetectionTests {
  private func detection(_ keyword: String, _ start: Double, _ end: Double, _ score: Double)
    -> Detection
  {
    Detection(keyword: keyword, start: start, end: end, score: score)
  }

  @Test func oneWordSeenTwiceBecomesOne() {
    let merged = Detection.merged([
      detection("a", 1.0, 1.5, 0.5), detection("a", 1.125, 1.625, 0.75),
    ])
    // The surer one's times; 1 − 0.5 · 0.25.
    #expect(merged == [detection("a", 1.125, 1.625, 0.875)])
  }

  @Test func wordsInQuickSuccessionPart() {
    let merged = Detection.merged([
      detection("a", 1.0, 1.5, 0.5), detection("a", 1.375, 1.875, 0.75),
    ])
    #expect(
      merged == [detection("a", 1.0, 1.4375, 0.5), detection("a", 1.4375, 1.875, 0.75)])
  }

  @Test func otherKeywordsAreLeftAlone() {
    let two = [detection("a", 1, 2, 0.5), detection("b", 1, 2, 0.5)]
    #expect(Detection.merged(two.reversed()) == two)
  }
}
