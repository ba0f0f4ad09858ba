import DenseMath
import TestSupport
import Testing

/// Kernels on bfloat16 at every cap against double precision on the same rounded numbers.
///
/// Each step starts from what the kernel itself left at the step before: an h or a δ in the middle between two
/// such numbers may go either way, and is then no longer the reference's.
struct BFloat16KernelTests {
  /// Not the kernels in Swift, which take floats instead.
  static let kernels = KernelsUnderTest.all.filter { $0.kernels.hasBFloat16 }

  @Test func swiftTakesFloats() {
    #expect(!Kernels(cap: .swift).hasBFloat16)
    #expect(Kernels(cap: .scalar).hasBFloat16)
  }

  @Test(arguments: kernels, ProductTests.shapes)
  func product(_ tested: KernelsUnderTest, shape: (Int, Int, Int)) {
    let (m, n, k) = shape
    var random = RandomSource(seed: Seed.value)
    let a = Matrix.gaussian(rows: m, columns: k, from: &random)
    let b = Matrix.gaussian(rows: n, columns: k, from: &random)
    let bias = Matrix.gaussian(rows: 1, columns: n, from: &random)
    let (left, right) = (a.grid.map { $0.map(halved) }, b.grid.map { $0.map(halved) })
    for isBiased in [false, true] {
      let expected = (0..<m).map { row in
        (0..<n).map { column in
          zip(left[row], right[column]).reduce(isBiased ? Double(bias[0, column]) : 0) {
            $0 + $1.0 * $1.1
          }
        }
      }
      // As of floats: the products of two such numbers are exact.
      let tolerance = Double(k + 2) * 0x1p-24 * (1.3 * Double(k) + 6)
      let weights = [
        PackedWeights(b, for: tested.kernels, numbers: .bfloat16),
        PackedWeights(transposing: b.transposed, for: tested.kernels, numbers: .bfloat16),
      ]
      for weights in weights {
        var result = Matrix(rows: m, columns: n, repeating: .nan)
        tested.kernels.multiply(a, weights, bias: isBiased ? bias : nil, into: &result)
        #expect(result.distance(from: expected) <= tolerance, "seed \(Seed.value)")
      }
    }
  }

  /// What is no number spoils its own row alone; what is beyond the largest number is infinite.
  @Test(arguments: kernels)
  func oddValues(_ tested: KernelsUnderTest) {
    var values = Matrix(rows: 5, columns: 3, repeating: 1)
    values[1, 1] = .nan
    values[2, 2] = .infinity
    values[3, 0] = .greatestFiniteMagnitude
    values[4, 0] = Float(bitPattern: 0x7f80_0001)  // its upper half alone would be infinite
    var result = Matrix(rows: 5, columns: 1)
    let ones = Matrix(rows: 1, columns: 3, repeating: 1)
    tested.kernels.multiply(
      values, PackedWeights(ones, for: tested.kernels, numbers: .bfloat16), into: &result)
    #expect(result[0, 0] == 3)
    #expect(result[1, 0].isNaN && result[4, 0].isNaN)
    #expect(result[2, 0] == .infinity && result[3, 0] == .infinity)
  }

  @Test(arguments: kernels, BatchShape.all)
  func lstm(_ tested: KernelsUnderTest, shape: BatchShape) {
    let layout = SequenceLayout(lengths: shape.lengths)
    for size in RecurrentKernelTests.sizes {
      for (reversed, peeping) in [(false, false), (true, true)] {
        var random = RandomSource(seed: Seed.value, stream: UInt64(size))
        let scale = 1 / Double(size).squareRoot()
        let weights = Matrix.gaussian(rows: 4 * size, columns: size, scale: scale, from: &random)
        let holes = Matrix.gaussian(rows: 3, columns: size, scale: 0.5, from: &random)
        let inputs = Matrix.gaussian(rows: layout.rowCount, columns: 4 * size, from: &random)
        let wide = Matrix.gaussian(rows: layout.rowCount, columns: size + 5, from: &random)
        let peepholes = peeping ? holes : nil
        let rounded = weights.grid.map { $0.map(halved) }
        let case_: Comment = "H \(size), reversed \(reversed), seed \(Seed.value)"

        let packed = PackedRecurrentWeights(weights, for: tested.kernels, numbers: .bfloat16)
        var gates = inputs
        var cells = Matrix(rows: layout.rowCount, columns: size, repeating: .nan)
        var hidden = cells
        tested.kernels.lstmForward(
          layout: layout, reversed: reversed, weights: packed, peepholes: peepholes,
          gates: &gates, cells: &cells, hidden: &hidden)
        let forward = Reference.lstmForward(
          layout: layout, reversed: reversed, weights: rounded, peepholes: peepholes?.grid,
          gates: inputs.grid, rounded: halved, given: (cells.grid, hidden.grid))
        #expect(gates.distance(from: forward.gates) < RecurrentKernelTests.tolerance, case_)
        #expect(cells.distance(from: forward.cells) < RecurrentKernelTests.tolerance, case_)
        #expect(hidden.distance(from: forward.hidden) < RecurrentKernelTests.tolerance, case_)

        var holesGradient = peepholes.map { _ in Matrix(rows: 3, columns: size, repeating: 0.5) }
        let deltas = tested.kernels.lstmBackward(
          layout: layout, reversed: reversed, weights: packed, peepholes: peepholes,
          activations: gates, cells: cells, hiddenGradient: wide, firstColumn: 3,
          peepholeGradient: &holesGradient)
        let gradient = Reference.lstmBackward(
          layout: layout, reversed: reversed, weights: rounded, peepholes: peepholes?.grid,
          forward: .init(gates: gates.grid, cells: cells.grid, hidden: hidden.grid),
          above: wide.columns(3..<3 + size).grid, rounded: halved, given: deltas.grid)
        #expect(deltas.distance(from: gradient.gates) < RecurrentKernelTests.tolerance, case_)
        if let holesGradient {
          let expected = gradient.peepholes.map { $0.map { $0 + 0.5 } }
          #expect(
            holesGradient.distance(from: expected) < 4 * RecurrentKernelTests.tolerance, case_)
        }
      }
    }
  }

  /// Beyond one and two blocks of 640 rows, and with an odd number of them.
  @Test(arguments: kernels, WeightGradientTests.lengths)
  func weightGradients(_ tested: KernelsUnderTest, lengths: [Int]) {
    let layout = SequenceLayout(lengths: lengths)
    let rows = layout.rowCount
    for (n, h, g) in WeightGradientTests.sizes {
      for reversed in [false, true] {
        var random = RandomSource(seed: Seed.value)
        let x = Matrix.gaussian(rows: rows, columns: n, from: &random)
        let hidden = Matrix.gaussian(rows: rows, columns: h, from: &random)
        let deltas = Matrix.gaussian(rows: rows, columns: g, from: &random)
        let result = tested.kernels.recurrentWeightGradients(
          layout: layout, reversed: reversed, deltas: deltas, inputs: x, hidden: hidden,
          numbers: .bfloat16)
        let expected = Reference.weightGradients(
          layout: layout, reversed: reversed, deltas: deltas.grid.map { $0.map(halved) },
          inputs: x.grid.map { $0.map(halved) }, hidden: hidden.grid.map { $0.map(halved) },
          sizes: (n, h, g))
        let tolerance = Double(rows + 2) * 0x1p-24 * (1.3 * Double(rows) + 6)
        let case_: Comment = "N \(n), H \(h), G \(g), reversed \(reversed), seed \(Seed.value)"
        #expect(result.inputWeights.distance(from: expected.input) <= tolerance, case_)
        #expect(result.recurrentWeights.distance(from: expected.recurrent) <= tolerance, case_)
        #expect(result.bias.distance(from: expected.bias) <= tolerance, case_)
      }
    }
  }
}

extension Matrix {
  fileprivate var transposed: Matrix {
    Matrix(rows: columns, columns: rows, (0..<count).map { self[$0 % rows, $0 / rows] })
  }
}
