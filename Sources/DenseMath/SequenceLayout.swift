/// Where the rows of a batch of sequences of unequal length stand in one packed matrix.
///
/// Time-major, no padding: row `offset(t) + b` holds step `t` of sequence `b`. Sequences are in
/// order of non-increasing length, so those still running at step `t` are the first `active[t]`.
/// Nothing is computed for steps that do not exist, and no mask is needed.
public struct SequenceLayout: Sendable, Equatable {
  /// Steps of each sequence, non-increasing. Zero-length sequences are allowed.
  public let lengths: [Int]
  /// For each step, how many sequences have it; non-increasing.
  public let active: [Int32]
  /// For each step, its first row.
  public let offsets: [Int64]
  /// Rows in all: the sum of the lengths.
  public let rowCount: Int

  /// The layout of sequences of the given lengths. O(sum of lengths).
  ///
  /// - Precondition: `lengths` is non-increasing and not negative.
  public init(lengths: [Int]) {
    precondition(lengths.allSatisfy { $0 >= 0 }, "a length is not negative")
    precondition(zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "longest first")
    self.lengths = lengths
    let steps = lengths.first ?? 0
    var active: [Int32] = []
    var offsets: [Int64] = []
    active.reserveCapacity(steps)
    offsets.reserveCapacity(steps)
    var running = lengths.count
    var row = 0
    for step in 0..<steps {
      while running > 0 && lengths[running - 1] <= step { running -= 1 }
      active.append(Int32(running))
      offsets.append(Int64(row))
      row += running
    }
    self.active = active
    self.offsets = offsets
    rowCount = row
  }

  /// Steps of the longest sequence, T.
  public var stepCount: Int { active.count }
  /// Sequences in the batch, B.
  public var sequenceCount: Int { lengths.count }

  /// The rows of the steps that a pass visits from the `visits.lowerBound`th on: they are neighbours.
  public func rows(ofVisits visits: Range<Int>, reversed: Bool) -> Range<Int> {
    precondition(visits.lowerBound >= 0 && visits.upperBound <= stepCount, "no such steps")
    guard !visits.isEmpty else { return 0..<0 }
    let first = reversed ? stepCount - visits.upperBound : visits.lowerBound
    let last = reversed ? stepCount - 1 - visits.lowerBound : visits.upperBound - 1
    return Int(offsets[first])..<Int(offsets[last]) + Int(active[last])
  }

  /// All visits in stretches of at least `rowCount` rows, but for the last.
  public func stretches(ofRows rowCount: Int, reversed: Bool) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var (first, rows) = (0, 0)
    for visit in 0..<stepCount {
      rows += Int(active[reversed ? stepCount - 1 - visit : visit])
      if rows >= rowCount || visit == stepCount - 1 {
        result.append(first..<visit + 1)
        (first, rows) = (visit + 1, 0)
      }
    }
    return result
  }

  /// The row of step `step` of sequence `sequence`.
  public func row(step: Int, sequence: Int) -> Int {
    precondition(sequence >= 0 && sequence < lengths.count)
    precondition(step >= 0 && step < lengths[sequence], "the sequence is shorter than that")
    return Int(offsets[step]) + sequence
  }
}
