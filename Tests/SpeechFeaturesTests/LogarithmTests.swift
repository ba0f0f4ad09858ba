import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite struct LogarithmTests {
  /// Every magnitude that features have, and the neighbourhood of 1 where the logarithm vanishes.
  @Test func withinTwoUnits() {
    var source = RandomSource(seed: Seed.value)
    var worst = 0.0
    for index in 0..<40_000 {
      var x = SIMD8<Float>()
      for lane in 0..<8 {
        let spread = index % 2 == 0 ? 80.0 : 0.5
        x[lane] = Float(exp(source.uniform(in: -spread...spread)))
      }
      let y = logarithm(x)
      for lane in 0..<8 {
        let exact = log(Double(x[lane]))
        let unit = max(Double(Float(exact).ulp), 0x1p-25)
        worst = max(worst, abs(Double(y[lane]) - exact) / unit)
      }
    }
    #expect(worst < 2)
  }

  @Test func edges() {
    let tiny = Float.leastNormalMagnitude
    let huge = Float.greatestFiniteMagnitude
    let y = logarithm(SIMD8<Float>(1, tiny, huge, .ulpOfOne, 2, 0.5, 1.4142135, 0.70710677))
    #expect(y[0] == 0)
    for (lane, x) in [1, tiny, huge, .ulpOfOne, 2, 0.5, 1.4142135, 0.70710677].enumerated() {
      #expect(abs(y[lane] - log(x)) <= 2 * log(x).ulp)
    }
  }
}
