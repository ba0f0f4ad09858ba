internal import DenseMath

/// A layer with its weights arranged for the kernels.
protocol Layer: Sendable {
  /// Inference: the layer's output and nothing else.
  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch
}

/// A layer whose weights can be learned.
protocol TrainableLayer: Layer {
  /// Training: the output, and what `gradient` needs.
  func forward(
    _ input: SequenceBatch, random: RandomSource?, context: ComputeContext
  ) -> (output: SequenceBatch, trace: any LayerTrace)

  /// The gradients with respect to the layer's weights, in the order of the parameter set, summed
  /// over the batch; and to its input, if that is wanted.
  func gradient(
    _ trace: any LayerTrace, outputGradient: SequenceBatch, wantsInput: Bool,
    context: ComputeContext
  ) -> (weights: [Matrix], input: SequenceBatch?)
}

/// What a layer keeps from its forward pass for its backward pass.
protocol LayerTrace: Sendable {}
