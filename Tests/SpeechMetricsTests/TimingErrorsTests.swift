import SpeechMetrics
import Testing

@Suite struct TimingErrorsTests {
  @Test func mediansOfHits() throws {
    let occurrences = [
      Occurrence(recording: "a", keyword: "x", time: 1.0...2.0),
      Occurrence(recording: "a", keyword: "x", time: 5.0...6.0),
      Occurrence(recording: "b", keyword: "x", time: 1.0...2.0),
      Occurrence(recording: "c", keyword: "x", time: nil),
    ]
    let claims = [
      Claim(recording: "a", keyword: "x", time: 1.125...1.75, score: 0.9),
      Claim(recording: "a", keyword: "x", time: 4.75...6.5, score: 0.8),
      Claim(recording: "b", keyword: "x", time: 1.5...2.125, score: 0.7),
      Claim(recording: "b", keyword: "x", time: 8.5...9.0, score: 0.7),
      Claim(recording: "c", keyword: "x", time: 0.5...9.0, score: 0.7),
    ]
    let alignment = DetectionAlignment(occurrences: occurrences, claims: claims)
    let errors = try #require(
      TimingErrors(alignment, occurrences: occurrences, claims: claims))
    #expect(errors.count == 3)
    // Starts: +0.125, −0.25, +0.5. Ends: −0.25, +0.5, +0.125.
    #expect(errors.start.median == 0.125 && errors.start.medianAbsolute == 0.25)
    #expect(errors.end.median == 0.125 && errors.end.medianAbsolute == 0.25)
    #expect(abs(errors.start.ninthDecileAbsolute - 0.45) < 1e-12)
    let sure = try #require(
      TimingErrors(alignment, occurrences: occurrences, claims: claims, threshold: 0.9))
    #expect(sure.count == 1 && sure.start.median == 0.125)
    #expect(
      TimingErrors(alignment, occurrences: occurrences, claims: claims, threshold: 2) == nil)
  }

  @Test func quantiles() {
    #expect(Quantile.of([3], 0.2) == 3)
    #expect(Quantile.of([4, 1, 3, 2], 0.5) == 2.5)
    #expect(Quantile.of([4, 1, 3, 2], 0) == 1 && Quantile.of([4, 1, 3, 2], 1) == 4)
  }
}
