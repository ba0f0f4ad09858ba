public import DenseMath

/// A network with its weights arranged for the kernels, ready to compute.
///
/// Preparing copies the recurrent weights into the kernels' order: once when a model loads, once an
/// update in training. Results do not depend on the number of threads. With `context.precision` of
/// `bfloat16` the LSTM layers multiply rounded numbers, in training, too; with `int8` their weights are
/// whole numbers, and the network cannot be trained.
public struct PreparedNetwork: Sendable {
  private let network: Network
  private let layers: [any Layer]
  private var context: ComputeContext

  public init(_ network: Network, context: ComputeContext) {
    self.network = network
    self.context = context
    let parameters = network.parameters
    var next = 0
    func take() -> Matrix {
      defer { next += 1 }
      return parameters[next]
    }
    var layers: [any Layer] = []
    for (index, description) in network.architecture.layers.enumerated() {
      switch description {
      case .lstm(let cells, let direction, let peepholes):
        let isQuantized =
          context.precision == .int8
          && QuantizedLSTMLayer.canHold(cells: cells, inputs: parameters[next].columns)
        let weights = direction.passes.map { reversed in
          (
            reversed: reversed, input: take(), recurrent: take(), bias: take(),
            peepholes: peepholes ? take() : nil
          )
        }
        if isQuantized {
          let passes = context.map(weights.count) { index in
            let pass = weights[index]
            return QuantizedLSTMLayer.Pass(
              reversed: pass.reversed,
              inputWeights: QuantizedWeights(pass.input, for: context.kernels),
              recurrentWeights: QuantizedRecurrentWeights(pass.recurrent, for: context.kernels),
              bias: pass.bias, peepholes: pass.peepholes)
          }
          layers.append(QuantizedLSTMLayer(cells: cells, passes: passes))
        } else {
          let passes = context.map(weights.count) { index in
            let pass = weights[index]
            return LSTMLayer.Pass(
              reversed: pass.reversed,
              inputWeights: PackedWeights(
                pass.input, for: context.kernels, numbers: context.productNumbers),
              recurrentWeights: PackedRecurrentWeights(
                pass.recurrent, for: context.kernels, numbers: context.productNumbers),
              bias: pass.bias, peepholes: pass.peepholes)
          }
          layers.append(LSTMLayer(cells: cells, passes: passes))
        }
      case .rnn(let cells, let direction):
        let passes = direction.passes.map { reversed in
          RNNLayer.Pass(
            reversed: reversed, inputWeights: take(),
            recurrentWeights: PackedRecurrentWeights(
              take(), for: context.kernels, numbers: context.productNumbers), bias: take())
        }
        layers.append(RNNLayer(cells: cells, passes: passes))
      case .window(_, let before, let after):
        layers.append(
          WindowLayer(
            linear: LinearLayer(weights: take(), bias: take()), before: before, after: after))
      case .dropout(let rate):
        layers.append(DropoutLayer(rate: rate, stream: UInt64(index)))
      case .subsample(let factor):
        layers.append(SubsamplingLayer(factor: factor))
      }
    }
    layers.append(LinearLayer(weights: take(), bias: take()))
    self.layers = layers
  }

  /// The same network, weights shared, that computes on so many threads.
  package func on(threads: Int) -> PreparedNetwork {
    var result = self
    result.context.threadCount = threads
    return result
  }

  /// Inference: for each step of the output (see `NetworkArchitecture.subsampling`) a value a
  /// label, before the softmax.
  public func logits(of batch: SequenceBatch) -> SequenceBatch {
    precondition(batch.width == network.architecture.inputSize, "one value an input")
    return layers.reduce(batch) { $1.output(of: $0, context: context) }
  }

  /// Training: the logits, and what `gradient` needs. Without `random` nothing is dropped out.
  public func forward(
    _ batch: SequenceBatch, random: RandomSource?
  ) -> (logits: SequenceBatch, trace: NetworkTrace) {
    precondition(batch.width == network.architecture.inputSize, "one value an input")
    var values = batch
    var traces: [any LayerTrace] = []
    for layer in layers.lazy.map(Self.trainable) {
      let (output, trace) = layer.forward(values, random: random, context: context)
      values = output
      traces.append(trace)
    }
    return (values, NetworkTrace(layers: traces))
  }

  private static func trainable(_ layer: any Layer) -> any TrainableLayer {
    guard let layer = layer as? any TrainableLayer else {
      preconditionFailure("a network of rounded weights cannot be trained")
    }
    return layer
  }

  /// The gradient with respect to every weight, summed over the batch, given the gradient with
  /// respect to the logits.
  public func gradient(_ trace: NetworkTrace, logitsGradient: SequenceBatch) -> ParameterSet {
    gradients(trace, logitsGradient: logitsGradient, wantsInput: false).weights
  }

  /// The same, and the gradient with respect to the input if wanted.
  package func gradients(
    _ trace: NetworkTrace, logitsGradient: SequenceBatch, wantsInput: Bool
  ) -> (weights: ParameterSet, input: SequenceBatch?) {
    var gradient: SequenceBatch? = logitsGradient
    var collected: [Matrix] = []
    for (index, layer) in layers.enumerated().reversed() {
      guard let above = gradient else { preconditionFailure("a layer gave no gradient") }
      let (weights, input) = Self.trainable(layer).gradient(
        trace.layers[index], outputGradient: above, wantsInput: wantsInput || index > 0,
        context: context)
      collected.insert(contentsOf: weights, at: 0)
      gradient = input
    }
    return (
      ParameterSet(zip(network.parameters.names, collected).map { ($0, $1) }), gradient
    )
  }
}

/// What a forward pass keeps for the backward pass.
public struct NetworkTrace: Sendable {
  let layers: [any LayerTrace]
}
