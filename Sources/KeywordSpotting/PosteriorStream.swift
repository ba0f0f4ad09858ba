internal import DenseMath
internal import RecurrentNetworks
internal import SpeechFeatures

/// How a long recording is cut for a network that looks both ways.
///
/// Each window's middle is kept; the rest on either side gives the network what comes before and
/// after. Sizes are in feature frames and rounded up to the network's subsampling.
public struct Windowing: Sendable, Equatable {
  /// Frames kept of each window.
  public var kept: Int
  /// Frames on either side that are computed and not kept.
  public var context: Int
  /// Windows computed at once.
  public var batch: Int

  public init(kept: Int = 1500, context: Int = 300, batch: Int = 4) {
    precondition(kept > 0 && context >= 0 && batch > 0, "sizes are positive")
    self.kept = kept
    self.context = context
    self.batch = batch
  }
}

/// Turns feature frames, as they come, into log posteriors: windows of them through the network,
/// the middles one after the other, in memory that does not grow with the recording.
struct PosteriorStream {
  private let network: PreparedNetwork
  private let width: Int
  private let labelCount: Int
  private let factor: Int
  private let kept: Int
  private let context: Int
  private let batch: Int
  /// Feature rows from `first` on.
  private var rows: [Float] = []
  private var first = 0
  /// The first row whose posterior has not been given out.
  private var next = 0

  init(_ network: PreparedNetwork, _ architecture: NetworkArchitecture, windowing: Windowing) {
    self.network = network
    width = architecture.inputSize
    labelCount = architecture.outputSize
    let factor = architecture.subsampling
    self.factor = factor
    func rounded(_ frames: Int) -> Int { (frames + factor - 1) / factor * factor }
    kept = rounded(windowing.kept)
    context = rounded(windowing.context)
    batch = windowing.batch
  }

  private var end: Int { first + rows.count / width }

  /// Takes frames (R × N); returns the log posteriors that are settled (frames × labels).
  mutating func push(_ features: Matrix) -> Matrix {
    rows += features.array
    guard end - next >= batch * kept + context else { return Matrix(rows: 0, columns: labelCount) }
    return compute(windows: (0..<batch).map { next + $0 * kept }, atEnd: false)
  }

  /// The log posteriors of the frames that were still waiting.
  mutating func finish() -> Matrix {
    let starts = Array(stride(from: next, to: end, by: kept))
    guard !starts.isEmpty else { return Matrix(rows: 0, columns: labelCount) }
    return compute(windows: starts, atEnd: true)
  }

  private mutating func compute(windows: [Int], atEnd: Bool) -> Matrix {
    var inputs: [(kept: Range<Int>, rows: Range<Int>)] = []
    for start in windows {
      let stop = min(start + kept, end)
      inputs.append((start..<stop, max(start - context, 0)..<min(stop + context, end)))
    }
    let order = inputs.indices.sorted { inputs[$0].rows.count > inputs[$1].rows.count }
    let outputs = network.logits(
      of: SequenceBatch(
        order.map { index in
          let range = inputs[index].rows
          return Matrix(
            rows: range.count, columns: width,
            Array(rows[(range.lowerBound - first) * width..<(range.upperBound - first) * width]))
        }))
    var values: [Float] = []
    for index in inputs.indices {
      guard let place = order.firstIndex(of: index) else { continue }
      let all = Softmax.logPosteriors(outputs.sequence(place))
      let skipped = (inputs[index].kept.lowerBound - inputs[index].rows.lowerBound) / factor
      let count = (inputs[index].kept.count + factor - 1) / factor
      values += all.array[skipped * labelCount..<(skipped + count) * labelCount]
    }
    next = inputs.last?.kept.upperBound ?? next
    let unneeded = max(0, next - context - first)
    rows.removeFirst(unneeded * width)
    first += unneeded
    return Matrix(rows: values.count / labelCount, columns: labelCount, values)
  }
}
