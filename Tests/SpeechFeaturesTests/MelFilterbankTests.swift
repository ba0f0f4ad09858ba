import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite struct MelFilterbankTests {
  static let configurations = Configurations.statics

  /// The sparse form gives the sums of the dense one.
  @Test(arguments: configurations)
  func sparseIsDense(configuration: FeatureConfiguration) throws {
    let dense = try MelFilterbank.denseWeights(configuration)
    let filterbank = try MelFilterbank(configuration)
    let bins = configuration.transformLength / 2 + 1
    var source = RandomSource(seed: Seed.value)
    var spectrum = [SIMD8<Float>](repeating: .zero, count: configuration.transformLength / 16 + 1)
    for bin in 0..<bins { spectrum[bin / 8][bin % 8] = Float(source.uniform()) }
    for first in [0, 1] {
      var energies = [SIMD8<Float>](repeating: .zero, count: filterbank.bandCount / 8 + 1)
      filterbank.apply(to: spectrum, into: &energies, at: first)
      for (band, row) in dense.enumerated() {
        let expected = row.enumerated().reduce(0.0) {
          $0 + $1.element * Double(spectrum[$1.offset / 8][$1.offset % 8])
        }
        let found = energies[(first + band) / 8][(first + band) % 8]
        #expect(abs(Double(found) - expected) < 1e-5 * max(1, expected))
      }
    }
  }

  /// Between the first and the last centre, the bands that overlap share a bin's weight of 1.
  @Test(arguments: configurations)
  func weightsOfABinSumToOne(configuration: FeatureConfiguration) throws {
    let dense = try MelFilterbank.denseWeights(configuration)
    let low = MelFilterbank.mel(configuration.lowFrequency)
    let high = MelFilterbank.mel(configuration.upperFrequency)
    let step = (high - low) / Double(configuration.bandCount + 1)
    for bin in 0...configuration.transformLength / 2 {
      let hertz =
        Double(bin * configuration.sampleRate) / Double(configuration.transformLength)
      let position = (MelFilterbank.mel(hertz) - low) / step
      let sum = dense.reduce(0) { $0 + $1[bin] }
      if position >= 1 && position <= Double(configuration.bandCount) {
        #expect(abs(sum - 1) < 1e-9)
      } else {
        #expect(sum < 1)
      }
      #expect(dense.allSatisfy { $0[bin] >= 0 })
    }
  }

  @Test func melAndBack() {
    for hertz in [0.0, 20, 700, 1000, 8000] {
      #expect(abs(MelFilterbank.frequency(MelFilterbank.mel(hertz)) - hertz) < 1e-9)
    }
    #expect(abs(MelFilterbank.mel(1000) - 1000) < 0.1)
  }

  @Test func bandsWithoutABinAreRefused() {
    let configuration = Configurations.make { $0.bandCount = 200 }
    #expect(throws: FeatureConfigurationError.self) { try MFCCExtractor(configuration) }
    do throws(FeatureConfigurationError) {
      _ = try MFCCExtractor(configuration)
    } catch {
      guard case .emptyBand(let index, _, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(index >= 1 && index <= 200)
      #expect(error.description.contains("mel band \(index)"))
    }
  }
}
