public import DenseMath
internal import RecurrentNetworks

/// A network's speed at one shape.
public struct NetworkResult: Codable, Sendable {
  public let shape: BenchmarkShapes.Network
  /// "inference" or "training".
  public let work: String
  public let threadCount: Int
  public let instructionSet: String
  /// `float32`, `bfloat16` or `int8`.
  public let precision: String
  public let timing: Timing
  /// Multiply-adds count as two; only the products' are counted.
  public let operations: Double

  public var framesPerSecond: Double { Double(shape.frames) / timing.minimum }
  public var gigaoperations: Double { operations / timing.minimum * 1e-9 }
}

/// Times whole networks: bidirectional LSTM layers without peepholes (which other libraries lack)
/// and a linear layer, on random input.
public struct NetworkBenchmark {
  private let shape: BenchmarkShapes.Network
  private let network: Network
  private let batch: SequenceBatch

  public init(_ shape: BenchmarkShapes.Network) {
    self.shape = shape
    network = Network(
      NetworkArchitecture(
        inputSize: shape.inputs,
        layers: Array(
          repeating: .lstm(cells: shape.cells, direction: .bidirectional, peepholes: false),
          count: shape.layers),
        outputSize: BenchmarkShapes.Network.outputs), seed: 11)
    var random = RandomSource(seed: 13)
    batch = SequenceBatch(
      layout: SequenceLayout(lengths: Array(repeating: shape.steps, count: shape.batch)),
      values: .uniform(shape.frames, shape.inputs, &random))
  }

  /// Inference: frames to logits, the weights packed before.
  public func inference(_ context: ComputeContext, _ stopwatch: Stopwatch) -> NetworkResult {
    let prepared = PreparedNetwork(network, context: context)
    var last: SequenceBatch?
    let timing = stopwatch.time { last = prepared.logits(of: batch) }
    precondition(last?.values.elements[0].isFinite ?? false, "the network went wrong")
    return result("inference", context, timing, products: weightCount)
  }

  /// A training step but for the loss and the update: the weights packed, forward, and backward to
  /// the gradient of every weight.
  public func training(_ context: ComputeContext, _ stopwatch: Stopwatch) -> NetworkResult {
    var random = RandomSource(seed: 17)
    let above = SequenceBatch(
      layout: batch.layout,
      values: .uniform(shape.frames, BenchmarkShapes.Network.outputs, &random))
    var last: ParameterSet?
    let timing = stopwatch.time {
      let prepared = PreparedNetwork(network, context: context)
      let (_, trace) = prepared.forward(batch, random: nil)
      last = prepared.gradient(trace, logitsGradient: above)
    }
    precondition(last?[0].elements[0].isFinite ?? false, "the network went wrong")
    // Forward, to the weights, and to what each layer was given; nothing learns from the first one's gradient.
    let first = 2 * 4 * shape.cells * shape.inputs
    return result("training", context, timing, products: 3 * weightCount - first)
  }

  private func result(
    _ work: String, _ context: ComputeContext, _ timing: Timing, products: Int
  ) -> NetworkResult {
    NetworkResult(
      shape: shape, work: work, threadCount: context.threadCount,
      instructionSet: context.kernels.instructionSet.rawValue,
      precision: context.precision.rawValue, timing: timing,
      operations: 2 * Double(shape.frames) * Double(products))
  }

  /// Weights that every frame is multiplied with.
  private var weightCount: Int {
    var (inputs, count) = (shape.inputs, 0)
    for _ in 0..<shape.layers {
      count += 2 * 4 * shape.cells * (inputs + shape.cells)
      inputs = 2 * shape.cells
    }
    return count + inputs * BenchmarkShapes.Network.outputs
  }
}

extension TextTable {
  /// A row a result: frames and 10⁹ operations a second.
  public init(_ results: [NetworkResult]) {
    self.init([
      "work", "input", "cells", "layers", "steps", "batch", "weights", "threads", "kernels",
      "min ms",
      "median ms", "frames/s", "Gop/s",
    ])
    for one in results {
      append([
        one.work, "\(one.shape.inputs)", "\(one.shape.cells)", "\(one.shape.layers)",
        "\(one.shape.steps)", "\(one.shape.batch)", one.precision, "\(one.threadCount)",
        one.instructionSet,
        decimal(one.timing.minimum * 1e3), decimal(one.timing.median * 1e3),
        decimal(one.framesPerSecond), decimal(one.gigaoperations),
      ])
    }
  }
}
