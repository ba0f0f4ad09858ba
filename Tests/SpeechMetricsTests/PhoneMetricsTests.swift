import SpeechMetrics
import Testing

@Suite struct ConfusionCountsTests {
  @Test func handWorked() {
    var counts = ConfusionCounts(classCount: 3)
    counts.add(reference: 0, hypothesis: 0, count: 6)
    counts.add(reference: 0, hypothesis: 1, count: 2)
    counts.add(reference: 1, hypothesis: 1)
    counts.add(reference: 2, hypothesis: 0)
    #expect(counts.total == 10 && counts.correct == 7 && counts.accuracy == 0.7)
    #expect(counts[0, 1] == 2 && counts[1, 0] == 0)
    #expect(counts.total(ofReference: 0) == 8 && counts.total(ofHypothesis: 0) == 7)
    #expect(counts.accuracy { $0 != 0 } == 0.5)
    var twice = counts
    twice += counts
    #expect(twice.total == 20 && twice.accuracy == 0.7)
    #expect(ConfusionCounts(classCount: 1).accuracy.isNaN)
  }
}

@Suite struct BoundaryAgreementTests {
  @Test func handWorked() {
    var agreement = BoundaryAgreement(tolerance: 0.02)
    // 0.10 and 0.50 are found, 0.30 is not; 0.11 cannot serve twice; 0.70 is one too many.
    agreement.add(reference: [0.10, 0.12, 0.30, 0.50], found: [0.11, 0.35, 0.48, 0.70])
    #expect(agreement.references == 4 && agreement.found == 4 && agreement.hits == 2)
    #expect(agreement.recall == 0.5 && agreement.precision == 0.5)
    #expect(agreement.overSegmentation == 0)
    // r1 = 0.5, r2 = −0.5/√2.
    #expect(abs(agreement.rValue - (1 - (0.5 + 0.5 / 2.0.squareRoot()) / 2)) < 1e-12)
  }

  @Test func ends() {
    var perfect = BoundaryAgreement(tolerance: 0)
    perfect.add(reference: [1, 2], found: [1, 2])
    #expect(perfect.rValue == 1 && perfect.recall == 1)
    var none = BoundaryAgreement(tolerance: 0.01)
    none.add(reference: [1, 2], found: [])
    #expect(none.recall == 0 && none.overSegmentation == -1)
    // r1 = √2, r2 = 0.
    #expect(abs(none.rValue - (1 - 2.0.squareRoot() / 2)) < 1e-12)
    var many = BoundaryAgreement(tolerance: 0.01)
    many.add(reference: [1], found: [0.995, 1, 1.005])
    // Over-segmentation 2: r1 = 2, r2 = −2/√2.
    #expect(abs(many.rValue - (1 - (2 + 2.0.squareRoot()) / 2)) < 1e-12)
  }
}
