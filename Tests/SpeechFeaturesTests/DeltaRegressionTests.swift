import DenseMath
import SpeechFeatures
import TestSupport
import Testing

@Suite struct DeltaRegressionTests {
  private func rows(_ columns: [[Float]], order: Int, window: Int) -> [Float] {
    var regression = DeltaRegression(width: columns.count, order: order, window: window)
    for frame in columns[0].indices {
      for group in 0..<regression.groupCount {
        var eight = SIMD8<Float>(repeating: .nan)
        for lane in 0..<8 where group * 8 + lane < columns.count {
          eight[lane] = columns[group * 8 + lane][frame]
        }
        regression.statics.append(eight)
      }
    }
    regression.finish()
    var values: [Float] = []
    regression.emit(appendingTo: &values)
    return values
  }

  /// By hand, W = 2: Δ[t] = (c[t+1] − c[t−1] + 2·(c[t+2] − c[t−2])) / 10, ends repeated.
  @Test func aWorkedCase() {
    let c: [Float] = [0, 10, 40, 90, 160]
    // Δ[0] = (10 − 0 + 2·(40 − 0))/10 = 9, Δ[1] = (40 − 0 + 2·(90 − 0))/10 = 22, …
    let delta: [Float] = [9, 22, 40, 42, 31]
    // ΔΔ[0] = (22 − 9 + 2·(40 − 9))/10 = 7.5, ΔΔ[1] = (40 − 9 + 2·(42 − 9))/10 = 9.7, …
    let acceleration: [Float] = [7.5, 9.7, 6.4, 0.9, -2.9]
    let found = rows([c], order: 2, window: 2)
    for frame in 0..<5 {
      #expect(found[3 * frame] == c[frame])
      #expect(abs(found[3 * frame + 1] - delta[frame]) < 1e-5)
      #expect(abs(found[3 * frame + 2] - acceleration[frame]) < 1e-5)
    }
  }

  @Test(arguments: [1, 2, 3, 9])
  func aRampHasItsSlope(window: Int) {
    let columns = (1...11).map { slope in (0..<60).map { Float(slope * $0) } }
    let found = rows(columns, order: 2, window: window)
    for frame in 2 * window..<60 - 2 * window {
      for column in 0..<11 {
        #expect(abs(found[frame * 33 + 11 + column] - Float(column + 1)) < 1e-4)
        #expect(abs(found[frame * 33 + 22 + column]) < 1e-4)
      }
    }
  }

  @Test func oneFrameHasNoSlope() {
    #expect(rows([[5], [7]], order: 2, window: 2) == [5, 7, 0, 0, 0, 0])
  }
}
