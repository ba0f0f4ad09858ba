internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct SoftmaxTests {
  /// Widths around the eight lanes of a vector.
  @Test(arguments: [1, 2, 7, 8, 9, 15, 16, 17, 62, 1000], [1.0, 30.0])
  func againstDouble(width: Int, scale: Double) {
    var random = RandomSource(seed: Seed.value, stream: UInt64(width))
    let logits = Matrix.gaussian(rows: 11, columns: width, scale: scale, from: &random)
    let posteriors = Softmax.posteriors(logits)
    let logPosteriors = Softmax.logPosteriors(logits)
    for row in 0..<11 {
      let exact = CTCReference.logSoftmax([(0..<width).map { Double(logits[row, $0]) }])[0]
      for column in 0..<width {
        let value = exp(exact[column])
        // exp within 2 ulp, the sum within log₂(width) roundings, one product, and the rounding of
        // x − max, which is as large as the difference is long.
        let tolerance = 1e-6 + 1.2e-7 * abs(exact[column])
        #expect(
          abs(Double(posteriors[row, column]) - value) < tolerance * value + 1e-38,
          "seed \(Seed.value)")
        #expect(
          abs(Double(logPosteriors[row, column]) - exact[column])
            < 5e-7 * max(1, abs(exact[column])),
          "seed \(Seed.value)")
      }
    }
  }

  @Test func everyMagnitude() {
    // e^x from the smallest normal number to 1, beside a logit of 0.
    for step in 0...87_000 {
      let x = -Float(step) / 1000
      let y = Softmax.posteriors(Matrix(rows: 1, columns: 2, [0, x]))[0, 1]
      let exact = exp(Double(x)) / (1 + exp(Double(x)))
      #expect(abs(Double(y) - exact) < 4e-7 * exact, "x = \(x)")
    }
  }

  @Test func extremes() {
    #expect(
      Softmax.posteriors(Matrix(rows: 1, columns: 3, [3e38, -3e38, 3e38])).array == [0.5, 0, 0.5])
    #expect(Softmax.posteriors(Matrix(rows: 1, columns: 2, [-.infinity, -5])).array == [0, 1])
    for bad in [[Float.nan, 0], [.infinity, 0], [-.infinity, -.infinity]] {
      #expect(
        Softmax.posteriors(Matrix(rows: 1, columns: 2, bad)).array.allSatisfy { $0.isNaN }, "\(bad)"
      )
    }
    #expect(Softmax.posteriors(Matrix(rows: 0, columns: 4)).count == 0)
  }

  @Test func batches() {
    var random = RandomSource(seed: Seed.value, stream: 7)
    let batch = SequenceBatch([5, 3].map { Matrix.gaussian(rows: $0, columns: 9, from: &random) })
    let result = Softmax.posteriors(batch)
    #expect(result.layout == batch.layout)
    #expect(result.sequence(1) == Softmax.posteriors(batch.sequence(1)))
  }
}
