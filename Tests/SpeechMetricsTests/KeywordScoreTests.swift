import SpeechMetrics
import Testing

@Suite struct KeywordScoreTests {
  @Test func accuracyAndCorrectAsInThePaper() {
    var rate = LabelErrorRate()
    // 1 substitution and 1 insertion on 4 labels; 1 deletion on 2; 1 insertion on none.
    rate.add(reference: ["a", "b", "c", "d"], hypothesis: ["a", "x", "c", "d", "y"])
    rate.add(reference: ["a", "b"], hypothesis: ["b"])
    rate.add(reference: [], hypothesis: ["z"])
    #expect(rate.labels == 6)
    #expect((rate.substitutions, rate.deletions, rate.insertions) == (1, 1, 2))
    #expect(abs(rate.rate - 4.0 / 6) < 1e-15)
    #expect(abs(rate.accuracy - 2.0 / 6) < 1e-15)
    #expect(abs(rate.correct - 4.0 / 6) < 1e-15)
    #expect(LabelErrorRate().rate.isNaN)
  }

  @Test func everyKeywordHasItsRow() {
    var score = KeywordScore()
    score.add(speaker: "anna", spoken: ["one", "two", "one"], found: ["one", "six", "one"])
    score.add(speaker: "bert", spoken: ["two"], found: [])
    score.add(speaker: "bert", spoken: [], found: ["two"])
    #expect(score.speakerCount == 2)
    #expect(score.rows["one"]?.spoken == 2 && score.rows["one"]?.found == 2)
    let two = score.rows["two"]
    #expect(two?.spoken == 2 && two?.found == 0)
    #expect(two?.substituted == 1 && two?.deleted == 1 && two?.falselyFound == 1)
    #expect(score.rows["six"]?.falselyFound == 1 && score.rows["six"]?.spoken == 0)
    #expect(score.total.errors == 3)
  }

  @Test func intervalDrawsSpeakers() throws {
    var certain = KeywordScore()
    for speaker in 0..<5 {
      certain.add(speaker: "\(speaker)", spoken: ["a", "b"], found: ["a", "x"])
    }
    // All speakers alike: nothing varies, however they are drawn.
    let narrow = try #require(certain.accuracyInterval())
    #expect(narrow.low == 0.5 && narrow.high == 0.5)

    // Half the speakers perfect, half at nothing, 40 in all: the accuracy of a draw is a binomial
    // share with deviation √(0.25 / 40) = 0.079, so the interval is 0.5 ± 0.155.
    var varied = KeywordScore()
    for speaker in 0..<40 {
      varied.add(speaker: "\(speaker)", spoken: ["a"], found: speaker < 20 ? ["a"] : ["b"])
    }
    let wide = try #require(varied.accuracyInterval(seed: 3))
    #expect(abs(wide.low - 0.345) < 0.03 && abs(wide.high - 0.655) < 0.03)
    #expect(wide == varied.accuracyInterval(seed: 3))
    #expect(KeywordScore().accuracyInterval() == nil)
  }
}
