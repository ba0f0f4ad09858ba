import DenseMath
import TestSupport
import Testing

/// Quantised kernels at every cap against the reference in double precision on the same whole
/// numbers.
struct QuantizedKernelTests {
  /// A row's whole numbers times its scale, as the definition reads.
  private static func rounded(_ row: [Double], steps: Double) -> [Double] {
    let scale = (row.map(abs).max() ?? 0) / steps
    return scale == 0 ? row : row.map { ($0 / scale).rounded(.toNearestOrEven) * scale }
  }

  /// Whole numbers that stand for values: of 14 bits or of 8.
  private static func steps(_ kernels: Kernels) -> Double { kernels.valueBits == 8 ? 127 : 8191 }

  /// Depths and widths around pairs, vectors and panels; rows around the tiles of 3 and blocks of 48.
  @Test(arguments: KernelsUnderTest.all)
  func product(_ tested: KernelsUnderTest) {
    for rows in [0, 1, 2, 3, 4, 5, 6, 7, 47, 48, 49, 50] {
      for (depth, columns) in [(1, 1), (2, 3), (3, 8), (8, 31), (39, 32), (40, 33), (65, 100)] {
        var random = RandomSource(seed: Seed.value, stream: UInt64(rows), UInt64(depth))
        let values = Matrix.gaussian(rows: rows, columns: depth, from: &random)
        let weights = Matrix.gaussian(rows: columns, columns: depth, from: &random)
        let bias = Matrix.gaussian(rows: 1, columns: columns, from: &random)
        var result = Matrix(rows: rows, columns: columns, repeating: .nan)
        tested.kernels.multiply(
          tested.kernels.quantize(values), QuantizedWeights(weights, for: tested.kernels),
          bias: bias, into: &result)
        let steps = Self.steps(tested.kernels)
        let a = values.grid.map { Self.rounded($0, steps: steps) }
        let b = weights.grid.map { Self.rounded($0, steps: 127) }
        let expected = a.map { row in
          (0..<columns).map { j in
            Double(bias[0, j]) + zip(row, b[j]).reduce(0) { $0 + $1.0 * $1.1 }
          }
        }
        // A value that falls between two whole numbers may go either way: that is a step of its scale
        // times a weight, here below 4/8191·4 or 4/127·4.
        #expect(
          result.distance(from: expected) < 16 / steps, "\(rows) × \(depth) · \(columns)")
      }
    }
  }

  /// The largest sums there can be, of the largest numbers, do not overflow.
  @Test(arguments: KernelsUnderTest.all)
  func largestSums(_ tested: KernelsUnderTest) {
    let depth = QuantizedWeights.depthLimit
    let values = Matrix(rows: 2, columns: depth, repeating: -3)
    let weights = Matrix(rows: 5, columns: depth, repeating: 2)
    var result = Matrix(rows: 2, columns: 5)
    tested.kernels.multiply(
      tested.kernels.quantize(values), QuantizedWeights(weights, for: tested.kernels),
      bias: Matrix(rows: 1, columns: 5), into: &result)
    for value in result.array { #expect(abs(value / Float(-6 * depth) - 1) < 1e-5) }
  }

  /// Rows of zeros stay zeros, and what is no number spoils its own row alone.
  @Test(arguments: KernelsUnderTest.all)
  func oddValues(_ tested: KernelsUnderTest) {
    var values = Matrix(rows: 4, columns: 9, repeating: 0)
    values[1, 3] = .nan
    values[1, 8] = 2
    values[2, 0] = .infinity
    values[3, 5] = 1
    var result = Matrix(rows: 4, columns: 1)
    tested.kernels.multiply(
      tested.kernels.quantize(values),
      QuantizedWeights(Matrix(rows: 1, columns: 9, repeating: 1), for: tested.kernels),
      bias: Matrix(rows: 1, columns: 1), into: &result)
    #expect(result[0, 0] == 0)
    #expect(result[1, 0].isFinite && result[2, 0].isFinite)
    #expect(abs(result[3, 0] - 1) < 1e-5)
  }

  /// The quantised LSTM is the one in double precision whose weights and h are rounded. Where h falls
  /// between two steps it may go either way: a step, times a weight and the gate's slope, a few steps
  /// on. Kernels on values of 8 bits leave no gates.
  @Test(arguments: KernelsUnderTest.all, BatchShape.all)
  func lstm(_ tested: KernelsUnderTest, shape: BatchShape) {
    let layout = SequenceLayout(lengths: shape.lengths)
    for size in RecurrentKernelTests.sizes {
      for (reversed, peeping) in [(false, false), (true, true)] {
        var random = RandomSource(seed: Seed.value, stream: UInt64(size))
        let scale = 1 / Double(size).squareRoot()
        let weights = Matrix.gaussian(rows: 4 * size, columns: size, scale: scale, from: &random)
        let holes = Matrix.gaussian(rows: 3, columns: size, scale: 0.5, from: &random)
        let inputs = Matrix.gaussian(rows: layout.rowCount, columns: 4 * size, from: &random)
        let peepholes = peeping ? holes : nil
        var gates = inputs
        var cells = Matrix(rows: layout.rowCount, columns: size, repeating: .nan)
        var hidden = cells
        tested.kernels.lstmForward(
          layout: layout, reversed: reversed,
          weights: QuantizedRecurrentWeights(weights, for: tested.kernels),
          peepholes: peepholes, gates: &gates, cells: &cells, hidden: &hidden)
        let expected = Reference.lstmForward(
          layout: layout, reversed: reversed,
          weights: weights.grid.map { Self.rounded($0, steps: 127) },
          peepholes: peepholes?.grid, gates: inputs.grid,
          rounded: { [steps = Self.steps(tested.kernels)] in ($0 * steps).rounded() / steps })
        let isByte = tested.kernels.valueBits == 8
        let tolerance = isByte ? 2e-2 : 1e-3
        let case_: Comment = "H \(size), reversed \(reversed), seed \(Seed.value)"
        #expect(isByte || gates.distance(from: expected.gates) < tolerance, case_)
        #expect(cells.distance(from: expected.cells) < tolerance, case_)
        #expect(hidden.distance(from: expected.hidden) < tolerance, case_)
      }
    }
  }
}
