// Products in Swift: b is packed a panel of 32 columns at a time, in blocks of the depth that leave
// the panel in the L1 cache; the rows of a pass it in pairs.

extension SwiftKernels {
  /// A matrix's element (i, j) stands at i·row + j·column.
  struct Strides {
    let row: Int
    let column: Int
  }

  /// The depth of a block: its panel is 20 KiB.
  static let depthBlock = 160
  /// The columns of a block of weights that are packed beforehand.
  static let columnBlock = 512
  /// Rows of a that are packed at a time where they are not contiguous.
  static let rowBlock = 96

  /// c ← a·b + bias, or c ← c + a·b. `panel` and `packed` are scratch: a panel of `depthBlock`
  /// steps, and `rowBlock` × `depthBlock` floats.
  static func multiply(
    rows: Int, columns: Int, depth: Int, _ a: Span<Float>, _ aStrides: Strides, _ b: Span<Float>,
    _ bStrides: Strides, bias: Span<Float>, adds: Bool, panel: inout MutableSpan<Columns>,
    packed: inout MutableSpan<Float>, c: inout MutableSpan<Float>, _ cStrides: Strides
  ) {
    let blocks = Swift.max((depth + depthBlock - 1) / depthBlock, 1)
    let packs = aStrides.column != 1
    for block in 0..<blocks {
      let k = block * depth / blocks
      let length = (block + 1) * depth / blocks - k
      for top in stride(from: 0, to: rows, by: packs ? rowBlock : Swift.max(rows, 1)) {
        let height = packs ? Swift.min(rows - top, rowBlock) : rows
        if packs { pack(a, aStrides, rows: top..<top + height, from: k, length, into: &packed) }
        let (first, distance) = packs ? (0, length) : (k, aStrides.row)
        for column in stride(from: 0, to: columns, by: Columns.count) {
          let count = Swift.min(columns - column, Columns.count)
          pack(b, bStrides, from: k, length, columns: column..<column + count, into: &panel)
          for row in stride(from: 0, to: height, by: 2) {
            let isPair = row + 2 <= height
            let start = first + row * distance
            let sums =
              packs
              ? pair(
                isPair, of: packed.span, from: start, distance: distance, depth: length,
                panel: panel.span)
              : pair(
                isPair, of: a, from: start, distance: distance, depth: length, panel: panel.span)
            for r in 0..<(isPair ? 2 : 1) {
              keep(
                r == 0 ? sums.0 : sums.1, count, adds: adds || block > 0, bias: bias, column,
                at: (top + row + r) * cStrides.row + column * cStrides.column,
                by: cStrides.column, &c)
            }
          }
        }
      }
    }
  }

  /// c ← a·b + bias, b packed by `ck_pack_product`; the rows of a and of c lie one behind the other.
  static func multiply(
    rows: Int, columns: Int, depth: Int, _ a: Span<Float>, packed: Span<Columns>,
    bias: Span<Float>, c: inout MutableSpan<Float>
  ) {
    let blocks = Swift.max((depth + depthBlock - 1) / depthBlock, 1)
    var first = 0
    for left in stride(from: 0, to: columns, by: columnBlock) {
      for block in 0..<blocks {
        let k = block * depth / blocks
        let length = (block + 1) * depth / blocks - k
        for column in stride(
          from: left, to: Swift.min(columns, left + columnBlock), by: Columns.count)
        {
          let count = Swift.min(columns - column, Columns.count)
          let panel = packed.extracting(first..<first + length)
          first += length
          for row in stride(from: 0, to: rows, by: 2) {
            let isPair = row + 2 <= rows
            let sums = pair(
              isPair, of: a, from: row * depth + k, distance: depth, depth: length, panel: panel)
            for r in 0..<(isPair ? 2 : 1) {
              keep(
                r == 0 ? sums.0 : sums.1, count, adds: block > 0, bias: bias, column,
                at: (row + r) * columns + column, by: 1, &c)
            }
          }
        }
      }
    }
  }

  /// A row of sums into c.
  @inline(__always)
  static func keep(
    _ sums: Columns, _ count: Int, adds: Bool, bias: Span<Float>, _ column: Int, at place: Int,
    by step: Int, _ c: inout MutableSpan<Float>
  ) {
    for group in 0..<4 where group * lanes < count {
      let width = Swift.min(count - group * lanes, lanes)
      if step == 1 {
        let target = place + group * lanes
        var base = Vector.zero
        if adds {
          base = c.vector(at: target, count: width)
        } else if !bias.isEmpty {
          base = bias.vector(at: column + group * lanes, count: width)
        }
        c.store(base + sums[group], at: target, count: width)
      } else {
        for lane in 0..<width {
          let target = place + (group * lanes + lane) * step
          let base = adds ? c[target] : bias.isEmpty ? 0 : bias[column + group * lanes + lane]
          c[target] = base + sums[group][lane]
        }
      }
    }
  }

  /// `length` rows of b from row `first`, of 32 columns or fewer, zeros behind the last.
  static func pack(
    _ b: Span<Float>, _ strides: Strides, from first: Int, _ length: Int, columns: Range<Int>,
    into panel: inout MutableSpan<Columns>
  ) {
    for k in 0..<length {
      let place = (first + k) * strides.row + columns.lowerBound * strides.column
      var step = Columns()
      if columns.count == Columns.count, strides.column == 1 {
        step.first = b.vector(at: place)
        step.second = b.vector(at: place + lanes)
        step.third = b.vector(at: place + 2 * lanes)
        step.fourth = b.vector(at: place + 3 * lanes)
      } else {
        func gather(_ group: Int) -> Vector {
          var result = Vector.zero
          for lane in 0..<lanes where group * lanes + lane < columns.count {
            result[lane] = b[place + (group * lanes + lane) * strides.column]
          }
          return result
        }
        step = Columns(first: gather(0), second: gather(1), third: gather(2), fourth: gather(3))
      }
      panel[k] = step
    }
  }

  /// `length` columns of a, from column `first`, row by row.
  private static func pack(
    _ a: Span<Float>, _ strides: Strides, rows: Range<Int>, from first: Int, _ length: Int,
    into packed: inout MutableSpan<Float>
  ) {
    for k in 0..<length {
      var source = rows.lowerBound * strides.row + (first + k) * strides.column
      var target = k
      for _ in rows {
        packed[target] = a[source]
        source += strides.row
        target += length
      }
    }
  }
}
