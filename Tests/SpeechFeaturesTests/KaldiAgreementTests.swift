import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

/// What Golden/make_kaldi.py wrote.
struct KaldiGolden: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let source: String
    let sampleRate: Int
    let sampleCount: Int
    let sampleSum: Int
    let sampleSquares: Int
    let frameCount: Int
    let frames: [Int]
    let cepstra: [[Float]]
    let logMelEnergies: [[Float]]

    var testDescription: String { "\(source) at \(sampleRate) Hz" }
  }

  let tool: String
  let version: String
  let dither: Float
  let cases: [Case]

  static let cases: [Case] = {
    let url = Bundle.module.url(forResource: "Golden/kaldi", withExtension: "json")!
    let golden = try! JSONDecoder().decode(KaldiGolden.self, from: Data(contentsOf: url))
    precondition(
      golden.tool == "kaldi-native-fbank" && golden.version == "1.23.0" && golden.dither == 0,
      "the golden file is of another tool, version or dither")
    return golden.cases
  }()
  static let synthetic = cases.filter { $0.source == "synthetic" }
  static let recordings = cases.filter { $0.source != "synthetic" }
}

/// The `kaldi` and `logmel40` presets against kaldi-native-fbank 1.23.0.
///
/// Both compute in single precision: a band 90 dB below the loudest of its frame has rounding noise of about 1e-3
/// in either, which is all that is left between them (3.3e-4 at most over AN4's 130 test recordings).
@Suite struct KaldiAgreementTests {
  /// The signal that make_kaldi.py calls by that name.
  private func synthetic(count: Int) -> [Int] {
    var (phase, step, noise): (UInt32, UInt32, UInt32) = (0, 300_000, 12345)
    return (0..<count).map { n in
      noise = noise &* 1_664_525 &+ 1_013_904_223
      let hiss = Int(noise >> 16) - 32768
      step += 997
      phase = phase &+ step
      let tone = Int(phase >> 16) - 32768
      // Python's // rounds down.
      func divide(_ a: Int, _ b: Int) -> Int { Int((Double(a) / Double(b)).rounded(.down)) }
      switch n * 6 / count {
      case 0: return divide(tone, 3) + divide(hiss, 64)
      case 1: return divide(hiss, 2)
      case 2: return divide(hiss, 4096)
      case 3: return 0
      case 4: return divide(tone, 256) + 5000
      default: return hiss
      }
    }
  }

  private func compare(_ golden: KaldiGolden.Case, _ samples: [Float]) throws {
    // The golden values are of these very samples.
    let integers = samples.map { Int($0 * 32768) }
    try #require(integers.count == golden.sampleCount)
    try #require(integers.reduce(0, +) == golden.sampleSum)
    try #require(integers.reduce(0) { $0 + $1 * $1 } == golden.sampleSquares)
    let wave = Waveform(samples: samples, sampleRate: golden.sampleRate)
    for (preset, expected, tolerance) in [
      (FeatureConfiguration.kaldi, golden.cepstra, Float(5e-3)),
      (.logmel40, golden.logMelEnergies, Float(1e-3)),
    ] {
      let configuration = preset.resampled(to: golden.sampleRate)
      let found = try MFCCExtractor(configuration).features(of: wave)
      try #require(found.frameCount == golden.frameCount)
      try #require(expected.count == golden.frames.count && expected.count > 3)
      var worst: Float = 0
      for (frame, row) in zip(golden.frames, expected) {
        try #require(row.count == found.values.columns)
        for (column, value) in row.enumerated() {
          worst = max(worst, abs(found.values[frame, column] - value))
        }
      }
      #expect(worst <= tolerance, "\(configuration.kind)")
    }
  }

  @Test(arguments: KaldiGolden.synthetic)
  func syntheticSignal(golden: KaldiGolden.Case) throws {
    try compare(golden, synthetic(count: golden.sampleCount).map { Float($0) / 32768 })
  }

  @Test(
    .enabled(if: LentCorpora.path("an4/wav") != nil, Comment(rawValue: LentCorpora.missing)),
    arguments: KaldiGolden.recordings)
  func realRecordings(golden: KaldiGolden.Case) throws {
    let path = try #require(LentCorpora.path(golden.source))
    try compare(golden, Waveform(contentsOf: path, sampleRate: golden.sampleRate).samples)
  }
}
