import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

/// Whatever the chunks, the vectors are those of the whole recording, bit for bit.
@Suite struct FeatureStreamTests {
  static let normalizations: [CepstralNormalization] = [
    .none, .utterance(variance: false), .utterance(variance: true),
    .sliding(seconds: 0.3, variance: false), .sliding(seconds: 0.05, variance: true),
    .sliding(seconds: 100, variance: true),
  ]

  static let configurations: [FeatureConfiguration] =
    Configurations.statics
    + normalizations.map { normalization in
      Configurations.make {
        $0.deltaOrder = 2
        $0.normalization = normalization
      }
    } + [
      Configurations.make {
        $0.deltaOrder = 1
        $0.deltaWindow = 5
      },
      Configurations.make {
        $0.deltaOrder = 1
        $0.cepstrumCount = 2
        $0.normalization = .stored(
          mean: [1, 2, 3, 4, 5, 6], deviation: [1, 2, 0.5, 0, 3, 1])
      },
    ]

  private func samples(_ count: Int) -> [Float] {
    var source = RandomSource(seed: Seed.value, stream: 5)
    return (0..<count).map { Float(source.gaussian() * (0.1 + 0.1 * sin(Double($0) / 3000))) }
  }

  private func stream(
    _ extractor: MFCCExtractor, _ samples: [Float], chunk: () -> Int
  ) -> [Float] {
    var stream = extractor.stream()
    var result: [Float] = []
    var start = 0
    while start < samples.count {
      let end = min(samples.count, start + chunk())
      let ready = stream.push(Array(samples[start..<end]))
      #expect(ready.columns == extractor.configuration.featureCount)
      result += ready.array
      start = end
    }
    return result + stream.finish().array
  }

  @Test(arguments: configurations)
  func chunksDoNotMatter(configuration: FeatureConfiguration) throws {
    let extractor = try MFCCExtractor(configuration)
    let samples = samples(6 * 16_000 + 77)
    let wave = Waveform(samples: samples, sampleRate: configuration.sampleRate)
    let whole = extractor.features(of: wave).values.array
    #expect(!whole.isEmpty)
    for size in [79, 160, 400, 401, 5000, 1 << 20] {
      #expect(stream(extractor, samples) { size } == whole, "chunks of \(size)")
    }
    var random = RandomSource(seed: Seed.value, stream: 6)
    let mixed = stream(extractor, samples) {
      Int(random.next() % (random.next() % 2 == 0 ? 7 : 3000))
    }
    #expect(mixed == whole, "chunks of any size")
  }

  @Test(arguments: [0, 1, 399, 400, 401, 720, 1200])
  func shortRecordings(count: Int) throws {
    let extractor = try MFCCExtractor(.graves2007)
    let samples = samples(count)
    let wave = Waveform(samples: samples, sampleRate: 16_000)
    let whole = extractor.features(of: wave).values.array
    #expect(whole.count == 39 * FeatureConfiguration.graves2007.frameCount(sampleCount: count))
    #expect(stream(extractor, samples) { 1 } == whole)
  }

  /// Vectors come as soon as their deltas' windows are filled.
  @Test(arguments: [(0, 0), (1, 2), (2, 4)])
  func lag(order: Int, frames: Int) throws {
    let extractor = try MFCCExtractor(Configurations.make { $0.deltaOrder = order })
    var stream = extractor.stream()
    #expect(stream.push(samples(400 + 99 * 160)).rows == 100 - frames)
    #expect(stream.push([Float](repeating: 0, count: 160)).rows == 1)
    #expect(stream.finish().rows == frames)
  }

  @Test func slidingNormalizationLags() throws {
    let extractor = try MFCCExtractor(
      Configurations.make { $0.normalization = .sliding(seconds: 0.5, variance: true) })
    var stream = extractor.stream()
    #expect(stream.push(samples(400 + 299 * 160)).rows == 250)
    #expect(stream.finish().rows == 50)
  }

  @Test func aFileGivesWhatItsWaveformGives() throws {
    let folder = WaveFolder()
    let values = samples(70_000).map { Int16(max(-1, min(1, $0)) * 32_000) }
    let path = folder.write("a.wav", WaveFile(values, sampleRate: 11_025).bytes)
    let extractor = try MFCCExtractor(.graves2007)
    let wave = try Waveform(contentsOf: path, sampleRate: 16_000)
    #expect(try extractor.features(ofFile: path) == extractor.features(of: wave))
  }
}
