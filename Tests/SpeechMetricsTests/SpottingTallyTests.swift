import SpeechMetrics
import Testing

/// Every figure of one small case, worked by hand.
///
/// Two hours, two keywords. "yes" is said four times; its claims by score: hit, false alarm, hit,
/// false alarm, hit. "no" is said once; its claims: false alarm, hit.
@Suite struct SpottingTallyTests {
  private var tally: SpottingTally {
    var result = SpottingTally(keywords: ["yes", "no", "never"], duration: 7200)
    func entries(_ list: [(Double, Bool)]) -> [SpottingTally.Entry] {
      list.map { .init(score: $0.0, isHit: $0.1) }
    }
    result.add(
      keyword: "yes",
      .init(
        occurrences: 4,
        claims: entries([(0.9, true), (0.8, false), (0.7, true), (0.5, false), (0.3, true)])))
    result.add(keyword: "no", .init(occurrences: 1, claims: entries([(0.85, false), (0.6, true)])))
    return result
  }

  @Test func countsAtAThreshold() {
    let counts = tally.counts(threshold: 0.6)
    #expect((counts.occurrences, counts.hits, counts.falseAlarms, counts.misses) == (5, 3, 2, 2))
    #expect(counts.missRate == 0.4 && counts.precision == 0.6)
    #expect(counts.falseAlarmsPerHour == 1)
    #expect(abs(counts.falseAlarmsPerKeywordHour - 1.0 / 3) < 1e-15)
    #expect(tally.counts().hits == 4)
    #expect(tally.counts(threshold: 2).precision.isNaN)
  }

  @Test func curveHasAPointAScore() {
    let curve = DETCurve(tally)
    #expect(curve.points.map(\.hits) == [0, 1, 1, 1, 2, 3, 3, 4])
    #expect(curve.points.map(\.falseAlarms) == [0, 0, 1, 2, 2, 2, 3, 3])
    // None allowed: 0.9 alone. One in two hours: nothing gained. Two: 0.7 and 0.6. Three: all.
    #expect(curve.missRate(atFalseAlarmsPerHour: 0.1) == 0.8)
    #expect(curve.missRate(atFalseAlarmsPerHour: 0.5) == 0.8)
    #expect(curve.missRate(atFalseAlarmsPerHour: 1) == 0.4)
    #expect(abs(curve.missRate(atFalseAlarmsPerHour: 10) - 0.2) < 1e-15)
    #expect(curve.point(falseAlarmsPerHour: 1).threshold == 0.6)
    // Three keywords: a third an hour and keyword is one an hour.
    #expect(curve.missRate(atFalseAlarmsPerKeywordHour: 1.0 / 3) == 0.4)
  }

  @Test func equalScoresAreOnePoint() {
    var ties = SpottingTally(keywords: ["a"], duration: 3600)
    ties.add(
      keyword: "a",
      .init(
        occurrences: 2,
        claims: [.init(score: 0.5, isHit: true), .init(score: 0.5, isHit: false)]))
    #expect(
      DETCurve(ties).points == [
        .init(threshold: .infinity, hits: 0, falseAlarms: 0),
        .init(threshold: 0.5, hits: 1, falseAlarms: 1),
      ])
    // The hit cannot be had without the false alarm.
    #expect(DETCurve(ties).missRate(atFalseAlarmsPerHour: 0.5) == 1)
  }

  @Test func figureOfMerit() {
    // Over 0 … 2 an hour, which is 0 … 4 false alarms in the two hours.
    // yes: 1/4 before the first, 2/4 before the second, 3/4 from then on: (1 + 2 + 3 + 3) / 16.
    #expect(abs(tally.figureOfMerit(of: "yes", limit: 2) - 9.0 / 16) < 1e-15)
    // no: nothing before the first, all from then on: 3/4.
    #expect(abs(tally.figureOfMerit(of: "no", limit: 2) - 0.75) < 1e-15)
    #expect(tally.figureOfMerit(of: "never", limit: 2).isNaN)
    #expect(abs(tally.figureOfMerit(limit: 2) - (4 * 9.0 / 16 + 0.75) / 5) < 1e-15)
    // As published, to 10 an hour: 20 false alarms wide, yes = (1 + 2 + 18 · 3) / (20 · 4).
    #expect(abs(tally.figureOfMerit(of: "yes") - 57.0 / 80) < 1e-15)
    // A fraction of a false alarm: 0.75 an hour is 1.5 wide, (1 + 0.5 · 2) / (1.5 · 4).
    #expect(abs(tally.figureOfMerit(of: "yes", limit: 0.75) - 2.0 / 6) < 1e-15)
  }

  @Test func termWeightedValue() throws {
    // β = 720 makes a false alarm of "no" cost 720 / 7199 and one of "yes" 720 / 7196.
    let value = try #require(TermWeightedValue(tally, threshold: 0.6, beta: 720))
    let actual = 1 - (((2.0 / 4) + 720.0 / 7196) + (0 + 720.0 / 7199)) / 2
    #expect(abs(value.actual - actual) < 1e-12)
    // All claims: yes finds one more for one more false alarm.
    let all = 1 - ((1.0 / 4 + 2 * 720.0 / 7196) + 720.0 / 7199) / 2
    #expect(all > actual)
    #expect(abs(value.maximum - all) < 1e-12 && value.bestThreshold == 0.3)
    // At NIST's β a false alarm costs as much as 0.14 of a keyword.
    let strict = try #require(TermWeightedValue(tally, threshold: 0.9))
    #expect(abs(strict.actual - 0.125) < 1e-12)
    // Silence is worth nothing, and is the best that can be done with false alarms alone.
    var hopeless = SpottingTally(keywords: ["a"], duration: 60)
    hopeless.add(
      keyword: "a", .init(occurrences: 1, claims: [.init(score: 1, isHit: false)]))
    let nothing = try #require(TermWeightedValue(hopeless, threshold: 0.5))
    #expect(nothing.maximum == 0 && nothing.bestThreshold == .infinity && nothing.actual < -16)
    #expect(TermWeightedValue(SpottingTally(keywords: ["a"]), threshold: 0) == nil)
  }

  @Test func calibration() {
    let table = CalibrationTable(tally, rowCount: 2)
    // Below 0.5: 0.3 (hit). From 0.5 on: 0.9 +, 0.85 −, 0.8 −, 0.7 +, 0.6 +, 0.5 −.
    #expect(table.rows.map(\.count) == [1, 6])
    #expect(table.rows.map(\.hits) == [1, 3])
    #expect(abs(table.rows[1].meanScore - 4.35 / 6) < 1e-15)
    #expect(abs(table.error - (0.7 + 6 * (4.35 / 6 - 0.5)) / 7) < 1e-12)
    // Scores of exactly 1 and beyond belong to the last row.
    var sure = SpottingTally(keywords: ["a"], duration: 1)
    sure.add(keyword: "a", .init(claims: [.init(score: 1, isHit: true)]))
    #expect(CalibrationTable(sure).rows[9].count == 1)
    #expect(CalibrationTable(sure).error == 0)
  }

  @Test func partsAddUp() {
    var sum = tally.tally(of: "yes")
    sum.duration = 1200
    var rest = tally.tally(of: "no")
    rest.duration = 6000
    sum += rest
    sum += SpottingTally(keywords: ["never"])
    #expect(sum == tally)
  }
}
