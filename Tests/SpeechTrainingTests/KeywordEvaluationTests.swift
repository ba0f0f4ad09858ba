import KeywordSpotting
import SpeechCorpora
import SpeechMetrics
import SpeechTraining
import SpottingSupport
import TestSupport
import Testing

@Suite struct KeywordEvaluationTests {
  private let folder = TestFolder()

  /// Places are samples at the rate of the utterance.
  @Test(arguments: [8000, 16_000, 44_100])
  func timesHaveTheRateOfTheUtterance(rate: Int) throws {
    let path = folder.write(
      "a.wav",
      samples: ToneWords.samples([.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)], duration: 2),
      sampleRate: ToneWords.sampleRate)
    func segment(_ label: String, _ start: Double, _ end: Double) -> Segment {
      Segment(start: Int(start * Double(rate)), end: Int(end * Double(rate)), label: label)
    }
    let utterance = Utterance(
      id: "a", speaker: "ann", audioPath: path, words: ["LOW", "HIGH"],
      wordSegments: [segment("LOW", 0.5, 0.8), segment("HIGH", 1.2, 1.5)], sampleRate: rate)
    let context = TestModels.context
    let result = KeywordEvaluation(
      try KeywordSpotter(model: TestModels.tones(), context: context),
      corpus: Corpus(name: "tones", utterances: [utterance]), context: context)
    #expect(result.problems.isEmpty && result.score.total.accuracy == 1)
    #expect(result.startErrors.count == 2 && result.endErrors.count == 2)
    #expect((result.startErrors + result.endErrors).allSatisfy { $0 < 0.15 })
  }
}
