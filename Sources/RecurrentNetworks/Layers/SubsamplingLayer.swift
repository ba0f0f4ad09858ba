internal import DenseMath

/// Every `factor` steps side by side as one step; zeros stand for the steps that a sequence's last
/// group lacks. A sequence of n steps becomes one of ⌈n / factor⌉.
struct SubsamplingLayer: TrainableLayer {
  let factor: Int

  private struct Trace: LayerTrace {
    let layout: SequenceLayout
  }

  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch {
    let width = input.width
    let layout = SequenceLayout(lengths: input.layout.lengths.map { ($0 + factor - 1) / factor })
    var result = SequenceBatch(layout: layout, width: width * factor)
    for (sequence, length) in input.layout.lengths.enumerated() {
      for step in 0..<length {
        let source = input.values.row(input.layout.row(step: step, sequence: sequence))
        var target = result.values.mutableRow(
          layout.row(step: step / factor, sequence: sequence))
        let base = step % factor * width
        for column in 0..<width { target[base + column] = source[column] }
      }
    }
    return result
  }

  func forward(
    _ input: SequenceBatch, random: RandomSource?, context: ComputeContext
  ) -> (output: SequenceBatch, trace: any LayerTrace) {
    (output(of: input, context: context), Trace(layout: input.layout))
  }

  func gradient(
    _ trace: any LayerTrace, outputGradient: SequenceBatch, wantsInput: Bool,
    context: ComputeContext
  ) -> (weights: [Matrix], input: SequenceBatch?) {
    guard let trace = trace as? Trace else { preconditionFailure("another layer's trace") }
    guard wantsInput else { return ([], nil) }
    let width = outputGradient.width / factor
    var result = SequenceBatch(layout: trace.layout, width: width)
    for (sequence, length) in trace.layout.lengths.enumerated() {
      for step in 0..<length {
        let source = outputGradient.values.row(
          outputGradient.layout.row(step: step / factor, sequence: sequence))
        var target = result.values.mutableRow(trace.layout.row(step: step, sequence: sequence))
        let base = step % factor * width
        for column in 0..<width { target[column] = source[base + column] }
      }
    }
    return ([], result)
  }
}
