public import DenseMath
internal import Foundation
internal import KeywordSpotting

/// The probabilities of all labels, frame by frame.
public struct Posteriorgram: Sendable, Equatable {
  /// Frames × labels.
  public var values: Matrix
  /// Seconds of the middle of the first frame.
  public var first: Double
  /// Seconds from one frame to the next.
  public var step: Double
  /// The recording's length in seconds.
  public var duration: Double

  public init(values: Matrix, first: Double, step: Double, duration: Double) {
    self.values = values
    self.first = first
    self.step = step
    self.duration = duration
  }
}

/// Collects posteriors.
struct PosteriorgramMaker: PosteriorConsumer {
  private let clock: FrameClock
  private var shift: DelayShift
  private var rows: [Float] = []
  private let width: Int

  /// - Parameter width: of a frame.
  init(clock: FrameClock, delay: Int, width: Int) {
    self.clock = clock
    self.width = width
    shift = DelayShift(delay)
  }

  mutating func push(_ logPosteriors: Matrix) {
    let values = shift.push(logPosteriors)
    rows += values.array.map { exp($0) }
  }

  mutating func finish(duration: Double) -> Posteriorgram {
    rows += shift.finish().array.map { exp($0) }
    return Posteriorgram(
      values: Matrix(rows: rows.count / width, columns: width, rows),
      first: clock.first, step: clock.step, duration: duration)
  }
}

/// Brings the answers of a network with a target delay back to their frames: the first rows are
/// answers to nothing; the last one stands in for those that never came.
struct DelayShift {
  private let delay: Int
  private var skipped = 0
  private var last: [Float] = []

  init(_ delay: Int) { self.delay = delay }

  mutating func push(_ rows: Matrix) -> Matrix {
    guard delay > 0, rows.rows > 0 else { return rows }
    let skip = min(delay - skipped, rows.rows)
    skipped += skip
    last = Array(rows.array.suffix(rows.columns))
    return Matrix(
      rows: rows.rows - skip, columns: rows.columns, Array(rows.array[(skip * rows.columns)...]))
  }

  mutating func finish() -> Matrix {
    guard !last.isEmpty else { return Matrix(rows: 0, columns: 0) }
    return Matrix(
      rows: skipped, columns: last.count, (0..<skipped).flatMap { _ in last })
  }
}
