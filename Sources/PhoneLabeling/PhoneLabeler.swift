public import DenseMath
internal import Foundation
public import KeywordSpotting
public import RecurrentNetworks
public import SpeechFeatures

/// Says which phone is spoken when, in recordings of any length.
///
/// A framewise model's posteriors go through a search for the most probable sequence of phones that
/// last at least `minimumDuration`. A CTC model of phones gives its best path; it knows the phones
/// but not their borders, which are put half-way between the peaks. One labeler may be used from
/// many threads.
public struct PhoneLabeler: Sendable {
  /// How posteriors become segments; the defaults were chosen on held-out speakers.
  public struct Smoothing: Sendable, Equatable {
    /// Seconds that a phone lasts at least, rounded to the network's frames.
    public var minimumDuration: Double
    /// Taken off the sum of log posteriors at each change of the phone.
    public var penalty: Double

    public init(minimumDuration: Double = 0.03, penalty: Double = 2) {
      self.minimumDuration = minimumDuration
      self.penalty = penalty
    }
  }

  public let smoothing: Smoothing
  let engine: PosteriorEngine

  /// - Throws: `SpottingError` if the model does not label phones, or its card contradicts itself.
  public init(
    model: Model, smoothing: Smoothing = .init(), windowing: Windowing = .phones,
    interleaved: Bool = true, context: ComputeContext
  ) throws(SpottingError) {
    guard model.card.task != .keywords else {
      throw .cannotSpot(
        model: model.card.name, task: "finding keywords", needed: "labelling phones")
    }
    self.smoothing = smoothing
    engine = try PosteriorEngine(
      model, windowing: windowing, interleaved: interleaved && model.card.task == .framewise,
      context: context)
  }

  public var model: Model { engine.model }

  /// The sample rate that audio is brought to.
  public var sampleRate: Int { engine.sampleRate }

  /// The phones of a waveform.
  ///
  /// - Precondition: the waveform has the model's sample rate.
  public func labels(of waveform: Waveform) -> PhoneLabels {
    var consumer = consumer()
    engine.posteriors(of: waveform) { consumer.push($0) }
    return consumer.finish(duration: waveform.duration)
  }

  /// Labels files, several at once, and hands out what comes of each in the order of the files.
  ///
  /// - Parameters:
  ///   - jobs: threads that files are shared out to.
  ///   - body: called on this thread with the place in `paths`; an error it throws ends the work.
  public func label<Failure: Error>(
    files paths: [String], reading options: AudioReader.Options = .init(), jobs: Int,
    progress: (FileProgress) -> Void = { _ in },
    _ body: (Int, Result<PhoneLabels, AudioError>) throws(Failure) -> Void
  ) throws(Failure) {
    try engine.run(
      files: paths, reading: options, jobs: jobs, makeConsumer: { _ in consumer() },
      progress: progress, body)
  }

  /// The posteriors of files: frames × labels, each with the seconds of its first frame's middle and
  /// from one frame to the next. Memory grows with the recording.
  public func posteriors<Failure: Error>(
    files paths: [String], reading options: AudioReader.Options = .init(), jobs: Int,
    progress: (FileProgress) -> Void = { _ in },
    _ body: (Int, Result<Posteriorgram, AudioError>) throws(Failure) -> Void
  ) throws(Failure) {
    let clock = engine.clock
    let delay = engine.delay
    let width = engine.model.card.labels.count
    try engine.run(
      files: paths, reading: options, jobs: jobs,
      makeConsumer: { _ in PosteriorgramMaker(clock: clock, delay: delay, width: width) },
      progress: progress, body)
  }

  private func consumer() -> SegmentMaker {
    SegmentMaker(model.card, smoothing, clock: engine.clock, delay: engine.delay)
  }
}

extension Windowing {
  /// A minute at a time, four together: an interleaved network runs twice or more over each.
  public static let phones = Windowing(kept: 6000, context: 200, batch: 4)
}

extension PosteriorEngine {
  /// The log posteriors of a waveform, part by part.
  func posteriors(of waveform: Waveform, _ body: (Matrix) -> Void) {
    precondition(waveform.sampleRate == sampleRate, "audio at the model's rate")
    var isRead = false
    let samples = waveform.samples
    // A waveform gives no errors.
    _ = try? posteriors(
      of: {
        defer { isRead = true }
        return isRead ? [] : samples
      }, body)
  }
}
