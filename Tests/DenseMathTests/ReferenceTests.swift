import DenseMath
import TestSupport
import Testing

/// The reference itself, against central differences: every pre-activation and peephole.
struct ReferenceTests {
  @Test(arguments: [false, true], [false, true])
  func lstmGradient(reversed: Bool, peeping: Bool) {
    let layout = SequenceLayout(lengths: [4, 2, 2, 1])
    var random = RandomSource(seed: Seed.value)
    let weights = Matrix.gaussian(rows: 12, columns: 3, scale: 0.7, from: &random).grid
    let holes = Matrix.gaussian(rows: 3, columns: 3, scale: 0.7, from: &random).grid
    let gates = Matrix.gaussian(rows: layout.rowCount, columns: 12, from: &random).grid
    let above = Matrix.gaussian(rows: layout.rowCount, columns: 3, from: &random).grid
    let peepholes = peeping ? holes : nil
    let forward = Reference.lstmForward(
      layout: layout, reversed: reversed, weights: weights, peepholes: peepholes, gates: gates)
    let gradient = Reference.lstmBackward(
      layout: layout, reversed: reversed, weights: weights, peepholes: peepholes,
      forward: forward, above: above)
    let step = 1e-5
    func loss(_ gates: Grid, _ peepholes: Grid?) -> Double {
      Reference.lstmLoss(
        layout: layout, reversed: reversed, weights: weights, peepholes: peepholes, gates: gates,
        above: above)
    }
    for row in 0..<layout.rowCount {
      for column in 0..<12 {
        var (up, down) = (gates, gates)
        up[row][column] += step
        down[row][column] -= step
        let numeric = (loss(up, peepholes) - loss(down, peepholes)) / (2 * step)
        #expect(abs(numeric - gradient.gates[row][column]) < 1e-8, "seed \(Seed.value)")
      }
    }
    guard peeping else { return }
    for hole in 0..<3 {
      for column in 0..<3 {
        var (up, down) = (holes, holes)
        up[hole][column] += step
        down[hole][column] -= step
        let numeric = (loss(gates, up) - loss(gates, down)) / (2 * step)
        #expect(abs(numeric - gradient.peepholes[hole][column]) < 1e-8, "seed \(Seed.value)")
      }
    }
  }

  @Test(arguments: [false, true])
  func rnnGradient(reversed: Bool) {
    let layout = SequenceLayout(lengths: [4, 2, 2, 1])
    var random = RandomSource(seed: Seed.value)
    let weights = Matrix.gaussian(rows: 3, columns: 3, scale: 0.7, from: &random).grid
    let values = Matrix.gaussian(rows: layout.rowCount, columns: 3, from: &random).grid
    let above = Matrix.gaussian(rows: layout.rowCount, columns: 3, from: &random).grid
    func outputs(_ values: Grid) -> Grid {
      Reference.rnnForward(layout: layout, reversed: reversed, weights: weights, values: values)
    }
    func loss(_ values: Grid) -> Double {
      zip(outputs(values).joined(), above.joined()).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let gradient = Reference.rnnBackward(
      layout: layout, reversed: reversed, weights: weights, values: outputs(values), above: above)
    let step = 1e-5
    for row in 0..<layout.rowCount {
      for column in 0..<3 {
        var (up, down) = (values, values)
        up[row][column] += step
        down[row][column] -= step
        let numeric = (loss(up) - loss(down)) / (2 * step)
        #expect(abs(numeric - gradient[row][column]) < 1e-8, "seed \(Seed.value)")
      }
    }
  }
}
