internal import DenseMath

/// One direction of an LSTM layer that is not trained: the gates of a stretch of steps at a time, so
/// that they stay in the caches.
enum LSTMInference {
  /// Rows of a stretch, at least: enough that the product with the inputs reads each weight seldom.
  private static let rowCount = 96

  /// The outputs, R × H.
  ///
  /// - Parameters:
  ///   - projection: writes the products of these rows of the input with its weights, and the bias,
  ///     into the first rows of a matrix of 4H columns.
  ///   - recurrence: the steps of these visits, given that matrix; writes c and h, R × H.
  static func hidden(
    _ layout: SequenceLayout, reversed: Bool, cells: Int,
    projection: (_ rows: Range<Int>, _ gates: inout Matrix) -> Void,
    recurrence: (
      _ visits: Range<Int>, _ gates: inout Matrix, _ states: inout Matrix, _ hidden: inout Matrix
    ) -> Void
  ) -> Matrix {
    let stretches = layout.stretches(ofRows: rowCount, reversed: reversed).map {
      (visits: $0, rows: layout.rows(ofVisits: $0, reversed: reversed))
    }
    var gates = Matrix.uninitialized(
      rows: stretches.lazy.map(\.rows.count).max() ?? 0, columns: 4 * cells)
    var states = Matrix.uninitialized(rows: layout.rowCount, columns: cells)
    var hidden = Matrix.uninitialized(rows: layout.rowCount, columns: cells)
    for (visits, rows) in stretches {
      projection(rows, &gates)
      recurrence(visits, &gates, &states, &hidden)
    }
    return hidden
  }
}
