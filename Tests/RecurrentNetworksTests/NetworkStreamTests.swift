internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

/// Networks that take frames as they come beside the same networks on whole sequences.
struct NetworkStreamTests {
  private static let architectures = [
    NetworkArchitecture(
      inputSize: 5, layers: [.lstm(cells: 9, direction: .forward, peepholes: true)],
      outputSize: 3),
    NetworkArchitecture(
      inputSize: 4,
      layers: [
        .subsample(factor: 3), .lstm(cells: 33, direction: .forward, peepholes: false),
        .dropout(rate: 0.5), .lstm(cells: 7, direction: .forward, peepholes: true),
      ], outputSize: 3),
  ]

  @Test(arguments: architectures, ComputeContext.Precision.allCases)
  func isTheWholeSequence(
    _ architecture: NetworkArchitecture, precision: ComputeContext.Precision
  ) throws {
    for set in InstructionSet.available {
      let context = ComputeContext(
        kernels: Kernels(cap: set), threadCount: 1, precision: precision)
      let network = Network(architecture, initialRange: 0.5, seed: Seed.value)
      var random = RandomSource(seed: Seed.value, stream: 0x57)
      let frames = Matrix.gaussian(rows: 30, columns: architecture.inputSize, from: &random)
      let expected = PreparedNetwork(network, context: context)
        .logits(of: SequenceBatch([frames])).values
      var stream = try NetworkStream(network, context: context)
      // Where a number falls between two of 16 bits it may go either way.
      let tolerance: Float = precision == .bfloat16 ? 5e-3 : 1e-5
      for _ in 0..<2 {
        var answers = 0
        for frame in 0..<frames.rows where stream.push(frames.row(frame)) {
          for label in 0..<3 {
            #expect(abs(stream.logits[0, label] - expected[answers, label]) < tolerance, "\(set)")
          }
          answers += 1
        }
        #expect(answers == expected.rows)
        // Half a group and a state that must not be felt.
        _ = stream.push(frames.row(3))
        stream.reset()
      }
    }
  }

  @Test func needsThePastAlone() {
    func refusal(_ layers: [LayerDescription]) -> Int? {
      let architecture = NetworkArchitecture(inputSize: 2, layers: layers, outputSize: 2)
      let context = ComputeContext(kernels: Kernels(), threadCount: 1)
      do throws(StreamingError) {
        _ = try NetworkStream(Network(architecture, seed: 1), context: context)
        return nil
      } catch {
        return error.layer
      }
    }
    let forward = LayerDescription.lstm(cells: 2, direction: .forward, peepholes: false)
    #expect(refusal([forward, .lstm(cells: 2, direction: .bidirectional, peepholes: false)]) == 1)
    #expect(refusal([forward, .subsample(factor: 2), forward]) == 1)
    #expect(refusal([.rnn(cells: 2, direction: .forward)]) == 0)
    #expect(refusal([forward, .dropout(rate: 0.1), forward]) == nil)
  }
}
