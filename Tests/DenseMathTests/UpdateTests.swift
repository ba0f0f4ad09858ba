import DenseMath
import Foundation
import TestSupport
import Testing

/// Updates of weights at every cap against double precision.
struct UpdateTests {
  static let counts = [0, 1, 7, 8, 9, 15, 16, 17, 33, 131]

  /// A few roundings of values of about unit size.
  static let tolerance = 1e-6

  @Test(arguments: KernelsUnderTest.all, counts)
  func add(_ tested: KernelsUnderTest, count: Int) {
    var random = RandomSource(seed: Seed.value)
    let x = Matrix.gaussian(rows: 1, columns: count, from: &random)
    let y = Matrix.gaussian(rows: 1, columns: count, from: &random)
    var result = y
    tested.kernels.add(x, times: -0.75, to: &result)
    let expected = [zip(x.grid[0], y.grid[0]).map { -0.75 * $0 + $1 }]
    #expect(result.distance(from: expected) < Self.tolerance, "seed \(Seed.value)")
  }

  @Test(arguments: KernelsUnderTest.all, counts)
  func momentum(_ tested: KernelsUnderTest, count: Int) {
    var random = RandomSource(seed: Seed.value)
    let gradient = Matrix.gaussian(rows: 1, columns: count, from: &random)
    var velocity = Matrix.gaussian(rows: 1, columns: count, from: &random)
    var weights = Matrix.gaussian(rows: 1, columns: count, from: &random)
    let velocities = zip(velocity.grid[0], gradient.grid[0]).map { 0.9 * $0 - 0.01 * $1 }
    let expected = zip(weights.grid[0], velocities).map { $0 + $1 }
    tested.kernels.updateWithMomentum(
      &weights, velocity: &velocity, gradient: gradient, learningRate: 0.01, momentum: 0.9)
    #expect(velocity.distance(from: [velocities]) < Self.tolerance, "seed \(Seed.value)")
    #expect(weights.distance(from: [expected]) < Self.tolerance, "seed \(Seed.value)")
  }

  @Test(arguments: KernelsUnderTest.all, counts)
  func adam(_ tested: KernelsUnderTest, count: Int) {
    var random = RandomSource(seed: Seed.value)
    var mean = Matrix(rows: 1, columns: count)
    var square = mean
    var weights = Matrix.gaussian(rows: 1, columns: count, from: &random)
    var (m, v, w) = (mean.grid[0], square.grid[0], weights.grid[0])
    for step in 1...3 {
      let gradient = Matrix.gaussian(rows: 1, columns: count, from: &random)
      tested.kernels.updateWithAdam(
        &weights, mean: &mean, square: &square, gradient: gradient,
        settings: AdamSettings(learningRate: 0.01, weightDecay: 0.1), step: step)
      for (index, g) in gradient.grid[0].enumerated() {
        m[index] = 0.9 * m[index] + 0.1 * g
        v[index] = 0.999 * v[index] + 0.001 * g * g
        let root = (v[index] / (1 - pow(0.999, Double(step)))).squareRoot() + 1e-8
        w[index] -= 0.01 * (m[index] / (1 - pow(0.9, Double(step))) / root + 0.1 * w[index])
      }
    }
    #expect(mean.distance(from: [m]) < Self.tolerance, "seed \(Seed.value)")
    #expect(square.distance(from: [v]) < Self.tolerance, "seed \(Seed.value)")
    // 1 − β₂ in single precision is 1.3e-5 off, of updates of 0.01.
    #expect(weights.distance(from: [w]) < 2 * Self.tolerance, "seed \(Seed.value)")
  }
}
