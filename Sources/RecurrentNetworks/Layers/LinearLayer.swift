internal import DenseMath

/// y = W·x + b, step by step.
struct LinearLayer: TrainableLayer {
  /// M × N.
  let weights: Matrix
  /// 1 × M.
  let bias: Matrix

  private struct Trace: LayerTrace {
    let input: SequenceBatch
  }

  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch {
    var values = Matrix.uninitialized(rows: input.layout.rowCount, columns: weights.rows)
    context.kernels.multiply(
      input.values, transposed: false, weights, transposed: true, bias: bias, into: &values)
    return SequenceBatch(layout: input.layout, values: values)
  }

  func forward(
    _ input: SequenceBatch, random: RandomSource?, context: ComputeContext
  ) -> (output: SequenceBatch, trace: any LayerTrace) {
    (output(of: input, context: context), Trace(input: input))
  }

  func gradient(
    _ trace: any LayerTrace, outputGradient: SequenceBatch, wantsInput: Bool,
    context: ComputeContext
  ) -> (weights: [Matrix], input: SequenceBatch?) {
    guard let trace = trace as? Trace else { preconditionFailure("another layer's trace") }
    let kernels = context.kernels
    var weightGradient = Matrix.uninitialized(rows: weights.rows, columns: weights.columns)
    kernels.multiply(
      outputGradient.values, transposed: true, trace.input.values, into: &weightGradient)
    var input: SequenceBatch?
    if wantsInput {
      var values = Matrix.uninitialized(rows: outputGradient.values.rows, columns: weights.columns)
      kernels.multiply(outputGradient.values, weights, into: &values)
      input = SequenceBatch(layout: outputGradient.layout, values: values)
    }
    return ([weightGradient, kernels.sumRows(outputGradient.values)], input)
  }
}
