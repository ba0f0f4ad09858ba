internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct ConsistencyTests {
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
      Divergence.expectSlope(
        weight: 0.7, logits.sequence(sequence), from: logits.sequence(sequence ^ 1),
        before: before.sequence(sequence), after: gradient.sequence(sequence))
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
