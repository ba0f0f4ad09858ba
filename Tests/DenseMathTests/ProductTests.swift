import DenseMath
import TestSupport
import Testing

/// Products at every cap against double precision.
struct ProductTests {
  /// (rows, columns, depth) around the tiles (3 and 6 rows, 32 and 64 columns), the blocks (96 rows,
  /// 512 columns, 160 deep), and weight gradients, which are computed transposed.
  static let shapes: [(Int, Int, Int)] = [
    (0, 3, 2), (3, 0, 2), (2, 3, 0), (5, 3, 0), (1, 1, 1), (1, 7, 5), (2, 8, 3), (3, 31, 4),
    (4, 32, 2),
    (5, 33, 7), (6, 63, 9), (7, 64, 3), (8, 65, 11), (12, 16, 1), (13, 17, 19), (95, 9, 5),
    (96, 33, 8), (97, 40, 159), (31, 128, 160), (33, 13, 161), (64, 39, 330), (2, 511, 3),
    (3, 513, 2), (199, 12, 17), (512, 39, 47), (32, 64, 32), (83, 130, 96),
  ]

  @Test(arguments: KernelsUnderTest.all, shapes)
  func matchesDouble(_ tested: KernelsUnderTest, shape: (Int, Int, Int)) {
    let (m, n, k) = shape
    for (aTransposed, bTransposed) in [(false, false), (false, true), (true, false), (true, true)] {
      for mode in Mode.allCases {
        var random = RandomSource(seed: Seed.value)
        let a = Matrix.gaussian(
          rows: aTransposed ? k : m, columns: aTransposed ? m : k, from: &random)
        let b = Matrix.gaussian(
          rows: bTransposed ? n : k, columns: bTransposed ? k : n, from: &random)
        let before = Matrix.gaussian(rows: m, columns: n, from: &random)
        let bias = Matrix.gaussian(rows: 1, columns: n, from: &random)
        var result = mode == .adding ? before : Matrix(rows: m, columns: n, repeating: .nan)
        tested.kernels.multiply(
          a, transposed: aTransposed, b, transposed: bTransposed,
          bias: mode == .biased ? bias : nil, into: &result, accumulating: mode == .adding)
        // Sums of k + 1 rounded terms: (k + 2)·2⁻²⁴·Σ|a·b|, and Σ|a·b| of standard normal values
        // stays below 1.3·k + 6.
        let tolerance = Double(k + 2) * 0x1p-24 * (1.3 * Double(k) + 6)
        var worst = 0.0
        for row in 0..<m {
          for column in 0..<n {
            var sum = 0.0
            switch mode {
            case .plain: break
            case .biased: sum = Double(bias[0, column])
            case .adding: sum = Double(before[row, column])
            }
            for index in 0..<k {
              sum +=
                Double(aTransposed ? a[index, row] : a[row, index])
                * Double(bTransposed ? b[column, index] : b[index, column])
            }
            let difference = abs(Double(result[row, column]) - sum)
            worst = difference.isNaN ? .infinity : max(worst, difference)
          }
        }
        #expect(
          worst <= tolerance,
          "\(mode), transposed \(aTransposed) \(bTransposed), seed \(Seed.value)")
      }
    }
  }

  /// Weights packed beforehand give the same sums, of all rows and of some.
  @Test(arguments: KernelsUnderTest.all, shapes)
  func packedWeights(_ tested: KernelsUnderTest, shape: (Int, Int, Int)) {
    let (m, n, k) = shape
    var random = RandomSource(seed: Seed.value)
    let a = Matrix.gaussian(rows: m, columns: k, from: &random)
    let b = Matrix.gaussian(rows: n, columns: k, from: &random)
    let bias = Matrix.gaussian(rows: 1, columns: n, from: &random)
    var expected = Matrix(rows: m, columns: n)
    tested.kernels.multiply(
      a, transposed: false, b, transposed: true, bias: bias, into: &expected)
    let weights = PackedWeights(b, for: tested.kernels)
    var result = Matrix(rows: m, columns: n, repeating: .nan)
    tested.kernels.multiply(a, weights, bias: bias, into: &result)
    #expect(result == expected)
    // Rows from a multiple of the tiles' heights on, so that sums are taken in the same order.
    guard m > 6 else { return }
    result = Matrix(rows: m, columns: n, repeating: .nan)
    tested.kernels.multiply(a, rows: 6..<m, weights, bias: bias, into: &result)
    for row in 6..<m {
      for column in 0..<n { #expect(result[row - 6, column] == expected[row, column]) }
    }
  }

  enum Mode: CaseIterable { case plain, biased, adding }
}
