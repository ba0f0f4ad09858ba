import DenseMath
import PhoneLabeling
import SpeechCorpora
import Testing

@Suite struct PhoneDurationsTests {
  @Test func everyPhoneButSilenceHasOne() {
    #expect(Set(PhoneDurations.typical.keys) == Set(PhoneSet.cmu.phones).subtracting(["SIL"]))
  }

  /// B lasts 86 ms typically: −8 (ln (d / 0.086))².
  @Test func scoresByFrames() {
    let scores = PhoneDurations.scores(
      of: ["SIL": 0, "B": 1], count: 2, step: 0.01, minimum: 0.02)
    #expect(scores.columns == 50)
    #expect(scores[1, 0] == -.infinity && scores[0, 0] == -.infinity)
    #expect((1..<50).allSatisfy { scores[0, $0] == 0 })
    #expect(abs(scores[1, 1] - -17.020) < 0.01)
    #expect(abs(scores[1, 8] - -0.01653) < 0.0001)
    #expect(abs(scores[1, 49] - -24.787) < 0.01)
  }

  @Test func aMinimumMayBeBeyondTheLongest() {
    let scores = PhoneDurations.scores(of: ["B": 0], count: 1, step: 0.01, minimum: 1)
    #expect(scores.columns == 100)
    #expect((0..<99).allSatisfy { scores[0, $0] == -.infinity } && scores[0, 99] > -.infinity)
  }

  @Test func theCommonerOfTwoPhonesCounts() {
    let both = PhoneDurations.scores(
      of: ["SH": 0, "ZH": 0], count: 1, step: 0.01, minimum: 0.01)
    #expect(both == PhoneDurations.scores(of: ["SH": 0], count: 1, step: 0.01, minimum: 0.01))
  }
}
