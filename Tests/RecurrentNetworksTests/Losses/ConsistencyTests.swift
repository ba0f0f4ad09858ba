internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct ConsistencyTests {
  /// Σ D(given ‖ softmax(logits)) over the rows, in double precision.
  private func divergence(_ logits: [[Double]], from given: [[Double]]) -> Double {
    zip(CTCReference.logSoftmax(logits), CTCReference.logSoftmax(given)).reduce(0) { sum, rows in
      zip(rows.0, rows.1).reduce(sum) { $0 + exp($1.1) * ($1.1 - $1.0) }
    }
  }

  private func exact(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map { row in (0..<matrix.columns).map { Double(matrix[row, $0]) } }
  }

  @Test func addsTheSlopeOfTheDivergence() {
    var random = RandomSource(seed: Seed.value, stream: 1)
    func batch() -> SequenceBatch {
      SequenceBatch(
        [7, 7, 3, 3, 1, 1, 0, 0].map {
          Matrix.gaussian(rows: $0, columns: 9, scale: 2, from: &random)
        })
    }
    let (logits, before) = (batch(), batch())
    var gradient = before
    Consistency.add(weight: 0.7, of: logits, to: &gradient)
    for sequence in 0..<8 {
      let (own, other) = (exact(logits.sequence(sequence)), exact(logits.sequence(sequence ^ 1)))
      for (step, label) in own.indices.flatMap({ step in (0..<9).map { (step, $0) } }) {
        var (more, less) = (own, own)
        more[step][label] += 1e-5
        less[step][label] -= 1e-5
        let slope =
          0.7 * (divergence(more, from: other) - divergence(less, from: other)) / 2e-5
        let added =
          gradient.sequence(sequence)[step, label] - before.sequence(sequence)[step, label]
        #expect(abs(slope - Double(added)) < 3e-6, "seed \(Seed.value)")
      }
    }
  }

  @Test func whatIsNotANumberAddsNothing() {
    var random = RandomSource(seed: Seed.value, stream: 2)
    var logits = SequenceBatch(
      [2, 2].map { Matrix.gaussian(rows: $0, columns: 4, from: &random) })
    logits.values[logits.layout.row(step: 1, sequence: 1), 2] = .nan
    var gradient = SequenceBatch(layout: logits.layout, width: 4)
    Consistency.add(weight: 1, of: logits, to: &gradient)
    #expect(gradient.values.array.allSatisfy { $0.isFinite })
    #expect(gradient.sequence(0)[0, 0] != 0)
    #expect(gradient.sequence(0).row(1)[0] == 0)
  }
}
