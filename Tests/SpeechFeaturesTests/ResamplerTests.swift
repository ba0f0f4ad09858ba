import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite struct ResamplerTests {
  private func resample(
    _ samples: [Float], from: Int, to: Int, chunk: Int = 10_000
  ) -> [Float] {
    let resampler = Resampler(from: from, to: to)
    var result: [Float] = []
    for start in stride(from: 0, to: samples.count, by: chunk) {
      let piece = Array(samples[start..<min(samples.count, start + chunk)])
      resampler.process(piece, count: piece.count, into: &result)
    }
    resampler.finish(into: &result)
    return result
  }

  private func sine(_ frequency: Double, rate: Int, count: Int) -> [Double] {
    (0..<count).map { 0.5 * sin(2 * .pi * frequency * Double($0) / Double(rate) + 0.3) }
  }

  /// A tone in the pass band comes out as the same tone at the new rate: same place, same height.
  @Test(arguments: [
    (44_100, 16_000), (8_000, 16_000), (48_000, 16_000), (22_050, 8_000), (16_000, 11_025),
  ])
  func tonesStay(from: Int, to: Int) {
    for frequency in [100.0, 1000, 3000] {
      let source = sine(frequency, rate: from, count: 2 * from).map { Float($0) }
      let result = resample(source, from: from, to: to)
      #expect(abs(result.count - 2 * to) <= 1)
      let expected = sine(frequency, rate: to, count: result.count)
      // The ends see the silence around the recording.
      let worst = (to / 4..<result.count - to / 4).reduce(0.0) {
        max($0, abs(Double(result[$1]) - expected[$1]))
      }
      #expect(worst < 2e-4, "\(frequency) Hz, \(from) to \(to)")
    }
  }

  /// What the new rate cannot hold is gone, by 90 dB and more.
  @Test func tonesAboveTheNewLimitVanish() {
    let source = sine(9_000, rate: 44_100, count: 88_200).map { Float($0) }
    let result = resample(source, from: 44_100, to: 16_000)
    let power = result[4000..<28_000].reduce(0.0) { $0 + Double($1 * $1) } / 24_000
    #expect(10 * log10(power / 0.125) < -90)
  }

  @Test(arguments: [1, 13, 4096])
  func chunksDoNotMatter(chunk: Int) {
    var random = RandomSource(seed: Seed.value)
    let source = (0..<5_000).map { _ in Float(random.uniform(in: -1...1)) }
    #expect(
      resample(source, from: 44_100, to: 16_000, chunk: chunk)
        == resample(source, from: 44_100, to: 16_000, chunk: 5_000))
  }
}
