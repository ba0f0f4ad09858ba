import Foundation
import SpeechMetrics
import SpeechReports
import Testing

@Suite struct SpottingReportTests {
  /// Two speakers, an hour each. "yes" is said three times, "no" once.
  private func evaluation(hours: Bool = true, threshold: Double = -.infinity)
    -> SpottingEvaluation
  {
    func said(_ recording: String, _ keyword: String, _ time: Double) -> Occurrence {
      Occurrence(recording: recording, keyword: keyword, time: time...time + 0.5)
    }
    func claim(_ recording: String, _ keyword: String, _ time: Double, _ score: Double) -> Claim {
      Claim(recording: recording, keyword: keyword, time: time...time + 0.5, score: score)
    }
    return SpottingEvaluation(
      recordings: ["a1", "a2", "b1"].map {
        .init(
          name: $0, duration: hours ? ($0 == "b1" ? 3600 : 1800) : nil, group: String($0.prefix(1)))
      },
      occurrences: [
        said("a1", "yes", 10), said("a1", "no", 20), said("a2", "yes", 5), said("b1", "yes", 7),
      ],
      claims: [
        claim("a1", "yes", 10.125, 0.9), claim("a1", "no", 100, 0.8), claim("a2", "yes", 5.25, 0.6),
        claim("b1", "no", 3, 0.5), claim("b1", "yes", 6.75, 0.4),
      ],
      settings: .init(keywords: ["no", "yes"], threshold: threshold))
  }

  /// A keyword within another is no part of the sequence: no stretch of claims has both.
  /// But one that follows another is.
  @Test(arguments: [1.5, 2.0])
  func nestedKeywords(start: Double) throws {
    let times = ["voice mail": 1.0...2.0, "mail": start...start + 0.5]
    let evaluation = SpottingEvaluation(
      recordings: [.init(name: "a", duration: 10, group: "a")],
      occurrences: ["voice mail", "mail"].map {
        .init(recording: "a", keyword: $0, time: times[$0])
      },
      claims: ["voice mail", "mail"].map {
        Claim(recording: "a", keyword: $0, time: times[$0], score: $0 == "mail" ? 0.8 : 0.9)
      },
      settings: .init(keywords: ["mail", "voice mail"]))
    let report = SpottingReport(evaluation)
    #expect((report.hits, report.misses, report.falseAlarms) == (2, 0, 0))
    #expect(report.keywordAccuracy?.value == 1)
  }

  @Test func countsAndRates() throws {
    let report = SpottingReport(evaluation())
    #expect((report.recordings, report.groups, report.occurrences) == (3, 2, 4))
    #expect((report.hits, report.misses, report.falseAlarms) == (3, 1, 2))
    #expect(report.hours == 2)
    #expect(report.missRate?.value == 0.25 && report.precision == 0.6)
    #expect(report.falseAlarmsPerHour?.value == 1)
    #expect(report.falseAlarmsPerKeywordHour?.value == 0.5)
    // Speaker a alone misses 1 of 3, speaker b none of 1.
    #expect(report.missRate?.interval == ConfidenceInterval(low: 0, high: 1.0 / 3))
    // None allowed: 0.9 alone is found; one an hour is two: all that is found.
    #expect(report.operatingPoints.map(\.missRate.value) == [0.75, 0.25, 0.25])
    #expect(report.operatingPointsPerKeyword.map(\.missRate.value) == [0.75, 0.25, 0.25])
    #expect(report.keywords.map(\.hits) == [0, 3])
    let timing = try #require(report.timing)
    #expect(timing.hits == 3 && timing.medianAbsoluteStart == 0.25 && timing.medianStart == 0.125)
    // a1: yes no, both claimed in this order; a2 right; b1: no yes claimed for yes.
    #expect(report.keywordAccuracy?.value == 0.75 && report.keywordsCorrect?.value == 1)
  }

  @Test func thresholdCutsWhatIsCounted() {
    let report = SpottingReport(evaluation(threshold: 0.6))
    #expect((report.hits, report.misses, report.falseAlarms) == (2, 2, 1))
    #expect(report.threshold == 0.6)
    // Curves go on below.
    #expect(report.operatingPoints.last?.missRate.value == 0.25)
    #expect(report.keywordAccuracy?.value == 0.75)
  }

  @Test func withoutHoursThereAreNoRates() {
    let report = SpottingReport(evaluation(hours: false))
    #expect(report.hours == nil && report.falseAlarmsPerHour == nil)
    #expect(report.operatingPoints.isEmpty && report.figureOfMerit == nil)
    #expect(report.termWeightedValue == nil)
    #expect(report.missRate?.value == 0.25 && report.equalErrorRate != nil)
    #expect(!report.table().contains("an hour"))
  }

  @Test func nothingSaidAndNothingClaimed() throws {
    let empty = SpottingEvaluation(
      recordings: [.init(name: "a", duration: 60, group: "a")], occurrences: [], claims: [],
      settings: .init(keywords: ["yes"]))
    let report = SpottingReport(empty)
    #expect(report.missRate == nil && report.falseAlarmsPerHour?.value == 0)
    _ = try JSONDecoder().decode(SpottingReport.self, from: Data(report.json().utf8))
    #expect(report.table().contains("yes"))
  }

  @Test func writtenForms() throws {
    let report = SpottingReport(evaluation())
    let read = try JSONDecoder().decode(SpottingReport.self, from: Data(report.json().utf8))
    #expect(read.json() == report.json())
    #expect(
      report.csv().split(separator: "\n").dropFirst().first
        == "no,1,0,1,2,1,1,0")
    #expect(report.csv().split(separator: "\n").last?.hasPrefix("*,4,3,1,2,0.25,1,") == true)
    let table = report.table()
    #expect(table.contains("hits, misses, false alarms            3, 1, 2\n"))
    #expect(table.contains("missed at 1 false alarms an hour      25.0 %"))
  }

  @Test func curveIsDrawn() {
    let curve = DETCurve(evaluation().tally)
    let svg = LinePlot.det([("mine <1>", curve)]).svg()
    #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("mine &lt;1&gt;") && svg.contains("false alarms an hour"))
  }
}
