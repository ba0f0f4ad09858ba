internal import DenseMath

/// Long short-term memory with forget gates and optional peepholes (Gers, Schraudolph and
/// Schmidhuber 2002) in one or both directions (Graves and Schmidhuber 2005), trained by full
/// back-propagation through time.
///
/// i = σ(Wᵢx + Uᵢh⁻ + pᵢ·c⁻ + bᵢ), f likewise, g = tanh(W_g x + U_g h⁻ + b_g), c = f·c⁻ + i·g,
/// o = σ(Wₒx + Uₒh⁻ + pₒ·c + bₒ), h = o·tanh(c); gates are packed in the order i, f, g, o.
struct LSTMLayer: TrainableLayer {
  struct Pass: Sendable {
    let reversed: Bool
    /// 4H × N.
    let inputWeights: PackedWeights
    let recurrentWeights: PackedRecurrentWeights
    /// 1 × 4H.
    let bias: Matrix
    /// 3 × H: i, f, o.
    let peepholes: Matrix?
  }

  let cells: Int
  let passes: [Pass]

  private struct PassTrace: Sendable {
    /// R × 4H, activations.
    let gates: Matrix
    /// R × H.
    let cells: Matrix
    let hidden: Matrix
  }

  private struct Trace: LayerTrace {
    let input: SequenceBatch
    let passes: [PassTrace]
  }

  private func run(
    _ pass: Pass, _ input: SequenceBatch, context: ComputeContext
  ) -> PassTrace {
    let kernels = context.kernels
    let rows = input.layout.rowCount
    var gates = Matrix.uninitialized(rows: rows, columns: 4 * cells)
    kernels.multiply(input.values, pass.inputWeights, bias: pass.bias, into: &gates)
    var states = Matrix.uninitialized(rows: rows, columns: cells)
    var hidden = Matrix.uninitialized(rows: rows, columns: cells)
    kernels.lstmForward(
      layout: input.layout, reversed: pass.reversed, weights: pass.recurrentWeights,
      peepholes: pass.peepholes, gates: &gates, cells: &states, hidden: &hidden)
    return PassTrace(gates: gates, cells: states, hidden: hidden)
  }

  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch {
    let kernels = context.kernels
    let layout = input.layout
    let hidden = context.map(passes.count) { index in
      let pass = passes[index]
      return LSTMInference.hidden(layout, reversed: pass.reversed, cells: cells) { rows, gates in
        kernels.multiply(
          input.values, rows: rows, pass.inputWeights, bias: pass.bias, into: &gates)
      } recurrence: { visits, gates, states, hidden in
        kernels.lstmForward(
          layout: layout, reversed: pass.reversed, visits: visits, weights: pass.recurrentWeights,
          peepholes: pass.peepholes, gates: &gates, cells: &states, hidden: &hidden)
      }
    }
    return .joined(hidden, layout, on: context)
  }

  func forward(
    _ input: SequenceBatch, random: RandomSource?, context: ComputeContext
  ) -> (output: SequenceBatch, trace: any LayerTrace) {
    let traces = context.map(passes.count) { run(passes[$0], input, context: context) }
    return (
      .joined(traces.map(\.hidden), input.layout, on: context), Trace(input: input, passes: traces)
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
      let saved = trace.passes[index]
      let kernels = context.kernels
      var peepholeGradient = pass.peepholes.map { Matrix(rows: $0.rows, columns: $0.columns) }
      let deltas = kernels.lstmBackward(
        layout: layout, reversed: pass.reversed, weights: pass.recurrentWeights,
        peepholes: pass.peepholes, activations: saved.gates, cells: saved.cells,
        hiddenGradient: outputGradient.values, firstColumn: index * cells,
        peepholeGradient: &peepholeGradient)
      var result = RecurrentGradients.weights(
        deltas, input: trace.input.values, hidden: saved.hidden, layout: layout,
        reversed: pass.reversed, numbers: context.productNumbers, kernels: kernels)
      if let peepholeGradient { result.append(peepholeGradient) }
      let input =
        wantsInput
        ? RecurrentGradients.input(
          deltas, weights: pass.inputWeights.matrix, numbers: context.productNumbers,
          kernels: kernels)
        : nil
      return (result, input)
    }
    return RecurrentGradients.gather(results, layout: layout, context: context)
  }
}

extension SequenceBatch {
  /// The outputs of a layer's directions.
  static func joined(
    _ hidden: [Matrix], _ layout: SequenceLayout, on context: ComputeContext
  ) -> SequenceBatch {
    SequenceBatch(
      layout: layout,
      values: hidden.count == 1 ? hidden[0] : .sideBySide(hidden[0], hidden[1], on: context))
  }
}
