internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct FramewiseLossTests {
  let context = ComputeContext(kernels: Kernels(), threadCount: 1)

  func loss(_ logits: [[Double]], _ targets: [Int32], _ weights: [Float]) -> Double {
    let logs = CTCReference.logSoftmax(logits)
    return logs.indices.reduce(0) { sum, step in
      targets[step] < 0 ? sum : sum - Double(weights[step]) * logs[step][Int(targets[step])]
    }
  }

  @Test(arguments: [false, true])
  func againstDouble(weighted: Bool) {
    var random = RandomSource(seed: Seed.value, stream: 1)
    let lengths = [9, 6, 6, 1, 0]
    let batch = SequenceBatch(
      lengths.map { Matrix.gaussian(rows: $0, columns: 11, scale: 2, from: &random) })
    let targets = lengths.map { n in (0..<n).map { _ in Int32(random.next() % 12) - 1 } }
    let weights = lengths.map { n in
      (0..<n).map { _ in weighted ? Float(random.uniform() * 3) : 1 }
    }
    let result = FramewiseLoss.evaluate(
      logits: batch, targets: targets, weights: weighted ? weights : nil, context: context)
    for index in lengths.indices {
      let matrix = batch.sequence(index)
      let exact = (0..<matrix.rows).map { row in (0..<11).map { Double(matrix[row, $0]) } }
      let expected = loss(exact, targets[index], weights[index])
      #expect(abs(result.losses[index] - expected) < 1e-6 * max(1, expected), "seed \(Seed.value)")
      #expect(result.frames[index] == targets[index].count { $0 >= 0 })
      let wrong = exact.indices.count { step in
        let best = exact[step].indices.max { exact[step][$0] < exact[step][$1] }!
        return targets[index][step] >= 0 && best != Int(targets[index][step])
      }
      #expect(result.errors[index] == wrong)
      let gradient = result.gradient.sequence(index)
      for (step, label) in (0..<matrix.rows * 11).map({ ($0 / 11, $0 % 11) }) {
        var (more, less) = (exact, exact)
        more[step][label] += 1e-5
        less[step][label] -= 1e-5
        let slope =
          (loss(more, targets[index], weights[index])
            - loss(less, targets[index], weights[index])) / 2e-5
        #expect(abs(slope - Double(gradient[step, label])) < 2e-6, "seed \(Seed.value)")
      }
    }
  }

  @Test func threadsChangeNothing() {
    var random = RandomSource(seed: Seed.value, stream: 2)
    let batch = SequenceBatch(
      [30, 20, 9].map { Matrix.gaussian(rows: $0, columns: 5, from: &random) })
    let targets = [30, 20, 9].map { n in (0..<n).map { Int32($0 % 5) } }
    let one = FramewiseLoss.evaluate(logits: batch, targets: targets, context: context)
    let three = FramewiseLoss.evaluate(
      logits: batch, targets: targets,
      context: ComputeContext(kernels: Kernels(), threadCount: 3))
    #expect(one.losses == three.losses)
    #expect(one.gradient.values == three.gradient.values)
  }

  @Test func notNumbers() {
    let batch = SequenceBatch([
      Matrix(rows: 1, columns: 2, [.nan, 0]), Matrix(rows: 1, columns: 2),
    ])
    let result = FramewiseLoss.evaluate(logits: batch, targets: [[0], [0]], context: context)
    #expect(result.losses[0].isNaN)
    #expect(abs(result.losses[1] - log(2)) < 1e-7)
    // Nothing counts where nothing is asked.
    let ignored = FramewiseLoss.evaluate(logits: batch, targets: [[-1], [-1]], context: context)
    #expect(ignored.losses == [0, 0])
    #expect(ignored.gradient.values.array.allSatisfy { $0 == 0 })
  }

  @Test func durationWeights() {
    // Segments of 3, 1 and 2 frames: each weighs 2 of the 6 frames.
    let weights = FramewiseLoss.durationWeights([4, 4, 4, -1, 2, 4, 4])
    let expected: [Float] = [2.0 / 3, 2.0 / 3, 2.0 / 3, 0, 2, 1, 1]
    for (one, other) in zip(weights, expected) { #expect(abs(one - other) < 1e-6) }
    #expect(FramewiseLoss.durationWeights([]).isEmpty)
    #expect(FramewiseLoss.durationWeights([-1, -1]) == [0, 0])
  }
}
