import DenseMath
import Foundation
import TestSupport
import Testing

/// Operations on rows at every cap against double precision.
struct RowTests {
  /// Rows and columns around the vectors' width.
  static let shapes = [
    (0, 5), (1, 1), (2, 7), (3, 8), (1, 9), (4, 15), (2, 16), (3, 17), (5, 31), (2, 32), (7, 33),
    (3, 64), (2, 131),
  ]

  @Test(arguments: KernelsUnderTest.all, shapes)
  func softmax(_ tested: KernelsUnderTest, shape: (Int, Int)) {
    var random = RandomSource(seed: Seed.value)
    // Scores so far from zero that their exponentials alone would overflow.
    let scores = Matrix.gaussian(rows: shape.0, columns: shape.1, scale: 60, from: &random)
    var result = scores
    tested.kernels.softmaxRows(&result)
    for row in 0..<shape.0 {
      let values = scores.grid[row]
      let top = values.max()!
      let sum = values.reduce(0) { $0 + exp($1 - top) }
      for column in 0..<shape.1 {
        let expected = exp(values[column] - top) / sum
        // Exponential, sum of up to N terms, reciprocal, product; x − max is rounded too, which
        // counts as often as it is large.
        let tolerance = expected * (Double(8 + shape.1) + abs(values[column] - top)) * 0x1p-24
        #expect(abs(Double(result[row, column]) - expected) <= tolerance + 1e-40, "\(Seed.value)")
      }
    }
  }

  @Test(arguments: KernelsUnderTest.all)
  func softmaxOfNotANumber(_ tested: KernelsUnderTest) {
    for value in [Float.nan, .infinity] {
      var values = Matrix(rows: 2, columns: 9, repeating: 1)
      values[0, 4] = value
      tested.kernels.softmaxRows(&values)
      #expect(values[0, 4].isNaN)
      #expect(abs(values[1, 4] - 1 / 9) < 1e-6)
    }
    var ruledOut = Matrix(rows: 1, columns: 3, repeating: 0)
    ruledOut[0, 1] = -.infinity
    tested.kernels.softmaxRows(&ruledOut)
    #expect(ruledOut.array == [0.5, 0, 0.5])
  }

  @Test(arguments: KernelsUnderTest.all, shapes)
  func biasAndSum(_ tested: KernelsUnderTest, shape: (Int, Int)) {
    var random = RandomSource(seed: Seed.value)
    let values = Matrix.gaussian(rows: shape.0, columns: shape.1, from: &random)
    let bias = Matrix.gaussian(rows: 1, columns: shape.1, from: &random)
    var result = values
    tested.kernels.addBias(bias, to: &result)
    let sums = tested.kernels.sumRows(values)
    for column in 0..<shape.1 {
      var sum = 0.0
      for row in 0..<shape.0 {
        #expect(result[row, column] == values[row, column] + bias[0, column])
        sum += Double(values[row, column])
      }
      // One rounding an addition, of sums that stay below 4 a row.
      let tolerance = Double(shape.0 * shape.0) * 4 * 0x1p-24
      #expect(abs(Double(sums[0, column]) - sum) <= tolerance, "\(Seed.value)")
    }
  }
}
