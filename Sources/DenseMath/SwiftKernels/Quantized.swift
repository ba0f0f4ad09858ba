// The quantised kernels in Swift: shapes as in ckernels.h under "Quantised".

/// One step of two in depth of a packed panel: 32 columns, side by side the weights of a pair.
struct PairColumns: BitwiseCopyable {
  var first = SIMD16<Int8>.zero
  var second = SIMD16<Int8>.zero
  var third = SIMD16<Int8>.zero
  var fourth = SIMD16<Int8>.zero
}

/// Sums of whole numbers, one a column of a panel.
struct IntegerColumns {
  var first = SIMD8<Int32>.zero
  var second = SIMD8<Int32>.zero
  var third = SIMD8<Int32>.zero
  var fourth = SIMD8<Int32>.zero

  @inline(__always)
  mutating func add(_ even: Int32, _ odd: Int32, times pair: PairColumns) {
    first = Self.sum(first, even, odd, pair.first)
    second = Self.sum(second, even, odd, pair.second)
    third = Self.sum(third, even, odd, pair.third)
    fourth = Self.sum(fourth, even, odd, pair.fourth)
  }

  @inline(__always)
  private static func sum(
    _ sums: SIMD8<Int32>, _ even: Int32, _ odd: Int32, _ weights: SIMD16<Int8>
  ) -> SIMD8<Int32> {
    sums &+ SIMD8(repeating: even) &* SIMD8<Int32>(truncatingIfNeeded: weights.evenHalf)
      &+ SIMD8(repeating: odd) &* SIMD8<Int32>(truncatingIfNeeded: weights.oddHalf)
  }

  @inline(__always)
  func scaled(by row: Float, _ scales: Span<Float>, from first: Int) -> Columns {
    Columns(
      first: Vector(self.first) * (scales.vector(at: first) * row),
      second: Vector(second) * (scales.vector(at: first + lanes) * row),
      third: Vector(third) * (scales.vector(at: first + 2 * lanes) * row),
      fourth: Vector(fourth) * (scales.vector(at: first + 3 * lanes) * row))
  }
}

extension SwiftKernels {
  /// Magnitudes of whole numbers that stand for values.
  static let largest: Float = 8191

  /// A multiple of its scale as a whole number; not a number is the least.
  @inline(__always)
  static func quantized(_ value: Float) -> Int16 {
    let bounded = value > -largest ? Swift.min(value, largest) : -largest
    return Int16(truncatingIfNeeded: Int32(bounded.rounded(.toNearestOrEven)))
  }

  static func quantize(
    columns: Int, _ values: Span<Float>, into result: inout MutableSpan<Int16>,
    scales: inout MutableSpan<Float>
  ) {
    let width = (columns + 1) / 2 * 2
    for row in 0..<scales.count {
      var most: Float = 0x1p-100
      for column in 0..<columns {
        let size = abs(values[row * columns + column])
        if size > most { most = size }
      }
      if most == .infinity { most = 0x1p100 }
      for column in 0..<columns {
        result[row * width + column] = quantized(
          values[row * columns + column] * (largest / most))
      }
      if columns % 2 == 1 { result[row * width + columns] = 0 }
      scales[row] = most / largest
    }
  }

  /// Σ_k a[first + k] · panel[k].
  @inline(__always)
  static func sums(
    of a: Span<Int16>, from first: Int, _ panel: Span<PairColumns>
  ) -> IntegerColumns {
    var sums = IntegerColumns()
    for pair in 0..<panel.count {
      sums.add(
        Int32(a[first &+ 2 &* pair]), Int32(a[first &+ 2 &* pair &+ 1]), times: panel[pair])
    }
    return sums
  }

  static func multiply(
    columns: Int, pairs: Int, _ a: Span<Int16>, rowScales: Span<Float>,
    _ panels: Span<PairColumns>, columnScales: Span<Float>, bias: Span<Float>,
    into c: inout MutableSpan<Float>
  ) {
    for first in stride(from: 0, to: columns, by: Columns.count) {
      let place = first / Columns.count * pairs
      let panel = panels.extracting(place..<place + pairs)
      for row in 0..<rowScales.count {
        let sums = Self.sums(of: a, from: row * 2 * pairs, panel)
          .scaled(by: rowScales[row], columnScales, from: first)
        for group in 0..<4 where first + group * lanes < columns {
          let column = first + group * lanes
          let count = Swift.min(columns - column, lanes)
          c.store(
            bias.vector(at: column, count: count) + sums[group], at: row * columns + column,
            count: count)
        }
      }
    }
  }
}

extension SwiftKernels.LSTMForward {
  /// The forward pass with the products of whole numbers in place of those of `weights`.
  ///
  /// - Parameters:
  ///   - panels: `pairs` steps for each eight cells.
  ///   - outputs: h of this step and of the last one in turn, each sequences × `width`.
  func run(
    _ panels: Span<PairColumns>, scales: Span<Float>, outputs: inout MutableSpan<Int16>,
    gates: inout MutableSpan<Float>, state: inout MutableSpan<Float>,
    hidden: inout MutableSpan<Float>
  ) {
    let pairs = (size + 1) / 2
    let width = (size + lanes - 1) / lanes * lanes
    var (now, last) = (0, outputs.count / 2)
    if steps.visited > 0 {
      let step = steps.step(steps.visited - 1)
      for row in 0..<step.count {
        for cell in 0..<width {
          let place = (step.first + row) * size + cell
          outputs[last + row * width + cell] =
            cell < size ? SwiftKernels.quantized(hidden[place] * SwiftKernels.largest) : 0
        }
      }
    }
    for index in steps.visited..<steps.count {
      let step = steps.step(index)
      for cell in stride(from: 0, to: size, by: lanes) {
        let count = Swift.min(size - cell, lanes)
        let panel = panels.extracting(cell / lanes * pairs..<(cell / lanes + 1) * pairs)
        for row in 0..<step.count {
          var sums = Columns()
          if row < step.common {
            sums = SwiftKernels.sums(of: outputs.span, from: last + row * width, panel)
              .scaled(by: 1 / SwiftKernels.largest, scales, from: 4 * cell)
          }
          let before = row < step.common ? (step.other + row) * size : nil
          finish(sums, step.first + row, before, cell, count, &gates, &state, &hidden)
          for lane in 0..<lanes {
            let place = (step.first + row) * size + cell + lane
            outputs[now + row * width + cell + lane] =
              lane < count ? SwiftKernels.quantized(hidden[place] * SwiftKernels.largest) : 0
          }
        }
      }
      swap(&now, &last)
    }
  }
}
