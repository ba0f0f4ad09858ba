import DenseMath
import Foundation

extension Reference {
  struct LSTMGradient {
    var gates: Grid, peepholes: Grid
  }

  /// Gradients of `lstmLoss` with respect to the pre-activations and the peepholes; checked against
  /// finite differences by `ReferenceTests`.
  ///
  /// - Parameters:
  ///   - rounded: what becomes of δ where weights meet it.
  ///   - given: what stands in place of the δ of the step after there.
  static func lstmBackward(
    layout: SequenceLayout, reversed: Bool, weights: Grid, peepholes: Grid?, forward: LSTM,
    above: Grid, rounded: (Double) -> Double = { $0 }, given: Grid? = nil
  ) -> LSTMGradient {
    let size = weights[0].count
    let zeros = [Double](repeating: 0, count: size)
    var result = LSTMGradient(gates: forward.gates, peepholes: Grid(repeating: zeros, count: 3))
    var hiddenGradient = above
    var cellGradient = above.map { _ in zeros }
    var visits: [(Int, Int?)] = []
    visit(layout, reversed: reversed) { visits.append(($0, $1)) }
    for (row, before) in visits.reversed() {
      for j in 0..<size {
        let gates = forward.gates[row]
        let (i, f) = (gates[j], gates[size + j])
        let (g, o) = (gates[2 * size + j], gates[3 * size + j])
        let c = forward.cells[row][j]
        let last = before.map { forward.cells[$0][j] } ?? 0
        let dh = hiddenGradient[row][j]
        let dO = dh * tanh(c) * o * (1 - o)
        let dc =
          cellGradient[row][j] + dh * o * (1 - tanh(c) * tanh(c)) + dO * (peepholes?[2][j] ?? 0)
        let dI = dc * g * i * (1 - i)
        let dF = dc * last * f * (1 - f)
        let dG = dc * i * (1 - g * g)
        for (gate, value) in [dI, dF, dG, dO].enumerated() {
          result.gates[row][gate * size + j] = value
        }
        result.peepholes[0][j] += dI * last
        result.peepholes[1][j] += dF * last
        result.peepholes[2][j] += dO * c
        if let before {
          cellGradient[before][j] +=
            dc * f + dI * (peepholes?[0][j] ?? 0) + dF * (peepholes?[1][j] ?? 0)
        }
      }
      if let before {
        let deltas = (given ?? result.gates)[row].map(rounded)
        for gate in 0..<4 * size {
          for k in 0..<size { hiddenGradient[before][k] += weights[gate][k] * deltas[gate] }
        }
      }
    }
    return result
  }

  /// Gradients with respect to the weights, G × N and G × H, and the bias, 1 × G.
  static func weightGradients(
    layout: SequenceLayout, reversed: Bool, deltas: Grid, inputs: Grid, hidden: Grid,
    sizes: (n: Int, h: Int, g: Int)
  ) -> (input: Grid, recurrent: Grid, bias: Grid) {
    let (n, h, g) = sizes
    var input = Grid(repeating: [Double](repeating: 0, count: n), count: g)
    var recurrent = Grid(repeating: [Double](repeating: 0, count: h), count: g)
    var bias = [Double](repeating: 0, count: g)
    visit(layout, reversed: reversed) { row, before in
      for j in 0..<g {
        let delta = deltas[row][j]
        for k in 0..<n { input[j][k] += delta * inputs[row][k] }
        if let before {
          for k in 0..<h { recurrent[j][k] += delta * hidden[before][k] }
        }
        bias[j] += delta
      }
    }
    return (input, recurrent, [bias])
  }

  /// Gradients with respect to the pre-activations of a simple recurrent layer.
  static func rnnBackward(
    layout: SequenceLayout, reversed: Bool, weights: Grid, values: Grid, above: Grid
  ) -> Grid {
    let size = weights[0].count
    var gradient = above
    var visits: [(Int, Int?)] = []
    visit(layout, reversed: reversed) { visits.append(($0, $1)) }
    for (row, before) in visits.reversed() {
      for j in 0..<size { gradient[row][j] *= 1 - values[row][j] * values[row][j] }
      guard let before else { continue }
      for j in 0..<size {
        for k in 0..<size { gradient[before][k] += weights[j][k] * gradient[row][j] }
      }
    }
    return gradient
  }
}
