public import DenseMath
internal import RecurrentNetworks

/// The speed of the CTC loss at one shape.
public struct CTCResult: Codable, Sendable {
  public let shape: BenchmarkShapes.CTC
  public let threadCount: Int
  public let timing: Timing

  public var utterancesPerSecond: Double { Double(shape.batch) / timing.minimum }
}

/// Times the CTC loss and its gradient with respect to the logits.
public struct CTCBenchmark {
  private let shape: BenchmarkShapes.CTC
  private let logits: SequenceBatch
  private let labelings: [[Int]]

  public init(_ shape: BenchmarkShapes.CTC) {
    self.shape = shape
    var random = RandomSource(seed: 23)
    let layout = SequenceLayout(lengths: Array(repeating: shape.steps, count: shape.batch))
    logits = SequenceBatch(
      layout: layout,
      values: .uniform(layout.rowCount, shape.labels, &random, range: -2...2))
    labelings = (0..<shape.batch).map { _ in
      (0..<shape.length).map { _ in Int.random(in: 1..<shape.labels, using: &random) }
    }
  }

  public func run(_ context: ComputeContext, _ stopwatch: Stopwatch) -> CTCResult {
    var losses: [Double] = []
    let timing = stopwatch.time {
      losses = CTC.loss(logits: logits, labelings: labelings, blank: 0, context: context).losses
    }
    precondition(losses.allSatisfy(\.isFinite), "the loss went wrong")
    return CTCResult(shape: shape, threadCount: context.threadCount, timing: timing)
  }
}

extension TextTable {
  /// A row a result: utterances a second.
  public init(_ results: [CTCResult]) {
    self.init(["steps", "batch", "labels", "length", "threads", "min ms", "median ms", "utt/s"])
    for one in results {
      append([
        "\(one.shape.steps)", "\(one.shape.batch)", "\(one.shape.labels)", "\(one.shape.length)",
        "\(one.threadCount)", decimal(one.timing.minimum * 1e3), decimal(one.timing.median * 1e3),
        decimal(one.utterancesPerSecond),
      ])
    }
  }
}
