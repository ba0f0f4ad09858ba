import DenseMath
import Foundation

/// The kernels' operations in double precision, as their definitions read.
enum Reference {
  static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// The row of the step visited just before, or `nil` where the sequence starts.
  static func before(_ layout: SequenceLayout, _ step: Int, _ sequence: Int, _ reversed: Bool)
    -> Int?
  {
    let other = reversed ? step + 1 : step - 1
    guard other >= 0 && other < layout.lengths[sequence] else { return nil }
    return layout.row(step: other, sequence: sequence)
  }

  /// Visits (step, sequence, row) in the order of the forward pass.
  static func visit(
    _ layout: SequenceLayout, reversed: Bool, _ body: (_ row: Int, _ before: Int?) -> Void
  ) {
    for index in 0..<layout.stepCount {
      let step = reversed ? layout.stepCount - 1 - index : index
      for sequence in 0..<layout.sequenceCount where step < layout.lengths[sequence] {
        body(
          layout.row(step: step, sequence: sequence), before(layout, step, sequence, reversed))
      }
    }
  }

  struct LSTM {
    var gates: [[Double]], cells: [[Double]], hidden: [[Double]]
  }

  /// - Parameters:
  ///   - rounded: what becomes of h where weights meet it.
  ///   - given: what stands in place of the states and outputs of the step before, so that each step
  ///     is judged by itself.
  static func lstmForward(
    layout: SequenceLayout, reversed: Bool, weights: Grid, peepholes: Grid?, gates input: Grid,
    rounded: (Double) -> Double = { $0 }, given: (cells: Grid, hidden: Grid)? = nil
  ) -> LSTM {
    let size = weights[0].count
    var result = LSTM(
      gates: input, cells: input.map { _ in [Double](repeating: 0, count: size) },
      hidden: input.map { _ in [Double](repeating: 0, count: size) })
    visit(layout, reversed: reversed) { row, before in
      var sums = input[row]
      if let before {
        let hidden = (given?.hidden ?? result.hidden)[before].map(rounded)
        for gate in 0..<4 * size {
          for k in 0..<size { sums[gate] += weights[gate][k] * hidden[k] }
        }
      }
      for j in 0..<size {
        let last = before.map { (given?.cells ?? result.cells)[$0][j] } ?? 0
        let i = sigmoid(sums[j] + (peepholes?[0][j] ?? 0) * last)
        let f = sigmoid(sums[size + j] + (peepholes?[1][j] ?? 0) * last)
        let g = tanh(sums[2 * size + j])
        let c = f * last + i * g
        let o = sigmoid(sums[3 * size + j] + (peepholes?[2][j] ?? 0) * c)
        for (gate, value) in [i, f, g, o].enumerated() {
          result.gates[row][gate * size + j] = value
        }
        result.cells[row][j] = c
        result.hidden[row][j] = o * tanh(c)
      }
    }
    return result
  }

  /// The scalar product of the outputs with `above`: a loss whose gradients `above` starts.
  static func lstmLoss(
    layout: SequenceLayout, reversed: Bool, weights: Grid, peepholes: Grid?, gates: Grid,
    above: Grid
  ) -> Double {
    let result = lstmForward(
      layout: layout, reversed: reversed, weights: weights, peepholes: peepholes, gates: gates)
    return zip(result.hidden.joined(), above.joined()).reduce(0) { $0 + $1.0 * $1.1 }
  }

  static func rnnForward(layout: SequenceLayout, reversed: Bool, weights: Grid, values: Grid)
    -> Grid
  {
    var result = values
    let size = weights[0].count
    visit(layout, reversed: reversed) { row, before in
      var sums = values[row]
      if let before {
        for j in 0..<size { for k in 0..<size { sums[j] += weights[j][k] * result[before][k] } }
      }
      result[row] = sums.map { tanh($0) }
    }
    return result
  }
}

/// To 8 bits of precision, ties to the even number; what a float's upper half can hold.
func halved(_ value: Double) -> Double {
  guard value.isFinite, value != 0 else { return value }
  let step = Double(sign: .plus, exponent: max(value.exponent, -126) - 7, significand: 1)
  return (value / step).rounded(.toNearestOrEven) * step
}

/// Rows of doubles.
typealias Grid = [[Double]]

extension Matrix {
  var grid: Grid { (0..<rows).map { row in (0..<columns).map { Double(self[row, $0]) } } }

  /// The largest difference from `reference`, infinite where a value is not a number.
  func distance(from reference: Grid) -> Double {
    var worst = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let difference = abs(Double(self[row, column]) - reference[row][column])
        worst = difference.isNaN ? .infinity : max(worst, difference)
      }
    }
    return worst
  }
}
