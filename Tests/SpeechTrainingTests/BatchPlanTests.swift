import SpeechTraining
import TestSupport
import Testing

@Suite struct BatchPlanTests {
  private let lengths = (0..<103).map { ($0 * 37) % 101 + 5 }

  @Test func everyExampleOnceAnEpoch() {
    for batchSize in [1, 7, 16] {
      let plan = BatchPlan(
        lengths: lengths, weights: lengths.map { _ in 1 }, batchSize: batchSize, seed: 3, epoch: 2)
      #expect(plan.batches.flatMap { $0 }.sorted() == Array(lengths.indices))
      #expect(plan.batches.allSatisfy { (1...batchSize).contains($0.count) })
    }
  }

  @Test func longestStandsFirst() {
    let plan = BatchPlan(
      lengths: lengths, weights: lengths.map { _ in 1 }, batchSize: 8, seed: 3, epoch: 1)
    for batch in plan.batches {
      let sizes = batch.map { lengths[$0] }
      #expect(sizes == sizes.sorted(by: >))
    }
  }

  @Test func likeLengthsShareABatch() {
    let plan = BatchPlan(
      lengths: lengths, weights: lengths.map { _ in 1 }, batchSize: 8, seed: 3, epoch: 1)
    let spreads = plan.batches.map { batch -> Int in
      let sizes = batch.map { lengths[$0] }
      return sizes.max()! - sizes.min()!
    }
    #expect(spreads.reduce(0, +) / spreads.count < 20)
  }

  @Test func weightsRepeatAndThin() {
    let weights = lengths.indices.map { $0 % 2 == 0 ? 2.0 : 0.25 }
    var counts = [Int](repeating: 0, count: lengths.count)
    for epoch in 1...200 {
      let plan = BatchPlan(
        lengths: lengths, weights: weights, batchSize: 4, seed: 9, epoch: epoch)
      for index in plan.batches.flatMap({ $0 }) { counts[index] += 1 }
    }
    for (index, count) in counts.enumerated() {
      if index % 2 == 0 { #expect(count == 400) } else { #expect((20...85).contains(count)) }
    }
  }

  @Test func orderIsAFunctionOfSeedAndEpoch() {
    func plan(_ seed: UInt64, _ epoch: Int) -> BatchPlan {
      BatchPlan(
        lengths: lengths, weights: lengths.map { _ in 1 }, batchSize: 4, seed: seed, epoch: epoch)
    }
    #expect(plan(1, 1) == plan(1, 1))
    #expect(plan(1, 1) != plan(1, 2))
    #expect(plan(1, 1) != plan(2, 1))
  }
}
