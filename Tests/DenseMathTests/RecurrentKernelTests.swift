import DenseMath
import TestSupport
import Testing

/// Batches around the tiles' edges: 3, 6 and 16 rows; starts and ends that fall inside a tile.
struct BatchShape: CustomTestStringConvertible, Sendable {
  var lengths: [Int]
  var testDescription: String { "lengths \(lengths)" }

  static let all = [
    [], [0], [1], [3, 0], [5], [2, 2], [4, 3, 1], [3, 3, 3, 3], [5, 4, 4, 2, 2, 1, 0],
    [3, 3, 3, 3, 3, 3], [4, 4, 4, 4, 4, 4, 4, 2, 2, 2, 2, 1, 1],
    [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 1],
  ].map { BatchShape(lengths: $0) }
}

/// Recurrent kernels at every cap against the reference in double precision.
struct RecurrentKernelTests {
  /// Cells around the tiles' edges: vectors of 8 and 16, panels of 32 and 64.
  static let sizes = [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65]

  /// Pre-activations are sums of H + 2 products of about unit scale in all (weights are scaled by
  /// 1/√H): a few times 2⁻²⁴ each, and up to a dozen steps feed them on. A wrong index, gate or
  /// row is off by 1e-2 and more.
  static let tolerance = 1e-5

  @Test(arguments: KernelsUnderTest.all, BatchShape.all)
  func lstm(_ tested: KernelsUnderTest, shape: BatchShape) {
    let layout = SequenceLayout(lengths: shape.lengths)
    for size in Self.sizes {
      for (reversed, peeping) in [(false, false), (false, true), (true, false), (true, true)] {
        var random = RandomSource(seed: Seed.value, stream: UInt64(size))
        let scale = 1 / Double(size).squareRoot()
        let weights = Matrix.gaussian(rows: 4 * size, columns: size, scale: scale, from: &random)
        let holes = Matrix.gaussian(rows: 3, columns: size, scale: 0.5, from: &random)
        let inputs = Matrix.gaussian(rows: layout.rowCount, columns: 4 * size, from: &random)
        // The gradient from above stands among others' columns.
        let wide = Matrix.gaussian(rows: layout.rowCount, columns: size + 5, from: &random)
        let above = wide.columns(3..<3 + size)
        let peepholes = peeping ? holes : nil
        let case_: Comment =
          "H \(size), reversed \(reversed), peepholes \(peeping), seed \(Seed.value)"

        let packed = PackedRecurrentWeights(weights, for: tested.kernels)
        var gates = inputs
        // What the outputs held must not matter.
        var cells = Matrix(rows: layout.rowCount, columns: size, repeating: .nan)
        var hidden = cells
        tested.kernels.lstmForward(
          layout: layout, reversed: reversed, weights: packed, peepholes: peepholes,
          gates: &gates, cells: &cells, hidden: &hidden)
        let forward = Reference.lstmForward(
          layout: layout, reversed: reversed, weights: weights.grid, peepholes: peepholes?.grid,
          gates: inputs.grid)
        #expect(gates.distance(from: forward.gates) < Self.tolerance, case_)
        #expect(cells.distance(from: forward.cells) < Self.tolerance, case_)
        #expect(hidden.distance(from: forward.hidden) < Self.tolerance, case_)

        var holesGradient = peepholes.map { _ in Matrix(rows: 3, columns: size, repeating: 0.5) }
        let deltas = tested.kernels.lstmBackward(
          layout: layout, reversed: reversed, weights: packed, peepholes: peepholes,
          activations: gates, cells: cells, hiddenGradient: wide, firstColumn: 3,
          peepholeGradient: &holesGradient)
        let gradient = Reference.lstmBackward(
          layout: layout, reversed: reversed, weights: weights.grid, peepholes: peepholes?.grid,
          forward: forward, above: above.grid)
        #expect(deltas.distance(from: gradient.gates) < Self.tolerance, case_)
        if let holesGradient {
          let expected = gradient.peepholes.map { $0.map { $0 + 0.5 } }
          #expect(holesGradient.distance(from: expected) < 4 * Self.tolerance, case_)
        }
      }
    }
  }

  @Test(arguments: KernelsUnderTest.all, BatchShape.all)
  func rnn(_ tested: KernelsUnderTest, shape: BatchShape) {
    let layout = SequenceLayout(lengths: shape.lengths)
    for size in Self.sizes {
      for reversed in [false, true] {
        var random = RandomSource(seed: Seed.value, stream: UInt64(size))
        let scale = 1 / Double(size).squareRoot()
        let weights = Matrix.gaussian(rows: size, columns: size, scale: scale, from: &random)
        let inputs = Matrix.gaussian(rows: layout.rowCount, columns: size, from: &random)
        // The gradient from above stands among others' columns.
        let wide = Matrix.gaussian(rows: layout.rowCount, columns: size + 5, from: &random)
        let above = wide.columns(3..<3 + size)
        let case_: Comment = "H \(size), reversed \(reversed), seed \(Seed.value)"

        let packed = PackedRecurrentWeights(weights, for: tested.kernels)
        var values = inputs
        tested.kernels.rnnForward(
          layout: layout, reversed: reversed, weights: packed, values: &values)
        let forward = Reference.rnnForward(
          layout: layout, reversed: reversed, weights: weights.grid, values: inputs.grid)
        #expect(values.distance(from: forward) < Self.tolerance, case_)

        let gradient = tested.kernels.rnnBackward(
          layout: layout, reversed: reversed, weights: packed, values: values,
          hiddenGradient: wide, firstColumn: 3)
        let expected = Reference.rnnBackward(
          layout: layout, reversed: reversed, weights: weights.grid, values: forward,
          above: above.grid)
        #expect(gradient.distance(from: expected) < 4 * Self.tolerance, case_)
      }
    }
  }

  /// A pass in stretches is the pass at once, in floats, in bfloat16 and in weights of 8 bits.
  @Test(arguments: KernelsUnderTest.all, BatchShape.all)
  func lstmInStretches(_ tested: KernelsUnderTest, shape: BatchShape) {
    let layout = SequenceLayout(lengths: shape.lengths)
    for (size, reversed, rows) in [(1, true, 1), (9, false, 3), (32, true, 2), (33, false, 1)] {
      var random = RandomSource(seed: Seed.value, stream: UInt64(size))
      let scale = 1 / Double(size).squareRoot()
      let matrix = Matrix.gaussian(rows: 4 * size, columns: size, scale: scale, from: &random)
      let peepholes = Matrix.gaussian(rows: 3, columns: size, scale: 0.5, from: &random)
      let inputs = Matrix.gaussian(rows: layout.rowCount, columns: 4 * size, from: &random)
      let weights = [
        PackedRecurrentWeights(matrix, for: tested.kernels),
        PackedRecurrentWeights(matrix, for: tested.kernels, numbers: .bfloat16),
      ]
      let rounded = QuantizedRecurrentWeights(matrix, for: tested.kernels)
      /// The gates' activations by their rows, and the outputs; on weights of 8 bits without others.
      func run(_ visits: [Range<Int>], _ weights: PackedRecurrentWeights?) -> (
        gates: Matrix, hidden: Matrix
      ) {
        var all = Matrix(rows: layout.rowCount, columns: 4 * size)
        var cells = Matrix(rows: layout.rowCount, columns: size, repeating: .nan)
        var hidden = cells
        for visits in visits {
          let range = layout.rows(ofVisits: visits, reversed: reversed)
          var gates = Matrix(
            rows: range.count, columns: 4 * size,
            Array(inputs.array[range.lowerBound * 4 * size..<range.upperBound * 4 * size]))
          if let weights {
            tested.kernels.lstmForward(
              layout: layout, reversed: reversed, visits: visits, weights: weights,
              peepholes: peepholes, gates: &gates, cells: &cells, hidden: &hidden)
          } else {
            tested.kernels.lstmForward(
              layout: layout, reversed: reversed, visits: visits, weights: rounded,
              peepholes: peepholes, gates: &gates, cells: &cells, hidden: &hidden)
          }
          for row in range {
            for column in 0..<4 * size {
              all[row, column] = gates[row - range.lowerBound, column]
            }
          }
        }
        return (all, hidden)
      }
      let stretches = layout.stretches(ofRows: rows, reversed: reversed)
      for weights in weights + [nil] {
        let whole = run([0..<layout.stepCount], weights)
        let parts = run(stretches, weights)
        #expect(parts.gates == whole.gates && parts.hidden == whole.hidden, "H \(size)")
      }
    }
  }
}
