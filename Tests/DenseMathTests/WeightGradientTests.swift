import DenseMath
import TestSupport
import Testing

/// The gradients of recurrent layers' weights at every cap against double precision.
struct WeightGradientTests {
  /// (N, H, G) around the tiles: 3 and 6 rows of N + H + 1, 32 and 64 columns of G.
  static let sizes = [
    (1, 1, 1), (1, 1, 4), (2, 3, 12), (3, 2, 31), (4, 5, 32), (5, 4, 33), (13, 16, 64),
    (39, 17, 65), (2, 129, 516),
  ]
  /// Batches, the last two more than one and two blocks of 640 rows.
  static let lengths = [
    [], [1], [4, 3, 1], [5, 4, 4, 2, 2, 1, 0], [641], [330, 323, 320, 320, 2],
  ]

  @Test(arguments: KernelsUnderTest.all, lengths)
  func matchesDouble(_ tested: KernelsUnderTest, lengths: [Int]) {
    let layout = SequenceLayout(lengths: lengths)
    let rows = layout.rowCount
    for (n, h, g) in Self.sizes {
      for reversed in [false, true] {
        var random = RandomSource(seed: Seed.value)
        let x = Matrix.gaussian(rows: rows, columns: n, from: &random)
        let hidden = Matrix.gaussian(rows: rows, columns: h, from: &random)
        let deltas = Matrix.gaussian(rows: rows, columns: g, from: &random)
        let result = tested.kernels.recurrentWeightGradients(
          layout: layout, reversed: reversed, deltas: deltas, inputs: x, hidden: hidden)
        let expected = Reference.weightGradients(
          layout: layout, reversed: reversed, deltas: deltas.grid, inputs: x.grid,
          hidden: hidden.grid, sizes: (n, h, g))
        // As a product's of depth R; see ProductTests.
        let tolerance = Double(rows + 2) * 0x1p-24 * (1.3 * Double(rows) + 6)
        let case_: Comment = "N \(n), H \(h), G \(g), reversed \(reversed), seed \(Seed.value)"
        #expect(result.inputWeights.distance(from: expected.input) <= tolerance, case_)
        #expect(result.recurrentWeights.distance(from: expected.recurrent) <= tolerance, case_)
        #expect(result.bias.distance(from: expected.bias) <= tolerance, case_)
      }
    }
  }
}
