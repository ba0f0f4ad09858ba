import DenseMath
import KeywordSpotting
import RecurrentNetworks
import SpeechFeatures
import SpottingSupport
import Testing

@Suite struct KeywordExampleTests {
  private func clip(_ words: [ToneWords.Word], _ duration: Double) -> Waveform {
    Waveform(
      samples: ToneWords.samples(words, duration: duration), sampleRate: ToneWords.sampleRate)
  }

  @Test func aKeywordIsWhatIsHeardInItsClips() throws {
    let model = TestModels.toneAlphabet()
    let up = clip([.init("low", 0.3, 0.6), .init("high", 0.8, 1.1)], 1.4)
    let low = clip([.init("low", 0.3, 0.6)], 1)
    let keyword = try Keyword(
      name: "up", clips: [up, low, up], model: model, context: TestModels.context)
    #expect(keyword.pronunciations == [["AA", "IY"], ["AA"]])
    let spotter = try KeywordSpotter(
      model: model,
      examples: [Keyword(name: "up", clips: [up], model: model, context: TestModels.context)],
      threshold: 0.5, context: TestModels.context)
    let found = spotter.detections(
      in: clip([.init("high", 0.5, 0.8), .init("low", 1.5, 1.8), .init("high", 2, 2.3)], 3))
    #expect(found.map(\.keyword) == ["up"])
    #expect(found.first.map { abs($0.end - 2.3) < 0.2 } == true)
  }

  /// The phones fit the place, and the phones of the place must fit the clip.
  @Test func placesAreComparedWithTheClip() throws {
    let context = TestModels.context
    let model = TestModels.toneAlphabet()
    let low = clip([.init("low", 0.3, 0.6)], 1)
    let high = clip([.init("high", 0.3, 0.6)], 1)
    func score(_ clips: Waveform...) throws -> Double {
      let heard = try Keyword(name: "", clips: clips, model: model, context: context).clips
      let keyword = Keyword(name: "low", pronunciations: [["AA"]], clips: heard)
      return try KeywordSpotter(
        model: model, examples: [keyword], threshold: 0.001, context: context
      ).detections(in: low).map(\.score).max() ?? 0
    }
    #expect(try score(low) > 0.95)
    #expect(try score(high) < 0.5)
    #expect(try score(high, low) == score(low))
  }

  /// Each keyword's threshold is that of its length.
  @Test func falseAlarmsChooseThresholds() throws {
    var model = TestModels.toneAlphabet()
    let audio = clip(
      [.init("low", 0.5, 0.8), .init("low", 1.5, 1.8), .init("high", 2, 2.3)], 3)
    func found(_ limit: Double?) throws -> [String] {
      try KeywordSpotter(
        model: model,
        examples: [
          Keyword(name: "up", pronunciations: [["AA", "IY"]]),
          Keyword(name: "low", pronunciations: [["AA"]]),
        ], threshold: 0.5, falseAlarmsPerHour: limit, context: context
      ).detections(in: audio).map(\.keyword)
    }
    #expect(throws: SpottingError.uncalibrated(model: "tonealphabet")) { try found(1) }
    model.card.falseAlarms = [
      .init(phones: 1, rates: [1, 10], scores: [1.5, 0.2]),
      .init(phones: 2, rates: [1, 10], scores: [0.5, 0.2]),
    ]
    #expect(try found(nil) == ["low", "low", "up"] || found(nil) == ["low", "up", "low"])
    #expect(try found(1) == ["up"])
    #expect(try found(10).count == 3)
  }

  private let context = TestModels.context

  @Test func silenceAndOtherModelsAreRefused() throws {
    let context = TestModels.context
    #expect(throws: SpottingError.silentExample(name: "x", clip: 1)) {
      try Keyword(
        name: "x", clips: [clip([], 1)], model: TestModels.toneAlphabet(), context: context)
    }
    #expect(throws: SpottingError.self) {
      try Keyword(name: "x", clips: [clip([], 1)], model: TestModels.tones(), context: context)
    }
    let example = Keyword(name: "x", pronunciations: [["AA"]])
    #expect(throws: SpottingError.self) {
      try KeywordSpotter(model: TestModels.tones(), examples: [example], context: context)
    }
  }
}
