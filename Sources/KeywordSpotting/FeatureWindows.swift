package import DenseMath

/// How a long recording is cut for a network that looks both ways.
///
/// Windows follow each other from the recording's start; each is computed with what comes before
/// and after it, which is computed for that purpose only. Sizes are in feature frames, rounded up to
/// the network's subsampling.
public struct Windowing: Sendable, Equatable {
  /// Frames kept of each window.
  public var kept: Int
  /// Frames before that are computed and not kept.
  public var context: Int
  /// Frames after that are computed and not kept.
  public var lookahead: Int
  /// Whether features are normalised within each window, by what has been heard by then, so that
  /// windows do not wait for what normalisation looks ahead.
  public var normalizesWindows: Bool
  /// Windows computed at once, of one recording or of several. The kernels for weights of 8 bits take
  /// four sequences together: eight windows fill one thread or two.
  public var batch: Int

  /// By default 20 s, with 2 s on either side at 100 frames a second: more than an LSTM remembers.
  public init(
    kept: Int = 2000, context: Int = 200, lookahead: Int? = nil,
    normalizesWindows: Bool = false, batch: Int = 8
  ) {
    precondition(
      kept > 0 && context >= 0 && lookahead ?? 0 >= 0 && batch > 0, "sizes are positive")
    self.kept = kept
    self.context = context
    self.lookahead = lookahead ?? context
    self.normalizesWindows = normalizesWindows
    self.batch = batch
  }

  /// For audio that is still being recorded: every 0.3 s, with 2 s before and 0.6 s after.
  public static let live = Windowing(
    kept: 30, context: 200, lookahead: 60, normalizesWindows: true, batch: 1)
}

/// A stretch of features with its surroundings.
package struct FeatureWindow: Sendable {
  /// Frames × N.
  package let values: Matrix
  /// Frames before the surroundings, for their normalisation.
  package let history: Int
  /// Frames of the surroundings before.
  package let skipped: Int
  /// Frames that count.
  package let kept: Int
}

/// Cuts feature frames, as they come, into windows, in memory that does not grow with the
/// recording. The windows do not depend on how the frames come.
package struct FeatureWindows {
  private let width: Int
  private let kept: Int
  private let context: Int
  private let lookahead: Int
  private let history: Int
  /// Rows from frame `first` on.
  private var rows: [Float] = []
  private var first = 0
  /// The first frame of the next window.
  private var next = 0
  private var isEnded = false

  /// - Parameters:
  ///   - width: values a frame, N.
  ///   - subsampling: feature frames an output frame.
  ///   - history: frames that are handed out with a window before its surroundings, where there are
  ///     as many.
  package init(width: Int, subsampling: Int, windowing: Windowing, history: Int = 0) {
    func rounded(_ frames: Int) -> Int { (frames + subsampling - 1) / subsampling * subsampling }
    self.width = width
    kept = rounded(windowing.kept)
    context = rounded(windowing.context)
    lookahead = rounded(windowing.lookahead)
    self.history = history
  }

  private var end: Int { first + rows.count / width }

  package mutating func push(_ features: Matrix) {
    precondition(!isEnded && features.columns == width)
    rows += features.array
  }

  /// Says that there are no more frames.
  package mutating func finish() { isEnded = true }

  /// The next window, or `nil` if more frames are needed or there are no more.
  package mutating func nextWindow() -> FeatureWindow? {
    let left = end - next
    let count: Int
    if left > kept + lookahead {
      count = kept
    } else {
      // What is left of a recording that would be computed anyway belongs to its last window.
      guard isEnded && left > 0 else { return nil }
      count = left
    }
    let start = max(0, next - context)
    let stop = min(end, next + count + lookahead)
    let begin = max(0, start - history)
    let window = FeatureWindow(
      values: Matrix(
        rows: stop - begin, columns: width,
        Array(rows[(begin - first) * width..<(stop - first) * width])),
      history: start - begin, skipped: next - start, kept: count)
    next += count
    let unneeded = max(0, next - context - history - first)
    rows.removeFirst(unneeded * width)
    first += unneeded
    return window
  }
}
