internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct DistillationTests {
  @Test func addsTheSlopeOfTheDivergence() {
    var random = RandomSource(seed: Seed.value, stream: 3)
    func batch() -> SequenceBatch {
      SequenceBatch(
        [7, 3, 1, 0].map { Matrix.gaussian(rows: $0, columns: 9, scale: 2, from: &random) })
    }
    let (logits, teacher, before) = (batch(), batch(), batch())
    var gradient = before
    Distillation.add(weight: 0.7, of: logits, from: teacher, to: &gradient)
    for sequence in 0..<4 {
      Divergence.expectSlope(
        weight: 0.7, logits.sequence(sequence), from: teacher.sequence(sequence),
        before: before.sequence(sequence), after: gradient.sequence(sequence))
    }
  }

  @Test func whatIsNotANumberAddsNothing() {
    var random = RandomSource(seed: Seed.value, stream: 4)
    let logits = SequenceBatch([Matrix.gaussian(rows: 2, columns: 4, from: &random)])
    var teacher = logits
    teacher.values[0, 1] = 3
    teacher.values[1, 2] = .nan
    var gradient = SequenceBatch(layout: logits.layout, width: 4)
    Distillation.add(weight: 1, of: logits, from: teacher, to: &gradient)
    #expect(gradient.values.row(0)[1] < 0)
    #expect((0..<4).allSatisfy { gradient.values.row(1)[$0] == 0 })
  }
}
