internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

/// Networks on weights of 8 bits beside the same networks on floats.
struct QuantizedLSTMLayerTests {
  static let architectures = [
    NetworkArchitecture(
      inputSize: 5,
      layers: [.lstm(cells: 9, direction: .bidirectional, peepholes: true)], outputSize: 3),
    NetworkArchitecture(
      inputSize: 5,
      layers: [
        .subsample(factor: 2), .lstm(cells: 16, direction: .forward, peepholes: false),
        .dropout(rate: 0.5), .lstm(cells: 7, direction: .backward, peepholes: true),
        .rnn(cells: 4, direction: .bidirectional),
      ], outputSize: 3),
  ]

  private func networks(
    _ architecture: NetworkArchitecture, threads: Int = 1
  ) -> (exact: PreparedNetwork, rounded: PreparedNetwork) {
    let network = Network(architecture, initialRange: 0.5, seed: Seed.value)
    var context = ComputeContext(kernels: Kernels(), threadCount: threads)
    let exact = PreparedNetwork(network, context: context)
    context.precision = .int8
    return (exact, PreparedNetwork(network, context: context))
  }

  private var inputs: SequenceBatch {
    var random = RandomSource(seed: Seed.value, stream: 0x51)
    return .gaussian(lengths: [40, 40, 23, 7, 1, 0], width: 5, from: &random)
  }

  /// Weights off by up to 1/254 of their row's largest move logits a little, and do move them.
  @Test(arguments: architectures) func isNearTheExact(_ architecture: NetworkArchitecture) {
    let (exact, rounded) = networks(architecture)
    let expected = exact.logits(of: inputs).values.array
    let found = rounded.logits(of: inputs).values.array
    let distance = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(distance < 0.03, "seed \(Seed.value)")
    #expect(distance > 0)
  }

  /// Sums of whole numbers do not depend on what stands beside.
  @Test(arguments: architectures) func aBatchIsItsSequences(_ architecture: NetworkArchitecture) {
    let (_, rounded) = networks(architecture, threads: 2)
    let together = rounded.logits(of: inputs)
    for index in 0..<5 {
      let alone = rounded.logits(of: SequenceBatch([inputs.sequence(index)])).values
      let other = together.sequence(index)
      #expect(zip(alone.array, other.array).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }
}
