// The gradients of a recurrent layer's weights in Swift: [x h' 1]ᵀ·δ in one product, as at
// CKernels/templates/weight_gradients.inc.

extension SwiftKernels {
  /// `sums` is scratch, (N + H + 1) × G, and holds the gradients' transposes at the end; `features`
  /// (N + H + 1) × `depthBlock`, and `panel` as for `multiply`.
  static func weightGradients(
    _ steps: borrowing Steps, inputs: Int, cells: Int, columns: Int, x: Span<Float>,
    hidden: Span<Float>, deltas: Span<Float>, panel: inout MutableSpan<Columns>,
    features: inout MutableSpan<Float>, sums: inout MutableSpan<Float>
  ) {
    let rows = inputs + cells + 1
    let batch = steps.rowCount
    let blocks = Swift.max((batch + depthBlock - 1) / depthBlock, 1)
    var time = 0
    for block in 0..<blocks {
      let first = block * batch / blocks
      let length = (block + 1) * batch / blocks - first
      for k in 0..<length {
        let row = first + k
        while row >= Int(steps.offsets[time]) + Int(steps.active[time]) { time += 1 }
        for i in 0..<inputs { features[i * length + k] = x[row * inputs + i] }
        if let before = steps.rowBefore(row, time: time) {
          for i in 0..<cells { features[(inputs + i) * length + k] = hidden[before * cells + i] }
        } else {
          for i in 0..<cells { features[(inputs + i) * length + k] = 0 }
        }
        features[(rows - 1) * length + k] = 1
      }
      for column in stride(from: 0, to: columns, by: Columns.count) {
        let count = Swift.min(columns - column, Columns.count)
        pack(
          deltas, Strides(row: columns, column: 1), from: first, length,
          columns: column..<column + count, into: &panel)
        for row in stride(from: 0, to: rows, by: 2) {
          let isPair = row + 2 <= rows
          let sum = pair(
            isPair, of: features.span, from: row * length, distance: length, depth: length,
            panel: panel.span)
          for r in 0..<(isPair ? 2 : 1) {
            keep(
              r == 0 ? sum.0 : sum.1, count, adds: block > 0, bias: Span(), column,
              at: (row + r) * columns + column, by: 1, &sums)
          }
        }
      }
    }
  }

  /// target (G × count) ← the transpose of `count` rows of sums (G wide) from `first` on.
  static func handOut(
    _ sums: Span<Float>, from first: Int, count: Int, columns: Int,
    to target: inout MutableSpan<Float>
  ) {
    for i in 0..<count {
      for g in 0..<columns { target[g * count + i] = sums[(first + i) * columns + g] }
    }
  }
}
