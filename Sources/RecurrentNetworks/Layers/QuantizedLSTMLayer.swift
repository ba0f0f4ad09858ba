internal import DenseMath

/// An `LSTMLayer` for inference on weights of 8 bits.
struct QuantizedLSTMLayer: Layer {
  struct Pass: Sendable {
    let reversed: Bool
    /// 4H × N.
    let inputWeights: QuantizedWeights
    let recurrentWeights: QuantizedRecurrentWeights
    /// 1 × 4H.
    let bias: Matrix
    /// 3 × H: i, f, o.
    let peepholes: Matrix?
  }

  let cells: Int
  let passes: [Pass]

  /// Whether sums of the products of such a layer fit into 32 bits.
  static func canHold(cells: Int, inputs: Int) -> Bool {
    max(cells, inputs) <= QuantizedWeights.depthLimit
  }

  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch {
    let kernels = context.kernels
    let layout = input.layout
    let values = kernels.quantize(input.values)
    let hidden = context.map(passes.count) { index in
      let pass = passes[index]
      return LSTMInference.hidden(layout, reversed: pass.reversed, cells: cells) { rows, gates in
        kernels.multiply(values, rows: rows, pass.inputWeights, bias: pass.bias, into: &gates)
      } recurrence: { visits, gates, states, hidden in
        kernels.lstmForward(
          layout: layout, reversed: pass.reversed, visits: visits, weights: pass.recurrentWeights,
          peepholes: pass.peepholes, gates: &gates, cells: &states, hidden: &hidden)
      }
    }
    return .joined(hidden, input.layout, on: context)
  }
}
