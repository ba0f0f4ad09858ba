import DenseMath
import TestSupport
import Testing

struct ComputeContextTests {
  @Test(arguments: [1, 2, 3, 8])
  func resultsStandInOrder(threads: Int) {
    let context = ComputeContext(kernels: Kernels(), threadCount: threads)
    for count in [0, 1, 2, 7, 100] {
      #expect(context.map(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
    }
  }

  /// The same bits on any number of threads, twice.
  @Test(arguments: KernelsUnderTest.all)
  func sameBits(_ tested: KernelsUnderTest) {
    var random = RandomSource(seed: Seed.value)
    let layout = SequenceLayout(lengths: [9, 7, 7, 3])
    let weights = Matrix.gaussian(rows: 76, columns: 19, scale: 0.2, from: &random)
    let inputs = Matrix.gaussian(rows: layout.rowCount, columns: 76, from: &random)
    func run(threads: Int) -> [Matrix] {
      let context = ComputeContext(kernels: tested.kernels, threadCount: threads)
      return context.map(6) { index in
        var gates = inputs
        var cells = Matrix(rows: layout.rowCount, columns: 19)
        var hidden = cells
        tested.kernels.lstmForward(
          layout: layout, reversed: index % 2 == 1,
          weights: PackedRecurrentWeights(weights, for: tested.kernels), peepholes: nil,
          gates: &gates, cells: &cells, hidden: &hidden)
        return hidden
      }
    }
    let once = run(threads: 1)
    #expect(run(threads: 2) == once)
    #expect(run(threads: 5) == once)
    #expect(once[0] == once[2] && once[1] == once[3] && once[0] != once[1])
  }
}
