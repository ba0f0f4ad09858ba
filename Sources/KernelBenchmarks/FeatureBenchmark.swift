internal import DenseMath
internal import Foundation
public import SpeechFeatures

/// How much faster than the recording plays its features are computed.
public struct FeatureResult: Codable, Sendable {
  public let preset: String
  /// "features" of samples in memory, or "reading and features" of a WAV file.
  public let work: String
  public let audioSeconds: Double
  public let timing: Timing

  public var timesRealTime: Double { audioSeconds / timing.minimum }
}

/// Times the features of ten minutes of made-up audio at 16 kHz, one thread.
public struct FeatureBenchmark {
  public static let sampleRate = 16_000
  private let waveform: Waveform
  private let stopwatch = Stopwatch(sampleCount: 5, duration: 1)

  public init(seconds: Int = 600) {
    waveform = Self.madeUpAudio(seconds: seconds)
  }

  /// Samples to features.
  public func features(
    _ preset: String, _ configuration: FeatureConfiguration
  ) throws(FeatureConfigurationError) -> FeatureResult {
    let extractor = try MFCCExtractor(configuration)
    let expected = configuration.frameCount(sampleCount: waveform.samples.count)
    let timing = stopwatch.time {
      let features = extractor.features(of: waveform)
      precondition(features.values.rows == expected, "features went missing")
    }
    return FeatureResult(
      preset: preset, work: "features", audioSeconds: waveform.duration, timing: timing)
  }

  /// The same from a 16-bit WAV file, block by block: `wave` in it.
  public func featuresWithReading(
    _ preset: String, _ configuration: FeatureConfiguration, file: String
  ) throws -> FeatureResult {
    let extractor = try MFCCExtractor(configuration)
    let timing = try stopwatch.time {
      let features = try extractor.features(ofFile: file)
      precondition(features.values.rows > 0, "features went missing")
    }
    return FeatureResult(
      preset: preset, work: "reading and features", audioSeconds: waveform.duration,
      timing: timing)
  }

  /// The audio as a WAV file, 16 bits, one channel.
  public var wave: [UInt8] { waveform.wave16() }

  /// A gliding tone under noise that swells and fades, as loud as speech; the same every time.
  private static func madeUpAudio(seconds: Int) -> Waveform {
    var random = RandomSource(seed: 19)
    var samples: [Float] = []
    samples.reserveCapacity(seconds * sampleRate)
    var phase = 0.0
    for index in 0..<seconds * sampleRate {
      let time = Double(index) / Double(sampleRate)
      phase += (150 + 60 * sin(2.1 * time)) / Double(sampleRate)
      let tone = sin(2 * .pi * phase) + 0.5 * sin(6 * .pi * phase)
      let noise = random.uniform(in: -1...1) * (0.5 + 0.5 * sin(9 * time))
      samples.append(Float(0.15 * tone + 0.1 * noise))
    }
    return Waveform(samples: samples, sampleRate: sampleRate)
  }
}

extension TextTable {
  /// A row a result: times real time.
  public init(_ results: [FeatureResult]) {
    self.init(["preset", "work", "audio s", "min ms", "median ms", "× real time"])
    for one in results {
      append([
        one.preset, one.work, decimal(one.audioSeconds), decimal(one.timing.minimum * 1e3),
        decimal(one.timing.median * 1e3), decimal(one.timesRealTime),
      ])
    }
  }
}
