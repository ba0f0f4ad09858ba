internal import DenseMath

/// What the recurrent layers share: once the gradients with respect to the pre-activations of all
/// steps are known, those of the weights are products over the whole batch.
enum RecurrentGradients {
  /// δᵀ·x, δᵀ·h⁻ and Σδ: the gradients of input weights, recurrent weights and bias.
  static func weights(
    _ deltas: Matrix, input: Matrix, hidden: Matrix, layout: SequenceLayout, reversed: Bool,
    numbers: ProductNumbers = .float32, kernels: Kernels
  ) -> [Matrix] {
    let gradients = kernels.recurrentWeightGradients(
      layout: layout, reversed: reversed, deltas: deltas, inputs: input, hidden: hidden,
      numbers: numbers)
    return [gradients.inputWeights, gradients.recurrentWeights, gradients.bias]
  }

  /// δ·W: the gradient with respect to the input.
  static func input(
    _ deltas: Matrix, weights: Matrix, numbers: ProductNumbers = .float32, kernels: Kernels
  ) -> Matrix {
    var result = Matrix.uninitialized(rows: deltas.rows, columns: weights.columns)
    switch numbers {
    case .float32: kernels.multiply(deltas, weights, into: &result)
    case .bfloat16:
      kernels.multiply(
        deltas, PackedWeights(transposing: weights, for: kernels, numbers: numbers), into: &result)
    }
    return result
  }

  /// The passes' weight gradients one after the other, and the sum of their input gradients.
  static func gather(
    _ passes: [(weights: [Matrix], input: Matrix?)], layout: SequenceLayout,
    context: ComputeContext
  ) -> (weights: [Matrix], input: SequenceBatch?) {
    var sum = passes[0].input
    for pass in passes.dropFirst() {
      if let other = pass.input { sum?.add(other, on: context) }
    }
    return (
      passes.flatMap(\.weights), sum.map { SequenceBatch(layout: layout, values: $0) }
    )
  }
}
