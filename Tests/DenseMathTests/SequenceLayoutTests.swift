import DenseMath
import TestSupport
import Testing

struct SequenceLayoutTests {
  @Test func unequalLengths() {
    let layout = SequenceLayout(lengths: [4, 2, 2, 1, 0])
    #expect(layout.active == [4, 3, 1, 1])
    #expect(layout.offsets == [0, 4, 7, 8])
    #expect(layout.rowCount == 9)
    #expect(layout.stepCount == 4)
    #expect(layout.sequenceCount == 5)
    #expect(layout.row(step: 1, sequence: 2) == 6)
    #expect(layout.row(step: 3, sequence: 0) == 8)
  }

  @Test(arguments: [[], [0], [0, 0]])
  func nothing(lengths: [Int]) {
    let layout = SequenceLayout(lengths: lengths)
    #expect(layout.rowCount == 0 && layout.stepCount == 0)
  }

  @Test func stretches() {
    let layout = SequenceLayout(lengths: [5, 3, 3, 0])
    // Steps of 3, 3, 3, 1 and 1 rows.
    #expect(layout.stretches(ofRows: 4, reversed: false) == [0..<2, 2..<4, 4..<5])
    #expect(layout.stretches(ofRows: 4, reversed: true) == [0..<3, 3..<5])
    #expect(layout.stretches(ofRows: 1, reversed: false).count == 5)
    #expect(layout.stretches(ofRows: 99, reversed: true) == [0..<5])
    #expect(SequenceLayout(lengths: [0]).stretches(ofRows: 1, reversed: false).isEmpty)
    #expect(layout.rows(ofVisits: 2..<4, reversed: false) == 6..<10)
    #expect(layout.rows(ofVisits: 0..<3, reversed: true) == 6..<11)
    #expect(layout.rows(ofVisits: 3..<5, reversed: true) == 0..<6)
    #expect(layout.rows(ofVisits: 1..<1, reversed: true).isEmpty)
  }

  /// Every step of every sequence has a row of its own.
  @Test func rowsAreDistinct() {
    var random = RandomSource(seed: Seed.value)
    let lengths = (0..<20).map { _ in Int(random.uniform() * 9) }.sorted(by: >)
    let layout = SequenceLayout(lengths: lengths)
    var rows: Set<Int> = []
    for (sequence, length) in lengths.enumerated() {
      for step in 0..<length { rows.insert(layout.row(step: step, sequence: sequence)) }
    }
    #expect(rows == Set(0..<lengths.reduce(0, +)), "seed \(Seed.value)")
  }
}

struct SequenceBatchTests {
  @Test func packsAndUnpacks() {
    var random = RandomSource(seed: Seed.value)
    let sequences = [5, 3, 3, 1, 0].map { Matrix.gaussian(rows: $0, columns: 2, from: &random) }
    let batch = SequenceBatch(sequences)
    #expect(batch.width == 2)
    #expect(batch.values.rows == 12)
    for (index, sequence) in sequences.enumerated() { #expect(batch.sequence(index) == sequence) }
    #expect(batch.values[batch.layout.row(step: 2, sequence: 1), 1] == sequences[1][2, 1])
  }

  @Test func noSequences() {
    #expect(SequenceBatch([]).values.count == 0)
  }
}
