internal import DenseMath

/// The order in which an epoch goes through the examples.
///
/// Examples of like length share a batch: the order is random, but within runs of `bucket` batches
/// examples are sorted by length. A function of seed and epoch alone, so that a resumed training
/// goes on exactly as an uninterrupted one.
package struct BatchPlan: Sendable, Equatable {
  /// Indices of examples, batch by batch; within a batch longest first.
  package let batches: [[Int]]

  package init(
    lengths: [Int], weights: [Double], batchSize: Int, seed: UInt64, epoch: Int, bucket: Int = 16
  ) {
    precondition(lengths.count == weights.count && batchSize >= 1 && bucket >= 1)
    var source = RandomSource(seed: seed, stream: 0xBA7C, UInt64(epoch))
    var order: [Int] = []
    for (index, weight) in weights.enumerated() {
      let whole = Int(weight)
      let extra = source.uniform() < weight - Double(whole) ? 1 : 0
      order.append(contentsOf: repeatElement(index, count: whole + extra))
    }
    order.shuffle(using: &source)
    guard batchSize > 1 else {
      batches = order.map { [$0] }
      return
    }
    var batches: [[Int]] = []
    let run = batchSize * bucket
    for start in stride(from: 0, to: order.count, by: run) {
      let sorted = order[start..<min(start + run, order.count)]
        .sorted { (lengths[$0], $0) > (lengths[$1], $1) }
      for first in stride(from: 0, to: sorted.count, by: batchSize) {
        batches.append(Array(sorted[first..<min(first + batchSize, sorted.count)]))
      }
    }
    batches.shuffle(using: &source)
    self.batches = batches
  }
}
