/// Where the rows of a packed batch stand (see `SequenceLayout`), for the kernels in Swift.
struct Steps: ~Escapable {
  /// One step: its rows, and the rows of the step on which it depends.
  struct Step {
    var first = 0
    var count = 0
    /// The first row of the step on which it depends, and how many of its rows have one there; the
    /// others start, or end, at this step.
    var other = 0
    var common = 0
  }

  let active: Span<Int32>
  let offsets: Span<Int64>
  let reversed: Bool
  /// For the forward pass of an LSTM: how many steps have been visited before, and the row that is
  /// the first of the gates.
  var visited = 0
  var gatesRow = 0

  var count: Int { active.count }
  var rowCount: Int {
    count == 0 ? 0 : Int(offsets[count - 1]) + Int(active[count - 1])
  }

  /// Rows of the steps that are still to be visited.
  var visitedRowCount: Int {
    var rows = 0
    for index in visited..<count { rows += step(index).count }
    return rows
  }

  @_lifetime(copy active, copy offsets)
  init(active: Span<Int32>, offsets: Span<Int64>, reversed: Bool) {
    self.active = active
    self.offsets = offsets
    self.reversed = reversed
  }

  /// The index-th step in the order in which the layer visits them (depending on the one visited
  /// before), or in the order of the backward pass (depending on the one visited after).
  func step(_ index: Int, backward: Bool = false) -> Step {
    let descending = reversed != backward
    let time = descending ? count - 1 - index : index
    var step = Step(first: Int(offsets[time]), count: Int(active[time]))
    if index > 0 {
      let other = descending ? time + 1 : time - 1
      step.other = Int(offsets[other])
      step.common = Swift.min(Int(active[other]), step.count)
    }
    return step
  }

  /// The row that a row of step `time` follows in the order of the layer's visits, if any.
  func rowBefore(_ row: Int, time: Int) -> Int? {
    let other = reversed ? time + 1 : time - 1
    let sequence = row - Int(offsets[time])
    guard other >= 0, other < count, sequence < Int(active[other]) else { return nil }
    return Int(offsets[other]) + sequence
  }
}
