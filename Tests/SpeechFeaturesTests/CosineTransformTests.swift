import DenseMath
import SpeechFeatures
import TestSupport
import Testing

@Suite struct CosineTransformTests {
  /// Without a lifter, all B cepstra with c0 are an orthogonal change of coordinates.
  @Test func orthonormal() {
    let configuration = Configurations.make {
      $0.cepstrumCount = 25
      $0.energy = .zerothCepstrum
      $0.lifter = 0
    }
    let rows = CosineTransform.denseWeights(configuration)
    #expect(rows.count == 26)
    for i in rows.indices {
      for j in rows.indices {
        let product = zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test(arguments: Configurations.statics.filter { $0.kind == .cepstra })
  func fastIsDense(configuration: FeatureConfiguration) {
    let rows = CosineTransform.denseWeights(configuration)
    let transform = CosineTransform(configuration)
    var source = RandomSource(seed: Seed.value)
    let groups = EnergyLayout(configuration).groupCount
    let values = (0..<8 * groups).map { _ in Float(source.uniform(in: -10...20)) }
    let packed = (0..<groups).map { group in
      SIMD8<Float>(values[group * 8..<group * 8 + 8])
    }
    var result: [SIMD8<Float>] = []
    transform.apply(to: packed, appendingTo: &result)
    #expect(result.count == transform.groupCount)
    for (output, row) in rows.enumerated() {
      let expected = row.enumerated().reduce(0.0) { $0 + $1.element * Double(values[$1.offset]) }
      #expect(abs(Double(result[output / 8][output % 8]) - expected) < 1e-3)
    }
  }
}
