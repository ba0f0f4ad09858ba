/// A batch of sequences: T × B × N values, packed without padding (see `SequenceLayout`).
public struct SequenceBatch: Sendable {
  public let layout: SequenceLayout
  /// `layout.rowCount × N`.
  public var values: Matrix

  /// Values per step, N.
  public var width: Int { values.columns }

  public init(layout: SequenceLayout, values: Matrix) {
    precondition(values.rows == layout.rowCount, "one row a step is needed")
    self.layout = layout
    self.values = values
  }

  /// A batch of zeros.
  public init(layout: SequenceLayout, width: Int) {
    self.init(layout: layout, values: Matrix(rows: layout.rowCount, columns: width))
  }

  /// Packs sequences (each `steps × N`), which must stand longest first.
  public init(_ sequences: [Matrix]) {
    let width = sequences.first?.columns ?? 0
    precondition(sequences.allSatisfy { $0.columns == width }, "one width for all")
    let layout = SequenceLayout(lengths: sequences.map(\.rows))
    var values = Matrix(rows: layout.rowCount, columns: width)
    for (index, sequence) in sequences.enumerated() {
      for step in 0..<sequence.rows {
        let source = sequence.row(step)
        var target = values.mutableRow(layout.row(step: step, sequence: index))
        for column in 0..<width { target[column] = source[column] }
      }
    }
    self.init(layout: layout, values: values)
  }

  /// One sequence of the batch as a `steps × N` matrix.
  public func sequence(_ index: Int) -> Matrix {
    var result = Matrix(rows: layout.lengths[index], columns: width)
    for step in 0..<result.rows {
      let source = values.row(layout.row(step: step, sequence: index))
      var target = result.mutableRow(step)
      for column in 0..<width { target[column] = source[column] }
    }
    return result
  }
}
