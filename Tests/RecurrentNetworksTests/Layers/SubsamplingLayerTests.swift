internal import DenseMath
internal import RecurrentNetworks
internal import Testing

@Suite struct SubsamplingLayerTests {
  @Test func stepsSideBySide() {
    var network = Network(
      NetworkArchitecture(inputSize: 2, layers: [.subsample(factor: 3)], outputSize: 6),
      initialRange: 0, seed: 0)
    for place in 0..<6 { network.parameters[0][place, place] = 1 }
    let context = ComputeContext(kernels: Kernels(), threadCount: 1)
    let sequences = [4, 3, 1, 0].map { length in
      Matrix(
        rows: length, columns: 2, (0..<2 * length).map { Float(100 * length + $0) })
    }
    let logits = PreparedNetwork(network, context: context).logits(of: SequenceBatch(sequences))
    #expect(logits.layout.lengths == [2, 1, 1, 0])
    #expect(logits.sequence(0).array == [400, 401, 402, 403, 404, 405, 406, 407, 0, 0, 0, 0])
    #expect(logits.sequence(1).array == [300, 301, 302, 303, 304, 305])
    #expect(logits.sequence(2).array == [100, 101, 0, 0, 0, 0])
    #expect(network.architecture.subsampling == 3)
  }
}
