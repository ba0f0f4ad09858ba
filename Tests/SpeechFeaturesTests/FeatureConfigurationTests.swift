import Foundation
import SpeechFeatures
import Testing

@Suite struct FeatureConfigurationTests {
  @Test func presets() throws {
    let widths = FeatureConfiguration.presets.map { ($0.name, $0.configuration.featureCount) }
    #expect(widths.map(\.0) == ["graves2005", "graves2007", "kaldi", "logmel40"])
    #expect(widths.map(\.1) == [26, 39, 13, 40])
    for (name, configuration) in FeatureConfiguration.presets {
      #expect(FeatureConfiguration.preset(name) == configuration)
      #expect(configuration.featureNames.count == configuration.featureCount)
      #expect(Set(configuration.featureNames).count == configuration.featureCount)
      try configuration.validate()
    }
    #expect(FeatureConfiguration.preset("graves") == nil)
    #expect(FeatureConfiguration.kaldi.featureNames.prefix(3) == ["energy", "c1", "c2"])
    #expect(FeatureConfiguration.graves2007.featureNames[12...13] == ["energy", "delta-c1"])
    #expect(FeatureConfiguration.graves2007.featureNames.last == "acceleration-energy")
  }

  @Test(arguments: Configurations.statics + FeatureStreamTests.configurations)
  func jsonRoundTrip(configuration: FeatureConfiguration) throws {
    #expect(try FeatureConfiguration(json: configuration.json) == configuration)
  }

  @Test func jsonOverridesAPreset() throws {
    let found = try FeatureConfiguration(
      json:
        #"{"preset": "kaldi", "sampleRate": 8000, "normalization": {"utterance": {"variance": true}}}"#
    )
    var expected = FeatureConfiguration.kaldi.resampled(to: 8000)
    expected.normalization = .utterance(variance: true)
    #expect(found == expected && found.windowLength == 200 && found.hopLength == 80)
    #expect(try FeatureConfiguration(json: "{}") == .graves2007)
  }

  @Test(arguments: [
    ("", "not valid"), ("[]", "Dictionary"), ("{", "not valid"),
    (#"{"windowLenght": 3}"#, "windowLenght"),
    (#"{"preset": "htk"}"#, "graves2005"), (#"{"windowLength": "400"}"#, "windowLength"),
    (#"{"windowLength": 400.5}"#, "whole"), (#"{"window": "kaiser"}"#, "window"),
    (#"{"windowLength": 1}"#, "windowLength"), (#"{"windowLength": 1e12}"#, "windowLength"),
    (#"{"windowLength": -9223372036854775808}"#, "windowLength"),
    (#"{"hopLength": 0}"#, "hopLength"), (#"{"hopLength": 9223372036854775807}"#, "hopLength"),
    (#"{"sampleRate": 0}"#, "sampleRate"), (#"{"sampleRate": -16000}"#, "sampleRate"),
    (#"{"sampleRate": 9223372036854775807}"#, "sampleRate"),
    (#"{"sampleScale": 0}"#, "sampleScale"),
    (#"{"preEmphasis": 1.5}"#, "preEmphasis"), (#"{"bandCount": 0}"#, "bandCount"),
    (#"{"bandCount": 100000}"#, "bandCount"), (#"{"bandCount": 400}"#, "mel band"),
    (#"{"lowFrequency": 9000}"#, "lowFrequency"), (#"{"lowFrequency": 8000}"#, "highFrequency"),
    (#"{"highFrequency": 9000}"#, "highFrequency"), (#"{"highFrequency": -100}"#, "highFrequency"),
    (#"{"lowFrequency": 500, "highFrequency": 400}"#, "highFrequency"), (#"{"floor": 0}"#, "floor"),
    (#"{"cepstrumCount": 26}"#, "cepstrumCount"), (#"{"cepstrumCount": 0}"#, "cepstrumCount"),
    (#"{"cepstrumCount": -1}"#, "cepstrumCount"), (#"{"lifter": -22}"#, "lifter"),
    (#"{"kind": "logMelEnergies", "energy": "zerothCepstrum"}"#, "energy"),
    (#"{"deltaOrder": 3}"#, "deltaOrder"), (#"{"deltaWindow": 0}"#, "deltaWindow"),
    (#"{"deltaWindow": 1000000000}"#, "deltaWindow"),
    (#"{"normalization": "utterance"}"#, "normalization"),
    (#"{"normalization": {"utterance": {}}}"#, "variance"),
    (#"{"normalization": {"sliding": {"seconds": 0, "variance": true}}}"#, "seconds"),
    (#"{"normalization": {"sliding": {"seconds": 1e30, "variance": true}}}"#, "seconds"),
    (#"{"normalization": {"stored": {"mean": [1, 2], "deviation": [1, 2]}}}"#, "39 values"),
  ])
  func badValuesAreErrors(json: String, word: String) {
    do throws(FeatureConfigurationError) {
      _ = try MFCCExtractor(FeatureConfiguration(json: json))
      Issue.record("\(json) must be refused")
    } catch {
      #expect(error.description.contains(word), "\(error)")
    }
  }

  @Test func valuesThatJSONCannotHold() {
    func refuses(_ change: (inout FeatureConfiguration) -> Void) {
      #expect(throws: FeatureConfigurationError.self) {
        try MFCCExtractor(Configurations.make(change))
      }
    }
    refuses { $0.preEmphasis = .nan }
    refuses { $0.sampleScale = .infinity }
    refuses { $0.lowFrequency = .nan }
    refuses { $0.highFrequency = .infinity }
    refuses { $0.floor = .nan }
    refuses { $0.lifter = .nan }
    refuses { $0.normalization = .sliding(seconds: .nan, variance: false) }
    refuses {
      $0.normalization = .stored(
        mean: [Float](repeating: .nan, count: 13), deviation: [Float](repeating: 1, count: 13))
    }
    refuses {
      $0.normalization = .stored(
        mean: [Float](repeating: 0, count: 13), deviation: [Float](repeating: -1, count: 13))
    }
  }
}
