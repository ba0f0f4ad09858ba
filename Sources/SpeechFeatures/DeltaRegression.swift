/// Appends deltas and accelerations to static features, frame by frame as they come.
///
/// Δ[t] = Σθ·(c[t+θ] − c[t−θ]) / (2·Σθ²) for θ = 1 … W, with the first and the last frame standing for
/// what lies outside; accelerations are the deltas of the deltas (HTK Book, section 5.9).
package struct DeltaRegression {
  /// Static features a frame, and the groups of eight that hold them.
  package let width: Int
  package let groupCount: Int
  package let order: Int
  package let window: Int
  private let norm: Float

  /// Rows of `groupCount` groups: frame `firstFrame` on. The extractor appends to it.
  package var statics: [SIMD8<Float>] = []
  private var deltas: [SIMD8<Float>] = []
  private var firstFrame = 0
  private var emitted = 0
  private var finished = false

  package init(width: Int, order: Int, window: Int) {
    self.width = width
    self.order = order
    self.window = window
    groupCount = (width + 7) / 8
    norm = 1 / (2 * (1...window).reduce(Float(0)) { $0 + Float($1 * $1) })
  }

  /// Frames that came so far.
  private var frameCount: Int { firstFrame + statics.count / groupCount }
  private var deltaCount: Int { firstFrame + deltas.count / groupCount }

  /// Frames that came and have not gone out.
  package var waitingCount: Int { frameCount - emitted }

  /// Nothing more comes.
  package mutating func finish() { finished = true }

  /// Appends the rows that are ready, N = `width·(1 + order)` values each.
  package mutating func emit(appendingTo values: inout [Float]) {
    let total = frameCount
    let lag = finished ? 0 : window
    if order >= 1 {
      for frame in deltaCount..<max(deltaCount, total - lag) {
        appendRegression(of: statics, count: total, frame: frame)
      }
    }
    let end = [total, deltaCount, deltaCount - lag][order]
    guard end > emitted else { return }
    write(emitted..<end, deltaTotal: deltaCount, appendingTo: &values)
    emitted = end
    // Frames that regressions still look back at stay.
    let drop = max(0, emitted - window - firstFrame)
    statics.removeFirst(drop * groupCount)
    if order >= 1 { deltas.removeFirst(drop * groupCount) }
    firstFrame += drop
  }

  private mutating func appendRegression(of rows: [SIMD8<Float>], count: Int, frame: Int) {
    for group in 0..<groupCount {
      deltas.append(regression(rows.span, count: count, frame: frame, group: group))
    }
  }

  @inline(__always)
  private func regression(
    _ rows: Span<SIMD8<Float>>, count: Int, frame: Int, group: Int
  ) -> SIMD8<Float> {
    var sum = SIMD8<Float>()
    for theta in 1...window {
      let after = min(frame + theta, count - 1) - firstFrame
      let before = max(frame - theta, 0) - firstFrame
      sum +=
        Float(theta) * (rows[after * groupCount + group] - rows[before * groupCount + group])
    }
    return sum * norm
  }

  private func write(
    _ frames: Range<Int>, deltaTotal: Int, appendingTo values: inout [Float]
  ) {
    let rowLength = width * (1 + order)
    let start = values.count
    let padding = FeatureStream.storePadding
    values.append(contentsOf: repeatElement(0, count: frames.count * rowLength + padding))
    var all = values.mutableSpan
    var bytes = unsafe all.mutableBytes
    let statics = statics.span
    let deltas = deltas.span
    for frame in frames {
      // Groups are stored in order: what one writes beyond its features, the next overwrites.
      let row = start + (frame - frames.lowerBound) * rowLength
      let source = (frame - firstFrame) * groupCount
      for group in 0..<groupCount {
        bytes.storeBytes(
          of: statics[source + group], toByteOffset: (row + 8 * group) * 4, as: SIMD8<Float>.self)
      }
      guard order >= 1 else { continue }
      for group in 0..<groupCount {
        bytes.storeBytes(
          of: deltas[source + group], toByteOffset: (row + width + 8 * group) * 4,
          as: SIMD8<Float>.self)
      }
      guard order == 2 else { continue }
      for group in 0..<groupCount {
        bytes.storeBytes(
          of: regression(deltas, count: deltaTotal, frame: frame, group: group),
          toByteOffset: (row + 2 * width + 8 * group) * 4, as: SIMD8<Float>.self)
      }
    }
    values.removeLast(padding)
  }
}
