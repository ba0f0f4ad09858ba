import SpeechMetrics
import Testing

@Suite struct EqualErrorRateTests {
  @Test func separatedScoresGiveNone() {
    #expect(EqualErrorRate.of(targets: [0.8, 0.9], others: [0.1, 0.7]) == 0)
  }

  @Test func crossingAtAThreshold() throws {
    // At 0.6: one of four targets missed, one of four others accepted.
    let rate = try #require(
      EqualErrorRate.of(targets: [0.9, 0.8, 0.6, 0.2], others: [0.7, 0.4, 0.3, 0.1]))
    #expect(abs(rate - 0.25) < 1e-15)
  }

  @Test func crossingBetweenThresholds() throws {
    // Misses fall from 1/2 to 0 while acceptances go from 0 … : at 0.8 (1/2, 0), at 0.5 (1/2, 1/3),
    // at 0.4 (0, 1/3): on the last stretch both are 1/3.
    let rate = try #require(EqualErrorRate.of(targets: [0.8, 0.4], others: [0.5, 0.2, 0.1]))
    #expect(abs(rate - 1.0 / 3) < 1e-15)
  }

  @Test func tiesAreGuesses() throws {
    // Nothing claimed at all: no better than chance.
    let silent = try #require(
      EqualErrorRate.of(
        targets: [-.infinity, -.infinity], others: [Double](repeating: -.infinity, count: 5)))
    #expect(abs(silent - 0.5) < 1e-15)
    // One of two targets claimed, the other among the unclaimed: from (1/2, 0) straight to (0, 1).
    let half = try #require(EqualErrorRate.of(targets: [1, -.infinity], others: [-.infinity]))
    #expect(abs(half - 1.0 / 3) < 1e-15)
    #expect(EqualErrorRate.of(targets: [], others: [1]) == nil)
  }

  @Test func trialsAreKeywordsInRecordings() throws {
    let rate = EqualErrorRate.of(
      occurrences: [
        Occurrence(recording: "a", keyword: "x"), Occurrence(recording: "b", keyword: "y"),
      ],
      claims: [
        Claim(recording: "a", keyword: "x", score: 0.2),
        Claim(recording: "a", keyword: "x", score: 0.9),
        Claim(recording: "b", keyword: "x", score: 0.5),
        Claim(recording: "b", keyword: "y", score: 0.4),
      ], keywords: ["x", "y"], recordings: ["a", "b"])
    // Targets 0.9 and 0.4, others 0.5 and none: at 0.5 (1/2, 1/2).
    #expect(abs(try #require(rate) - 0.5) < 1e-15)
  }
}
