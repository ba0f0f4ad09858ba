internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

/// What must not matter: the company of other sequences, the number of threads, whether the
/// gradient will be asked for.
@Suite struct BatchTests {
  static let architectures: [NetworkArchitecture] = [
    [.lstm(cells: 11, direction: .bidirectional, peepholes: true)],
    [.rnn(cells: 9, direction: .bidirectional), .rnn(cells: 4, direction: .backward)],
    [.window(units: 7, before: 2, after: 1)],
    [
      .subsample(factor: 2), .lstm(cells: 6, direction: .bidirectional, peepholes: false),
      .dropout(rate: 0.3), .lstm(cells: 5, direction: .forward, peepholes: true),
    ],
  ].map { NetworkArchitecture(inputSize: 5, layers: $0, outputSize: 3) }

  static let lengths = [13, 9, 9, 8, 3, 1, 0]

  private func network(_ architecture: NetworkArchitecture) -> Network {
    Network(architecture, initialRange: 0.5, seed: Seed.value)
  }

  private func batch(_ lengths: [Int], width: Int, stream: UInt64 = 0) -> SequenceBatch {
    var random = RandomSource(seed: Seed.value, stream: 0xBA, stream)
    return .gaussian(lengths: lengths, width: width, from: &random)
  }

  /// One row is summed in another order than three, so bits may differ.
  private func expectClose(
    _ found: Matrix, _ expected: Matrix, _ what: String, tolerance: Float = 1e-5
  ) {
    guard found.rows == expected.rows && found.columns == expected.columns else {
      Issue.record("\(what): another shape")
      return
    }
    let scale = max(1, expected.array.map { abs($0) }.max() ?? 0)
    #expect(
      zip(found.array, expected.array).allSatisfy { abs($0 - $1) <= tolerance * scale },
      "\(what), seed \(Seed.value)")
  }

  @Test(arguments: architectures) func aBatchIsItsSequences(_ architecture: NetworkArchitecture) {
    let context = ComputeContext(kernels: Kernels(), threadCount: 1)
    let prepared = PreparedNetwork(network(architecture), context: context)
    let inputs = batch(Self.lengths, width: 5)
    let (logits, trace) = prepared.forward(inputs, random: nil)
    let slopes = batch(logits.layout.lengths, width: 3, stream: 1)
    let (gradient, input) = prepared.gradients(trace, logitsGradient: slopes, wantsInput: true)
    var sum = gradient.zeros()
    for (index, length) in Self.lengths.enumerated() where length > 0 {
      let (own, ownTrace) = prepared.forward(
        SequenceBatch([inputs.sequence(index)]), random: nil)
      expectClose(own.values, logits.sequence(index), "logits of \(index)")
      let (part, ownInput) = prepared.gradients(
        ownTrace, logitsGradient: SequenceBatch([slopes.sequence(index)]), wantsInput: true)
      for matrix in 0..<part.count { sum[matrix].add(part[matrix], on: context) }
      expectClose(
        ownInput?.values ?? Matrix(rows: 0, columns: 0),
        input?.sequence(index) ?? Matrix(rows: 0, columns: 0), "input gradient of \(index)")
    }
    for matrix in 0..<sum.count {
      expectClose(gradient[matrix], sum[matrix], gradient.names[matrix])
    }
  }

  @Test(arguments: [
    LayerDescription.lstm(cells: 6, direction: .forward, peepholes: true),
    .rnn(cells: 6, direction: .forward),
  ])
  func backwardIsForwardOnFlippedSequences(_ layer: LayerDescription) {
    let turned: LayerDescription =
      switch layer {
      case .lstm(let cells, _, let peepholes):
        .lstm(cells: cells, direction: .backward, peepholes: peepholes)
      case .rnn(let cells, _): .rnn(cells: cells, direction: .backward)
      default: layer
      }
    func flipped(_ batch: SequenceBatch) -> SequenceBatch {
      SequenceBatch(
        batch.layout.lengths.indices.map { index in
          let sequence = batch.sequence(index)
          return Matrix(
            rows: sequence.rows, columns: sequence.columns,
            (0..<sequence.rows).reversed().flatMap { step in
              (0..<sequence.columns).map { sequence[step, $0] }
            })
        })
    }
    let forward = network(NetworkArchitecture(inputSize: 5, layers: [layer], outputSize: 3))
    var backward = network(NetworkArchitecture(inputSize: 5, layers: [turned], outputSize: 3))
    for index in 0..<forward.parameters.count {
      backward.parameters[index] = forward.parameters[index]
    }
    let context = ComputeContext(kernels: Kernels(), threadCount: 1)
    let inputs = batch(Self.lengths, width: 5)
    let slopes = batch(Self.lengths, width: 3, stream: 1)
    let one = PreparedNetwork(forward, context: context)
    let other = PreparedNetwork(backward, context: context)
    let (logits, trace) = one.forward(inputs, random: nil)
    let (turnedLogits, turnedTrace) = other.forward(flipped(inputs), random: nil)
    expectClose(flipped(turnedLogits).values, logits.values, "logits")
    let gradient = one.gradients(trace, logitsGradient: slopes, wantsInput: true)
    let turnedGradient = other.gradients(
      turnedTrace, logitsGradient: flipped(slopes), wantsInput: true)
    for index in 0..<gradient.weights.count {
      expectClose(
        turnedGradient.weights[index], gradient.weights[index], gradient.weights.names[index])
    }
    expectClose(
      flipped(turnedGradient.input ?? slopes).values, (gradient.input ?? slopes).values, "input")
    // A network that ignored the direction would also pass, but for this.
    let ignorant = one.logits(of: flipped(inputs))
    let gap =
      zip(flipped(ignorant).values.array, one.logits(of: inputs).values.array)
      .map { abs($0 - $1) }.max() ?? 0
    #expect(gap > 0.01)
  }

  @Test(arguments: architectures) func threadsDoNotChangeBits(_ architecture: NetworkArchitecture) {
    let network = network(architecture)
    let inputs = batch([60, 41, 41, 12], width: 5)
    let random = RandomSource(seed: Seed.value, stream: 0xD0)
    var results: [(logits: Matrix, gradient: ParameterSet)] = []
    for threads in [1, 2, 3, 8] {
      let context = ComputeContext(kernels: Kernels(), threadCount: threads)
      let prepared = PreparedNetwork(network, context: context)
      let (logits, trace) = prepared.forward(inputs, random: random)
      let slopes = batch(logits.layout.lengths, width: 3, stream: 1)
      results.append((logits.values, prepared.gradient(trace, logitsGradient: slopes)))
    }
    for result in results.dropFirst() {
      #expect(result.logits == results[0].logits)
      #expect(result.gradient == results[0].gradient)
    }
  }

  @Test(arguments: architectures) func inferenceIsTrainingWithoutDropout(
    _ architecture: NetworkArchitecture
  ) {
    let context = ComputeContext(kernels: Kernels(), threadCount: 2)
    let prepared = PreparedNetwork(network(architecture), context: context)
    let inputs = batch(Self.lengths, width: 5)
    let inference = prepared.logits(of: inputs)
    let training = prepared.forward(inputs, random: nil).logits
    #expect(inference.layout == training.layout)
    #expect(inference.values == training.values)
  }

  @Test(arguments: architectures) func nothingInNothingOut(_ architecture: NetworkArchitecture) {
    let context = ComputeContext(kernels: Kernels(), threadCount: 2)
    let prepared = PreparedNetwork(network(architecture), context: context)
    for lengths in [[], [0], [0, 0]] {
      let inputs = SequenceBatch(layout: SequenceLayout(lengths: lengths), width: 5)
      let (logits, trace) = prepared.forward(inputs, random: RandomSource(seed: 1))
      #expect(logits.layout.rowCount == 0)
      #expect(logits.width == 3)
      let gradient = prepared.gradient(trace, logitsGradient: logits)
      #expect(gradient == gradient.zeros())
      #expect(prepared.logits(of: inputs).values.rows == 0)
    }
  }

  /// A trace may be asked twice, and after the network that made it has gone on.
  @Test(arguments: architectures) func aTraceKeepsItsValues(_ architecture: NetworkArchitecture) {
    let context = ComputeContext(kernels: Kernels(), threadCount: 2)
    let prepared = PreparedNetwork(network(architecture), context: context)
    let (logits, trace) = prepared.forward(batch(Self.lengths, width: 5), random: nil)
    let slopes = batch(logits.layout.lengths, width: 3, stream: 1)
    let first = prepared.gradient(trace, logitsGradient: slopes)
    _ = prepared.forward(batch(Self.lengths, width: 5, stream: 2), random: nil)
    #expect(prepared.gradient(trace, logitsGradient: slopes) == first)
  }
}
