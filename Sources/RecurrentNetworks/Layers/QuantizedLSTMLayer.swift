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
    let rows = input.layout.rowCount
    let values = kernels.quantize(input.values)
    let hidden = context.map(passes.count) { index in
      let pass = passes[index]
      var gates = Matrix.uninitialized(rows: rows, columns: 4 * cells)
      kernels.multiply(values, pass.inputWeights, bias: pass.bias, into: &gates)
      var states = Matrix.uninitialized(rows: rows, columns: cells)
      var hidden = Matrix.uninitialized(rows: rows, columns: cells)
      kernels.lstmForward(
        layout: input.layout, reversed: pass.reversed, weights: pass.recurrentWeights,
        peepholes: pass.peepholes, gates: &gates, cells: &states, hidden: &hidden)
      return hidden
    }
    return .joined(hidden, input.layout)
  }
}
