internal import DenseMath

/// Simple recurrent units in one or both directions: h = tanh(W·x + U·h⁻ + b).
struct RNNLayer: TrainableLayer {
  struct Pass: Sendable {
    let reversed: Bool
    /// H × N.
    let inputWeights: Matrix
    let recurrentWeights: PackedRecurrentWeights
    /// 1 × H.
    let bias: Matrix
  }

  let cells: Int
  let passes: [Pass]

  private struct Trace: LayerTrace {
    let input: SequenceBatch
    let hidden: [Matrix]
  }

  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch {
    forward(input, random: nil, context: context).output
  }

  func forward(
    _ input: SequenceBatch, random: RandomSource?, context: ComputeContext
  ) -> (output: SequenceBatch, trace: any LayerTrace) {
    let hidden = context.map(passes.count) { index in
      let pass = passes[index]
      var values = Matrix.uninitialized(rows: input.layout.rowCount, columns: cells)
      context.kernels.multiply(
        input.values, transposed: false, pass.inputWeights, transposed: true, bias: pass.bias,
        into: &values)
      context.kernels.rnnForward(
        layout: input.layout, reversed: pass.reversed, weights: pass.recurrentWeights,
        values: &values)
      return values
    }
    return (
      .joined(hidden, input.layout, on: context), Trace(input: input, hidden: hidden)
    )
  }

  func gradient(
    _ trace: any LayerTrace, outputGradient: SequenceBatch, wantsInput: Bool,
    context: ComputeContext
  ) -> (weights: [Matrix], input: SequenceBatch?) {
    guard let trace = trace as? Trace else { preconditionFailure("another layer's trace") }
    let layout = trace.input.layout
    let results = context.map(passes.count) { index -> (weights: [Matrix], input: Matrix?) in
      let pass = passes[index]
      let deltas = context.kernels.rnnBackward(
        layout: layout, reversed: pass.reversed, weights: pass.recurrentWeights,
        values: trace.hidden[index], hiddenGradient: outputGradient.values,
        firstColumn: index * cells)
      let weights = RecurrentGradients.weights(
        deltas, input: trace.input.values, hidden: trace.hidden[index], layout: layout,
        reversed: pass.reversed, kernels: context.kernels)
      let input =
        wantsInput
        ? RecurrentGradients.input(deltas, weights: pass.inputWeights, kernels: context.kernels)
        : nil
      return (weights, input)
    }
    return RecurrentGradients.gather(results, layout: layout, context: context)
  }
}
