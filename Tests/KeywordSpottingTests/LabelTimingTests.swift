import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechFeatures
import SpottingSupport
import TestSupport
import Testing

@Suite struct LabelTimingTests {
  @Test func mediansOfEachLabel() throws {
    let samples = (0..<5).map { index in
      // From the start 0.1, 0.2, 0.3, 0.4, 5; to the end 0.05 always.
      LabelTiming.Sample(
        label: 1, start: 1, peak: 1 + [0.1, 0.2, 0.3, 0.4, 5][index],
        end: 1.05 + [0.1, 0.2, 0.3, 0.4, 5][index])
    }
    let few = [LabelTiming.Sample(label: 2, start: 0, peak: 1, end: 3)]
    let timings = try #require(LabelTiming.estimate(samples + few, labelCount: 4))
    #expect(timings.count == 3)
    #expect(abs(timings[0].fromStart - 0.3) < 1e-12 && abs(timings[0].toEnd - 0.05) < 1e-12)
    // Too few of its own, and none: the medians of all six.
    #expect(abs(timings[1].fromStart - 0.35) < 1e-12 && timings[2] == timings[1])
    #expect(LabelTiming.estimate([], labelCount: 4) == nil)
  }

  @Test func samplesComeFromForcedAlignment() throws {
    let words = [ToneWords.Word("low", 0.5, 0.8), ToneWords.Word("high", 1.2, 1.4)]
    let samples = ToneWords.samples(words, duration: 2)
    let model = TestModels.tones()
    let features = try MFCCExtractor(TestModels.features)
      .features(of: Waveform(samples: samples, sampleRate: ToneWords.sampleRate))
    let logits = PreparedNetwork(model.network, context: TestModels.context)
      .logits(of: SequenceBatch([features.values])).sequence(0)
    let found = LabelTiming.samples(
      logits: logits, words: [(1, 0.5, 0.8), (2, 1.2, 1.4)], features: TestModels.features,
      subsampling: 1)
    #expect(found.map(\.label) == [1, 2])
    for one in found {
      // The network fires in the last 50 ms of a tone.
      #expect(one.peak > one.end - 0.06 && one.peak < one.end + 0.01, "\(one)")
    }
    // A word that the network does not hear gives none.
    let missing = LabelTiming.samples(
      logits: logits, words: [(1, 0.5, 0.8), (2, 1.2, 1.4), (1, 1.6, 1.8)],
      features: TestModels.features, subsampling: 1)
    #expect(missing.count == 2)
  }

  @Test func framesHaveTimes() {
    var configuration = FeatureConfiguration()
    configuration.windowLength = 400
    configuration.hopLength = 160
    let clock = FrameClock(configuration, subsampling: 1)
    #expect(abs(clock.time(ofFrame: 0) - 0.0125) < 1e-12)
    #expect(abs(clock.time(ofFrame: 100) - 1.0125) < 1e-12)
    // Of three frames the middle one.
    let slow = FrameClock(configuration, subsampling: 3)
    #expect(abs(slow.time(ofFrame: 2) - 0.0825) < 1e-12)
  }
}
