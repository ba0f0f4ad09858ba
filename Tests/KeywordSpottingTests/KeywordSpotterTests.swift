import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechFeatures
import SpottingSupport
import TestSupport
import Testing

@Suite struct KeywordSpotterTests {
  private func waveform(_ words: [ToneWords.Word], _ duration: Double) -> Waveform {
    Waveform(
      samples: ToneWords.samples(words, duration: duration), sampleRate: ToneWords.sampleRate)
  }

  private func spotter(
    _ model: Model = TestModels.tones(), _ keywords: [String] = [], threshold: Double? = nil,
    windowing: Windowing = .init(), threads: Int = 2
  ) throws -> KeywordSpotter {
    try KeywordSpotter(
      model: model, keywords: keywords, threshold: threshold, windowing: windowing,
      context: ComputeContext(kernels: try .fromEnvironment(), threadCount: threads))
  }

  @Test(arguments: [1, 5])
  func findsWordsWhereTheyAre(_ subsampling: Int) throws {
    let (words, duration) = ToneWords.random(20, seed: Seed.value)
    let found = try spotter(TestModels.tones(subsampling: subsampling))
      .detections(in: waveform(words, duration))
    #expect(found.map(\.keyword) == words.map(\.name), "seed \(Seed.value)")
    for (one, word) in zip(found, words) {
      #expect(abs(one.end - (word.end + 0.025)) < 0.05, "\(one) for \(word)")
      #expect(one.score > 0.99)
    }
  }

  @Test func findsOnlyWhatIsAskedFor() throws {
    let audio = waveform([.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)], 2)
    #expect(
      try spotter(TestModels.tones(), ["HIGH"]).detections(in: audio).map(\.keyword) == ["high"])
    let error = SpottingError.unknownKeyword("middle", known: ["low", "high"])
    #expect(throws: error) { try spotter(TestModels.tones(), ["low", "middle"]) }
    #expect("\(error)" == "the model does not know \"middle\"; it knows low, high")
  }

  /// A keyword that is given twice is no surer for it.
  @Test func repetitionsChangeNothing() throws {
    let audio = waveform([.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)], 2)
    func found(_ keywords: [String]) throws -> [Detection] {
      try spotter(TestModels.toneAlphabet(), keywords, threshold: 0.01).detections(in: audio)
    }
    let once = try found(["x=AA", "y=IY"])
    #expect(once.map(\.keyword) == ["x", "y"])
    #expect(try found(["x=AA", "y=IY", "x=AA"]) == once)
    #expect(try found(["x=AA", "x=IY"]) == found(["x=AA|IY"]))
    #expect(
      try spotter(TestModels.toneAlphabet(), ["x=AA", "y=IY", "x=AA"]).keywordNames == ["x", "y"])
  }

  /// Also with phones for labels, where the search is pruned by the lowest.
  @Test func keywordsMayHaveThresholdsOfTheirOwn() throws {
    let (words, duration) = ToneWords.random(12, seed: Seed.value)
    let audio = waveform(words, duration)
    let keywords = ["low=AA", "high=IY"]
    func found(_ threshold: Double, _ own: [String: Double]) throws -> [Detection] {
      try KeywordSpotter(
        model: TestModels.toneAlphabet(), keywords: keywords, threshold: threshold,
        thresholds: own, context: TestModels.context
      ).detections(in: audio)
    }
    let all = try found(0.01, [:])
    #expect(Set(all.map(\.keyword)) == ["low", "high"])
    #expect(try found(1, ["high": 0.01]) == all.filter { $0.keyword == "high" || $0.score >= 1 })
    #expect(try found(0.01, ["high": 1]) == all.filter { $0.keyword == "low" || $0.score >= 1 })
    #expect(throws: SpottingError.badThreshold(1.5)) { try found(0.5, ["low": 1.5]) }
  }

  @Test func thresholdDecides() throws {
    // A tone so faint that the network is in doubt.
    func audio(_ loudness: Double) -> Waveform {
      waveform([.init("low", 0.5, 0.8), .init("low", 1.2, 1.5, loudness: loudness)], 2)
    }
    let fitting = try stride(from: 0.005, to: 0.03, by: 0.0005).first { loudness in
      let found = try spotter(threshold: 0.001).detections(in: audio(loudness))
      return found.count == 2 && (0.01...0.9).contains(found[1].score)
    }
    let audio = audio(try #require(fitting))
    let all = try spotter(threshold: 0.001).detections(in: audio)
    let doubtful = all[1].score
    #expect(try spotter(threshold: doubtful + 1e-6).detections(in: audio) == [all[0]])
    #expect(try spotter(threshold: doubtful).detections(in: audio) == all)
    // The model's own threshold holds unless another is given.
    #expect(try spotter(TestModels.tones(threshold: 0.25)).threshold == 0.25)
    for bad in [-0.1, 1.1, .nan, .infinity] {
      #expect(throws: SpottingError.self) { try spotter(threshold: bad) }
    }
  }

  @Test func nothingIsFoundInNothing() throws {
    #expect(try spotter().detections(in: waveform([], 1)).isEmpty)
    // Shorter than a frame, and empty.
    #expect(try spotter().detections(in: waveform([], 0.01)).isEmpty)
    #expect(try spotter().detections(in: waveform([], 0)).isEmpty)
    #expect(try spotter().bestPath(of: waveform([], 0)).isEmpty)
  }

  @Test func bestPathGivesTheWords() throws {
    let (words, duration) = ToneWords.random(10, seed: Seed.value)
    #expect(
      try spotter().bestPath(of: waveform(words, duration)) == words.map(\.name),
      "seed \(Seed.value)")
  }

  @Test func modelsThatDoNotFitAreRefused() throws {
    var other = TestModels.tones()
    other.card.features = FeatureConfiguration.graves2007.json
    #expect(throws: SpottingError.self) { try spotter(other) }
    other = TestModels.tones()
    other.card.features = "{"
    #expect(throws: SpottingError.self) { try spotter(other) }
    other = TestModels.tones()
    other.card.timings = []
    #expect(throws: SpottingError.self) { try spotter(other) }
    other = TestModels.tones()
    other.card.task = .framewise
    #expect(throws: SpottingError.self) { try spotter(other) }
    other.card.task = .phones
    #expect(throws: SpottingError.noKeywords) { try spotter(other) }
    // Three labels, none of which is a phone.
    #expect(throws: SpottingError.self) {
      try KeywordSpotter(model: other, keywords: ["a=AA"], context: TestModels.context)
    }
  }

  /// Whether two searches found the same: keywords alike, times within a frame.
  private func agree(_ first: [Detection], _ second: [Detection]) -> Bool {
    first.count == second.count
      && zip(first, second).allSatisfy { one, other in
        one.keyword == other.keyword && abs(one.start - other.start) <= 0.01
          && abs(one.end - other.end) <= 0.01 && abs(one.score - other.score) < 1e-3
      }
  }

  @Test(arguments: [1, 3])
  func windowsDoNotMatter(_ subsampling: Int) throws {
    let (words, duration) = ToneWords.random(150, seed: Seed.value)
    let audio = waveform(words, duration)
    let model = TestModels.random(seed: Seed.value, subsampling: subsampling)
    // One window for all of it.
    let whole = try spotter(model, windowing: Windowing(kept: 1 << 20, context: 0, batch: 1))
      .detections(in: audio)
    #expect(whole.count > 20, "seed \(Seed.value)")
    for windowing in [
      Windowing(kept: 1000, context: 200, batch: 3), Windowing(kept: 337, context: 150, batch: 8),
      Windowing(kept: 100, context: 151, batch: 1),
    ] {
      let cut = try spotter(model, windowing: windowing).detections(in: audio)
      #expect(agree(cut, whole), "\(windowing), seed \(Seed.value)")
    }
    // The check can fail: a network that sees nothing beyond its window's end finds other things.
    let blind = try spotter(model, windowing: Windowing(kept: 100, context: 0, batch: 4))
      .detections(in: audio)
    #expect(!agree(blind, whole), "seed \(Seed.value)")
  }
}
