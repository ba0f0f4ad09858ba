/// The softmax of one frame's logits in lanes, and emission probabilities before its division.
struct FrameSoftmax {
  private var exponentials: [Lanes]
  private(set) var largest: Float = 0

  init(width: Int) {
    exponentials = [Lanes](repeating: .zero, count: (width + 7) / 8)
  }

  /// Takes a frame's logits. Returns Σ exp(x − max), NaN where a logit is NaN or +∞, or all are −∞.
  @inline(__always)
  mutating func load(_ row: Span<Float>) -> Float {
    var values = exponentials.mutableSpan
    let full = row.count / 8
    var top = Lanes(repeating: -.infinity)
    for chunk in 0..<full {
      let x = Lanes(row.extracting(chunk * 8..<chunk * 8 + 8))
      values[chunk] = x
      top = ScaledVector.larger(top, x)
    }
    if full < values.count {
      let x = Lanes(row.extracting(full * 8..<row.count), elsewhere: -.infinity)
      values[full] = x
      top = ScaledVector.larger(top, x)
    }
    let largest = top.max()
    var total = Lanes.zero
    for chunk in 0..<values.count {
      let value = ScaledVector.exponential(values[chunk] - largest).values(relativeTo: 0)
      values[chunk] = value
      total += value
    }
    self.largest = largest
    return total.sum()
  }

  /// Writes the softmax of what `load` took; NaN where its total is not a number.
  @inline(__always)
  func store(_ row: inout MutableSpan<Float>, total: Float) {
    let factor = 1 / total
    for chunk in exponentials.indices {
      let value = exponentials[chunk] * factor
      let count = Swift.min(8, row.count - chunk * 8)
      for lane in 0..<count { row[chunk * 8 + lane] = value[lane] }
    }
  }

  /// exp(x − max) of eight labels.
  @inline(__always)
  func emission(_ row: Span<Float>, _ labels: SIMD8<Int32>) -> ScaledVector {
    let x = Lanes(
      row[Int(labels[0])], row[Int(labels[1])], row[Int(labels[2])], row[Int(labels[3])],
      row[Int(labels[4])], row[Int(labels[5])], row[Int(labels[6])], row[Int(labels[7])])
    return ScaledVector.exponential(x - largest)
  }
}

extension Lanes {
  /// The eight elements of `span`.
  @inline(__always)
  fileprivate init(_ span: Span<Float>) {
    precondition(span.count == 8)
    self.init(span[0], span[1], span[2], span[3], span[4], span[5], span[6], span[7])
  }

  /// The elements of `span`, fewer than eight, and `filler` in the lanes past its end.
  @inline(__always)
  fileprivate init(_ span: Span<Float>, elsewhere filler: Float) {
    let n = span.count
    self.init(
      n > 0 ? span[0] : filler, n > 1 ? span[1] : filler, n > 2 ? span[2] : filler,
      n > 3 ? span[3] : filler, n > 4 ? span[4] : filler, n > 5 ? span[5] : filler,
      n > 6 ? span[6] : filler, filler)
  }
}
