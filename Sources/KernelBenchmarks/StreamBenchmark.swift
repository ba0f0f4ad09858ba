public import DenseMath
internal import RecurrentNetworks

/// The time of one step of a network that takes frames as they come.
public struct StreamResult: Codable, Sendable {
  public let shape: BenchmarkShapes.Stream
  public let instructionSet: String
  /// `float32`, `bfloat16` or `int8`.
  public let precision: String
  /// Of a step, in seconds.
  public let timing: Timing
  /// Bytes of weights that a step reads.
  public let bytes: Double
}

/// Times `NetworkStream` a frame at a time, on one thread.
public struct StreamBenchmark {
  private static let stepsASample = 100
  private let shape: BenchmarkShapes.Stream
  private let network: Network
  private let frames: Matrix

  public init(_ shape: BenchmarkShapes.Stream) {
    self.shape = shape
    network = Network(
      NetworkArchitecture(
        inputSize: shape.inputs,
        layers: Array(
          repeating: .lstm(cells: shape.cells, direction: .forward, peepholes: false),
          count: shape.layers),
        outputSize: BenchmarkShapes.Network.outputs), seed: 29)
    var random = RandomSource(seed: 31)
    frames = .uniform(Self.stepsASample, shape.inputs, &random)
  }

  public func run(_ context: ComputeContext, _ stopwatch: Stopwatch) -> StreamResult {
    guard var stream = try? NetworkStream(network, context: context) else {
      preconditionFailure("the network reads forwards")
    }
    let timing = stopwatch.time {
      for row in 0..<frames.rows { _ = stream.push(frames.row(row)) }
    }
    precondition(stream.logits.elements[0].isFinite, "the network went wrong")
    let steps = Double(frames.rows)
    let perWeight =
      switch context.precision {
      case .float32: 4.0
      case .bfloat16: 2.0
      case .int8: 1.0
      }
    var bytes = 0.0
    for layer in 0..<shape.layers {
      let inputs = layer == 0 ? shape.inputs : shape.cells
      bytes += perWeight * Double(4 * shape.cells * (inputs + shape.cells))
    }
    bytes += 4 * Double(shape.cells * BenchmarkShapes.Network.outputs)
    return StreamResult(
      shape: shape, instructionSet: context.kernels.instructionSet.rawValue,
      precision: context.precision.rawValue,
      timing: Timing(
        minimum: timing.minimum / steps, median: timing.median / steps,
        sampleCount: timing.sampleCount, callsPerSample: timing.callsPerSample * frames.rows),
      bytes: bytes)
  }
}

extension TextTable {
  /// A row a result: microseconds a step, and the weights that pass in that time.
  public init(_ results: [StreamResult]) {
    self.init([
      "input", "cells", "layers", "weights", "kernels", "min µs", "median µs", "GB/s",
    ])
    for one in results {
      append([
        "\(one.shape.inputs)", "\(one.shape.cells)", "\(one.shape.layers)", one.precision,
        one.instructionSet, decimal(one.timing.minimum * 1e6), decimal(one.timing.median * 1e6),
        decimal(one.bytes / one.timing.minimum * 1e-9),
      ])
    }
  }
}
