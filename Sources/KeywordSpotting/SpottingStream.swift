internal import DenseMath

/// Finds keywords in samples as they come, in memory that does not grow; from `KeywordSpotter.stream`.
///
/// A keyword is told within about 1.2 s of its end with a model of phones, if the spotter was made with
/// the windowing `.live`. Its times and score are final then; what follows is looked at less than in
/// whole recordings, so a little more is missed.
public struct SpottingStream: ~Copyable {
  private let engine: PosteriorEngine
  private var windows: SampleWindows
  private var search: PosteriorSearch

  init(_ engine: PosteriorEngine, _ plan: SearchPlan) {
    self.engine = engine
    windows = engine.sampleWindows()
    search = PosteriorSearch(plan)
  }

  /// Seconds heard.
  public var duration: Double { Double(windows.sampleCount) / Double(engine.sampleRate) }

  /// Takes the next samples, any number of them, at the spotter's sample rate, mono, within ±1.
  ///
  /// - Returns: what has become certain, in order of start; nothing is told twice. Seconds count from
  ///   the first sample.
  public mutating func push(_ samples: [Float]) -> [Detection] {
    windows.push(samples)
    return searched()
  }

  /// Says that there are no more samples; returns what was waiting for them. Nothing can be pushed
  /// afterwards.
  public mutating func finish() -> [Detection] {
    windows.finish()
    let last = searched()
    search.close()
    return last + search.takeNew(duration: duration)
  }

  private mutating func searched() -> [Detection] {
    while let window = windows.nextWindow() {
      for values in engine.logPosteriors([window], threads: engine.context.threadCount) {
        search.push(values)
      }
    }
    return search.takeNew(duration: duration)
  }
}
