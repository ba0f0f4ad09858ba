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

  /// - Throws: `SpottingError.badFeatures` if the card's features do not fit its network.
  package init(
    _ model: Model, windowing: Windowing, context: ComputeContext
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
    network = PreparedNetwork(model.network, context: context)
  }

  /// The sample rate that audio is brought to.
  package var sampleRate: Int { extractor.configuration.sampleRate }

  package var clock: FrameClock {
    FrameClock(extractor.configuration, subsampling: model.card.architecture.subsampling)
  }

  func lane(_ read: @escaping () throws(AudioError) -> [Float]) -> RecordingLane {
    RecordingLane(
      extractor, subsampling: model.card.architecture.subsampling, windowing: windowing, read: read)
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
    guard shares > 1 else { return Self.logPosteriors(windows[...], network.on(threads: threads)) }
    let serial = network.on(threads: 1)
    return ComputeContext(kernels: context.kernels, threadCount: shares).map(shares) { share in
      let range = windows.count * share / shares..<windows.count * (share + 1) / shares
      return Self.logPosteriors(windows[range], serial)
    }.flatMap { $0 }
  }

  /// The log posteriors of what counts in each window, computed together.
  private static func logPosteriors(
    _ windows: ArraySlice<FeatureWindow>, _ network: PreparedNetwork
  ) -> [Matrix] {
    guard !windows.isEmpty else { return [] }
    // Longest first, as a batch must be.
    let order = windows.indices.sorted {
      (windows[$1].values.rows, $0) < (windows[$0].values.rows, $1)
    }
    let logits = network.logits(of: SequenceBatch(order.map { windows[$0].values }))
    var result = [Matrix](repeating: Matrix(rows: 0, columns: 0), count: windows.count)
    for (place, index) in order.enumerated() {
      let window = windows[index]
      var values = Matrix(rows: window.kept, columns: logits.width)
      for row in 0..<window.kept {
        let source = logits.values.row(
          logits.layout.row(step: window.skipped + row, sequence: place))
        var target = values.mutableRow(row)
        for column in 0..<logits.width { target[column] = source[column] }
      }
      result[index - windows.startIndex] = Softmax.logPosteriors(values)
    }
    return result
  }
}
