package import DenseMath
internal import Dispatch
internal import Foundation
package import RecurrentNetworks
package import SpeechFeatures
internal import Synchronization

/// What becomes of a recording's log posteriors.
package protocol PosteriorConsumer<Output>: SendableMetatype {
  associatedtype Output: Sendable

  /// The next output frames, T × labels.
  mutating func push(_ logPosteriors: Matrix)

  /// What came of them.
  ///
  /// - Parameter duration: the recording's length in seconds.
  mutating func finish(duration: Double) -> Output
}

/// How far work on many files is.
public struct FileProgress: Sendable, Equatable {
  /// Files whose results have been handed out.
  public var files: Int
  /// Seconds of audio that have been read, of all files.
  public var seconds: Double

  public init(files: Int, seconds: Double) {
    self.files = files
    self.seconds = seconds
  }
}

/// Runs recordings of any length through a network, in bounded memory, and hands the log posteriors
/// to a consumer each. One engine may be used from many threads.
package struct PosteriorEngine: Sendable {
  package let model: Model
  package let windowing: Windowing
  package let context: ComputeContext
  package let extractor: MFCCExtractor
  let network: PreparedNetwork
  /// Whether there is an output for every feature frame, whatever the network's subsampling: it runs
  /// once for every second frame that its first group may begin at, and between two frames stands
  /// the mean of their logits.
  private let isInterleaved: Bool

  /// - Throws: `SpottingError.badFeatures` if the card's features do not fit its network.
  package init(
    _ model: Model, windowing: Windowing, interleaved: Bool = false, context: ComputeContext
  ) throws(SpottingError) {
    let card = model.card
    do {
      extractor = try MFCCExtractor(FeatureConfiguration(json: card.features))
    } catch {
      throw .badFeatures(model: card.name, reason: "\(error)")
    }
    guard extractor.configuration.featureCount == card.architecture.inputSize else {
      throw .badFeatures(
        model: card.name,
        reason: "\(extractor.configuration.featureCount) features for "
          + "\(card.architecture.inputSize) inputs")
    }
    self.model = model
    self.windowing = windowing
    self.context = context
    isInterleaved = interleaved && card.architecture.subsampling > 1
    network = PreparedNetwork(model.network, context: context)
  }

  /// The sample rate that audio is brought to.
  package var sampleRate: Int { extractor.configuration.sampleRate }

  private var subsampling: Int { model.card.architecture.subsampling }

  package var clock: FrameClock {
    FrameClock(extractor.configuration, subsampling: subsampling, interleaved: isInterleaved)
  }

  /// Output frames between a frame and its answer, of networks with a target delay.
  package var delay: Int { (model.card.delay ?? 0) * (isInterleaved ? subsampling : 1) }

  func lane(_ read: @escaping () throws(AudioError) -> [Float]) -> RecordingLane {
    RecordingLane(sampleWindows(), read: read)
  }

  func sampleWindows() -> SampleWindows {
    SampleWindows(extractor, subsampling: subsampling, windowing: windowing)
  }

  /// Runs one recording through the network, several windows at a time, and hands on the log
  /// posteriors in order; returns the number of samples.
  @discardableResult
  package func posteriors(
    of read: @escaping () throws(AudioError) -> [Float], _ body: (Matrix) -> Void
  ) throws(AudioError) -> Int {
    let lane = lane(read)
    while true {
      var windows: [FeatureWindow] = []
      while windows.count < windowing.batch, let window = try lane.nextWindow() {
        windows.append(window)
      }
      if windows.isEmpty { return lane.sampleCount }
      for values in logPosteriors(windows, threads: context.threadCount) { body(values) }
    }
  }

  /// The log posteriors of what counts in each window: each thread computes a share of the windows
  /// together, or, if there is but one, the directions of each layer are shared out.
  func logPosteriors(_ windows: [FeatureWindow], threads: Int) -> [Matrix] {
    let shares = min(threads, windows.count)
    guard shares > 1 else { return logPosteriors(windows[...], network.on(threads: threads)) }
    let serial = network.on(threads: 1)
    return ComputeContext(kernels: context.kernels, threadCount: shares).map(shares) { share in
      let range = windows.count * share / shares..<windows.count * (share + 1) / shares
      return logPosteriors(windows[range], serial)
    }.flatMap { $0 }
  }

  /// The log posteriors of what counts in each window, computed together.
  private func logPosteriors(
    _ windows: ArraySlice<FeatureWindow>, _ network: PreparedNetwork
  ) -> [Matrix] {
    guard !windows.isEmpty else { return [] }
    // Side by side: runs whose groups begin at every second frame of the network's own.
    let runs = isInterleaved ? (subsampling + 1) / 2 : 1
    let sequences = windows.flatMap { window in
      (0..<runs).map { run in run == 0 ? window.values : window.values.droppingRows(2 * run) }
    }
    // Longest first, as a batch must be.
    let order = sequences.indices.sorted {
      (sequences[$1].rows, $0) < (sequences[$0].rows, $1)
    }
    var places = [Int](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = place }
    let logits = network.logits(of: SequenceBatch(order.map { sequences[$0] }))
    /// The logits of the group of frames that begins at `frame` of a window, where there are some.
    func row(_ window: Int, _ frame: Int) -> Int? {
      let sequence = window * runs + frame % subsampling / 2
      guard frame < windows[windows.startIndex + window].values.rows else { return nil }
      return logits.layout.row(step: frame / subsampling, sequence: places[sequence])
    }
    return windows.enumerated().map { index, window in
      let hop = isInterleaved ? 1 : subsampling
      var values = Matrix(rows: (window.kept + hop - 1) / hop, columns: logits.width)
      for output in 0..<values.rows {
        let frame = window.skipped + output * hop
        var target = values.mutableRow(output)
        if frame % subsampling % 2 == 0, let one = row(index, frame) {
          let source = logits.values.row(one)
          for column in 0..<logits.width { target[column] = source[column] }
        } else if let one = row(index, frame - 1) {
          let source = logits.values.row(one)
          let next = logits.values.row(row(index, frame + 1) ?? one)
          for column in 0..<logits.width { target[column] = (source[column] + next[column]) / 2 }
        }
      }
      return Softmax.logPosteriors(values)
    }
  }
}

extension Matrix {
  /// The same but for the first rows; none where there are no more.
  fileprivate func droppingRows(_ count: Int) -> Matrix {
    let dropped = min(count, rows)
    return Matrix(
      rows: rows - dropped, columns: columns, Array(array[(dropped * columns)...]))
  }
}
