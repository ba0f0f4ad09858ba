internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

/// Networks whose products are of bfloat16 beside the same networks on floats.
struct BFloat16LayerTests {
  private func networks(_ architecture: NetworkArchitecture, _ set: InstructionSet)
    -> [PreparedNetwork]
  {
    let network = Network(architecture, initialRange: 0.5, seed: Seed.value)
    return [.float32, .bfloat16].map { precision in
      PreparedNetwork(
        network,
        context: ComputeContext(kernels: Kernels(cap: set), threadCount: 2, precision: precision))
    }
  }

  private var inputs: SequenceBatch {
    var random = RandomSource(seed: Seed.value, stream: 0x51)
    return .gaussian(lengths: [40, 40, 23, 7, 1, 0], width: 5, from: &random)
  }

  /// Numbers off by up to 1/512 of themselves move logits a little, and do move them; not with the
  /// kernels in Swift, which have floats only.
  @Test(arguments: QuantizedLSTMLayerTests.architectures, InstructionSet.available)
  func isNearTheExact(_ architecture: NetworkArchitecture, set: InstructionSet) {
    let both = networks(architecture, set).map { $0.logits(of: inputs).values.array }
    let distance = zip(both[0], both[1]).map { abs($0 - $1) }.max() ?? 0
    #expect(distance < 0.03, "seed \(Seed.value)")
    #expect((distance > 0) == (set != .swift))
  }

  /// Of every matrix of weights the gradient points where the exact one does.
  @Test(arguments: QuantizedLSTMLayerTests.architectures, InstructionSet.available)
  func gradientIsNearTheExact(_ architecture: NetworkArchitecture, set: InstructionSet) {
    let both = networks(architecture, set).map { prepared in
      let (logits, trace) = prepared.forward(inputs, random: nil)
      // The gradient of half the sum of their squares, of the exact ones' size.
      return prepared.gradient(trace, logitsGradient: logits)
    }
    for index in 0..<both[0].count {
      let (exact, rounded) = (both[0][index].array, both[1][index].array)
      func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
      }
      let size = product(exact, exact)
      let difference = zip(exact, rounded).map { $0 - $1 }
      #expect(
        product(difference, difference) < 4e-4 * size,
        "\(both[0].names[index]), seed \(Seed.value)")
    }
  }
}
