import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite struct SpectrumAnalyzerTests {
  private func spectrum(
    _ samples: [Float], _ configuration: FeatureConfiguration
  ) -> (bins: [Float], energy: Float) {
    let analyzer = SpectrumAnalyzer(configuration)
    let workspace = SpectrumAnalyzer.Workspace(transformLength: analyzer.transformLength)
    var groups = [SIMD8<Float>](repeating: .zero, count: analyzer.groupCount)
    let energy = analyzer.analyze(samples.span, at: 0, in: workspace, spectrum: &groups)
    return (groups.flatMap { group in (0..<8).map { group[$0] } }, energy)
  }

  /// Sizes around the groups of eight and the powers of two.
  @Test(arguments: [2, 7, 8, 9, 15, 16, 17, 31, 64, 65, 200, 400, 401, 512, 513, 1000])
  func powersAreThoseOfTheDefinition(length: Int) {
    var source = RandomSource(seed: Seed.value, stream: UInt64(length))
    let samples = (0..<length).map { _ in Float(source.gaussian()) }
    let configuration = Configurations.make {
      $0.windowLength = length
      $0.window = .rectangular
      $0.removesOffset = false
      $0.preEmphasis = 0
      $0.sampleScale = 1
    }
    let (bins, energy) = spectrum(samples, configuration)
    let points = configuration.transformLength
    let expected = ReferenceFeatures.powers(samples.map { Double($0) }, length: points)
    // Rounding errors are relative to the whole energy, not to the bin.
    let total = samples.reduce(0.0) { $0 + Double($1) * Double($1) }
    for (bin, value) in expected.enumerated() {
      #expect(abs(Double(bins[bin]) - value) < 2e-6 * total * 8)
    }
    #expect(bins[(points / 2 + 1)...].allSatisfy { $0 == 0 })
    #expect(abs(Double(energy) - total) < 1e-5 * total)
    // Parseval: the power of all bins is N times the energy.
    let sum = bins.reduce(0.0) { $0 + Double($1) } * 2 - Double(bins[0]) - Double(bins[points / 2])
    #expect(abs(sum - Double(points) * total) < 1e-5 * Double(points) * total)
  }

  @Test func windowsStandAsDefined() {
    let hann = SpectrumAnalyzer.window(.hann, count: 5)
    let povey = SpectrumAnalyzer.window(.povey, count: 5)
    let hamming = SpectrumAnalyzer.window(.hamming, count: 5)
    for (index, value) in [0, 0.5, 1, 0.5, 0].enumerated() {
      #expect(abs(hann[index] - value) < 1e-12)
      #expect(abs(povey[index] - pow(value, 0.85)) < 1e-12)
      #expect(abs(hamming[index] - (0.08 + 0.92 * value)) < 1e-12)
    }
    #expect(SpectrumAnalyzer.window(.rectangular, count: 3) == [1, 1, 1])
  }

  /// An offset is gone before everything else, whatever its size.
  @Test func offsetsAreRemoved() {
    var source = RandomSource(seed: Seed.value)
    // On a grid that the sums keep exactly.
    let samples = (0..<400).map { _ in Float(Int(source.next() % 64) - 32) / 1024 }
    let shifted = samples.map { $0 + 0.25 }
    let (plain, energy) = spectrum(samples, .kaldi)
    let (found, shiftedEnergy) = spectrum(shifted, .kaldi)
    #expect(abs(energy - shiftedEnergy) < 1e-4 * energy)
    let total = plain.reduce(0, +)
    #expect(zip(plain, found).allSatisfy { abs($0 - $1) < 1e-5 * total })
  }
}
