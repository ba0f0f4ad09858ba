import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechCorpora
import SpeechFeatures
import SpeechTraining
import SpottingSupport
import TestSupport
import Testing

@Suite struct FalseAlarmMeasurementTests {
  @Test func mostCommonWordsOfEachLength() {
    let words = ["a", "he", "she", "seven", "...", "eleven", "the", "identification"]
    #expect(
      FalseAlarmMeasurement.phoneCounts(of: words, perLength: 1)
        == ["a": 2, "seven": 5, "eleven": 6, "identification": 10])
    #expect(
      FalseAlarmMeasurement.phoneCounts(of: words, perLength: 3)
        == ["a": 2, "he": 2, "she": 2, "seven": 5, "eleven": 6, "identification": 10])
  }

  /// What the curves say, counted once more from the detections themselves.
  @Test func scoresGiveTheRates() throws {
    let model = TestModels.toneAlphabet()
    let context = ComputeContext(kernels: Kernels(), threadCount: 1)
    let folder = TestFolder()
    let (tones, duration) = ToneWords.random(150, seed: 3)
    let samples = ToneWords.samples(tones, duration: duration)
    let path = folder.write("tones.wav", samples: samples, sampleRate: ToneWords.sampleRate)
    func corpus(saying words: [String]) -> Corpus {
      Corpus(
        name: "tones",
        utterances: [Utterance(id: "u", speaker: "s", audioPath: path, words: words)])
    }
    // The tones are AA and IY.
    let searched = ["ah", "ee"]
    func curves(_ corpus: Corpus) throws -> [ModelCard.FalseAlarmCurve] {
      try FalseAlarmMeasurement.curves(
        model, words: searched, corpora: [corpus], context: context
      ) { _, _ in }
    }
    let spotter = try KeywordSpotter(
      model: model, keywords: searched, threshold: 0.002, context: context)
    var found: [Detection] = []
    spotter.search(files: [path], jobs: 1) { _, result in
      found = (try? result.get().detections) ?? []
    }
    try #require(found.count > 20)
    let curve = try #require(try curves(corpus(saying: [])).first)
    #expect(curve.phones == 2)
    for (rate, score) in zip(curve.rates, curve.scores) {
      let allowed = rate * duration / 3600 * Double(searched.count)
      #expect(Double(found.count { $0.score >= score }) <= allowed)
      // No lower score would do.
      #expect(score == 0.002 || Double(found.count { $0.score >= score.nextDown }) > allowed)
    }
    // What is said is no false alarm.
    let nothing = try #require(try curves(corpus(saying: ["AH", "EE"])).first)
    #expect(Set(nothing.scores) == [0.002])
  }
}
