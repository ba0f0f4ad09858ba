import KeywordSpotting
import Testing

@Suite struct PosteriorSearchTests {
  @Test func longerKeywordsHeardAlikeScoreMore() {
    for heard in [0.001, 0.2, 0.5, 0.97] {
      let scores = (1...12).map { SearchPlan.score(heard: heard, phoneCount: $0) }
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 < $1 })
      #expect(scores.allSatisfy { 0 < $0 && $0 < 1 })
      // Four phones are what scores are about; more than twelve add nothing.
      #expect(abs(scores[3] - heard) < 1e-12)
      #expect(SearchPlan.score(heard: heard, phoneCount: 100_000) == scores[11])
    }
  }

  @Test func whatHasToBeHeardForAScoreGivesIt() {
    for score in [0, 0.001, 0.3, 0.99, 1] {
      for phones in [1, 4, 7, 12, 40] {
        let heard = SearchPlan.heard(score: score, phoneCount: phones)
        #expect((0...1).contains(heard))
        #expect(abs(SearchPlan.score(heard: heard, phoneCount: phones) - score) < 1e-12)
      }
    }
  }
}
