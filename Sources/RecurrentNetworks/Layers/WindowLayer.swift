internal import DenseMath
internal import Foundation

/// tanh units over a step and its neighbours, zeros beyond a sequence's ends: the hidden layer of
/// a multilayer perceptron with a time window.
struct WindowLayer: TrainableLayer {
  let linear: LinearLayer
  let before: Int
  let after: Int

  private struct Trace: LayerTrace {
    let linear: any LayerTrace
    let output: Matrix
    let inputWidth: Int
  }

  /// Each step with its neighbours side by side, earliest first.
  private func gather(_ input: SequenceBatch) -> SequenceBatch {
    let width = input.width
    var result = SequenceBatch(layout: input.layout, width: width * (before + 1 + after))
    visit(input.layout) { row, neighbour, place in
      let source = input.values.row(neighbour)
      var target = result.values.mutableRow(row)
      for column in 0..<width { target[place * width + column] = source[column] }
    }
    return result
  }

  /// The reverse of `gather`: sums what each step received from all windows that see it.
  private func scatter(_ gradient: SequenceBatch, width: Int) -> SequenceBatch {
    var result = SequenceBatch(layout: gradient.layout, width: width)
    visit(gradient.layout) { row, neighbour, place in
      let source = gradient.values.row(row)
      var target = result.values.mutableRow(neighbour)
      for column in 0..<width { target[column] += source[place * width + column] }
    }
    return result
  }

  /// Calls `body` with each row, the row of each of its neighbours, and the neighbour's place.
  private func visit(_ layout: SequenceLayout, _ body: (Int, Int, Int) -> Void) {
    for (sequence, length) in layout.lengths.enumerated() {
      for step in 0..<length {
        let row = layout.row(step: step, sequence: sequence)
        for offset in -before...after where (0..<length).contains(step + offset) {
          body(row, layout.row(step: step + offset, sequence: sequence), offset + before)
        }
      }
    }
  }

  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch {
    forward(input, random: nil, context: context).output
  }

  func forward(
    _ input: SequenceBatch, random: RandomSource?, context: ComputeContext
  ) -> (output: SequenceBatch, trace: any LayerTrace) {
    var (output, trace) = linear.forward(gather(input), random: random, context: context)
    var values = output.values.mutableElements
    for index in values.indices { values[index] = tanh(values[index]) }
    return (output, Trace(linear: trace, output: output.values, inputWidth: input.width))
  }

  func gradient(
    _ trace: any LayerTrace, outputGradient: SequenceBatch, wantsInput: Bool,
    context: ComputeContext
  ) -> (weights: [Matrix], input: SequenceBatch?) {
    guard let trace = trace as? Trace else { preconditionFailure("another layer's trace") }
    var deltas = outputGradient
    let saved = trace.output
    let output = saved.elements
    var values = deltas.values.mutableElements
    for index in values.indices { values[index] *= 1 - output[index] * output[index] }
    let (weights, input) = linear.gradient(
      trace.linear, outputGradient: deltas, wantsInput: wantsInput, context: context)
    return (weights, input.map { scatter($0, width: trace.inputWidth) })
  }
}
