import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

/// A configuration of each kind that the code treats apart.
enum Configurations {
  static func make(_ change: (inout FeatureConfiguration) -> Void) -> FeatureConfiguration {
    var result = FeatureConfiguration()
    change(&result)
    return result
  }

  static let statics: [FeatureConfiguration] =
    FeatureConfiguration.presets.map(\.configuration) + [
      make {
        $0.window = .hann
        $0.spectrum = .magnitude
        $0.energy = .windowed
      },
      make {
        $0.window = .rectangular
        $0.removesOffset = false
        $0.preEmphasis = 0
        $0.lifter = 0
      },
      make {
        $0.energy = .zerothCepstrum
        $0.energyFirst = true
        $0.cepstrumCount = 25
      },
      make {
        $0.energy = .none
        $0.windowLength = 551
        $0.hopLength = 220
        $0.sampleRate = 22_050
      },
      make {
        $0.kind = .logMelEnergies
        $0.energy = .raw
        $0.energyFirst = true
      },
      make {
        $0.kind = .logMelEnergies
        $0.energy = .windowed
        $0.removesOffset = false
      },
      make {
        $0.sampleRate = 8000
        $0.windowLength = 200
        $0.hopLength = 80
        $0.bandCount = 15
      },
      make {
        $0.lowFrequency = 300
        $0.highFrequency = 3400
        $0.bandCount = 13
        $0.sampleScale = 1
        $0.floor = 1e-9
      },
      make {
        $0.windowLength = 5
        $0.hopLength = 3
        $0.bandCount = 2
        $0.cepstrumCount = 1
      },
      make {
        $0.windowLength = 100
        $0.hopLength = 250
        $0.bandCount = 8
        $0.cepstrumCount = 7
      },
      make {
        $0.windowLength = 512
        $0.hopLength = 512
      },
      make {
        $0.windowLength = 1023
        $0.hopLength = 100
        $0.bandCount = 80
        $0.cepstrumCount = 40
      },
    ]
}

@Suite struct MFCCExtractorTests {
  private func noise(_ count: Int, stream: UInt64 = 0) -> [Float] {
    var source = RandomSource(seed: Seed.value, stream: stream)
    return (0..<count).map { _ in Float(source.gaussian() * 0.1 + 0.05) }
  }

  /// Single precision against double: powers of noise lose a few bits in the transform, no more.
  @Test(arguments: Configurations.statics)
  func agreesWithTheDefinition(configuration: FeatureConfiguration) throws {
    var statics = configuration
    statics.deltaOrder = 0
    let samples = noise(statics.windowLength + 7 * statics.hopLength + 1)
    let found = try MFCCExtractor(statics).features(
      of: Waveform(samples: samples, sampleRate: statics.sampleRate))
    let expected = ReferenceFeatures(configuration: statics).features(of: samples)
    #expect(found.frameCount == 8 && expected.count == 8)
    #expect(found.values.columns == statics.featureCount)
    for (frame, row) in expected.enumerated() {
      for (column, value) in row.enumerated() {
        let difference = abs(Double(found.values[frame, column]) - value)
        #expect(difference < 1e-4 * max(1, abs(value) / 10), "frame \(frame), value \(column)")
      }
    }
  }

  /// Silence and rounding noise stay at the floor or above it, and finite.
  @Test(
    arguments: FeatureConfiguration.presets.map(\.configuration),
    [0, 0.25, 1e-30, 0x1p31] as [Float])
  func constantSignalsGiveFiniteValues(configuration: FeatureConfiguration, value: Float) throws {
    let samples = (0..<2000).map { $0 % 2 == 0 ? value : value == 0x1p31 ? -value : value }
    let found = try MFCCExtractor(configuration).features(
      of: Waveform(samples: samples, sampleRate: 16_000))
    #expect(found.frameCount == 11)
    #expect(found.values.array.allSatisfy { $0.isFinite })
  }

  @Test func silenceIsTheFloor() throws {
    let found = try MFCCExtractor(.logmel40).features(
      of: Waveform(samples: [Float](repeating: 0, count: 400), sampleRate: 16_000))
    #expect(found.values.array.allSatisfy { abs($0 - log(Float.ulpOfOne)) < 1e-5 })
  }

  @Test(arguments: [(0, 0), (1, 0), (399, 0), (400, 1), (559, 1), (560, 2), (16_000, 98)])
  func frames(samples: Int, frames: Int) throws {
    let found = try MFCCExtractor(.graves2007).features(
      of: Waveform(samples: [Float](repeating: 0.1, count: samples), sampleRate: 16_000))
    #expect(found.frameCount == frames && found.values.columns == 39)
    #expect(FeatureConfiguration.graves2007.frameCount(sampleCount: samples) == frames)
  }

  @Test func frameTimes() throws {
    let found = try MFCCExtractor(.kaldi).features(
      of: Waveform(samples: noise(16_000), sampleRate: 16_000))
    #expect(found.hopDuration == 0.01)
    #expect(found.time(ofFrame: 0) == 0.0125 && found.time(ofFrame: 10) == 0.1125)
    #expect(found.frame(at: 0.1125) == 10 && found.frame(at: 0.1174) == 10)
    #expect(found.frame(at: -1) == 0 && found.frame(at: 1e300) == 97)
  }

  /// Extractors are shared, and made, by many threads at once.
  @Test func threadsGetTheSame() async throws {
    let wave = Waveform(samples: noise(20_000), sampleRate: 16_000)
    let shared = try MFCCExtractor(.graves2007)
    let expected = shared.features(of: wave)
    await withTaskGroup(of: Bool.self) { group in
      for index in 0..<24 {
        group.addTask {
          let own = index % 2 == 0 ? shared : try? MFCCExtractor(.graves2007)
          return own?.features(of: wave) == expected
        }
      }
      for await same in group { #expect(same) }
    }
  }
}
