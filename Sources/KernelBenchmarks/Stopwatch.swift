/// How long a piece of work takes.
public struct Timing: Codable, Sendable {
  /// Seconds of one call in the fastest sample: the time without the disturbance of others.
  public let minimum: Double
  /// Seconds of one call in the median sample: what a user gets.
  public let median: Double
  public let sampleCount: Int
  public let callsPerSample: Int

  public init(minimum: Double, median: Double, sampleCount: Int, callsPerSample: Int) {
    (self.minimum, self.median) = (minimum, median)
    (self.sampleCount, self.callsPerSample) = (sampleCount, callsPerSample)
  }
}

/// Times a piece of work: a warm-up, then samples of as many calls as make a sample long enough for
/// the clock.
public struct Stopwatch: Sendable {
  /// Samples to take at least, and seconds to go on taking them for. Slow work, of which the
  /// samples would take four times as long, gets fewer: two at least.
  public var sampleCount: Int
  public var duration: Double
  /// Seconds that a sample lasts at least.
  public var sampleDuration: Double

  public init(sampleCount: Int = 7, duration: Double = 0.25, sampleDuration: Double = 0.002) {
    precondition(sampleCount >= 1, "at least one sample")
    self.sampleCount = sampleCount
    self.duration = duration
    self.sampleDuration = sampleDuration
  }

  /// Times `work`.
  public func time(_ work: () throws -> Void) rethrows -> Timing {
    var calls = 1
    var elapsed = try seconds(of: 1, work)  // the warm-up: pages, caches, the processor's clock
    while elapsed < sampleDuration {
      calls = Swift.max(calls * 2, Int((sampleDuration / Swift.max(elapsed, 1e-9)) * Double(calls)))
      elapsed = try seconds(of: calls, work)
    }
    var samples: [Double] = []
    var total = 0.0
    while needsMore(samples.count, total) {
      let sample = try seconds(of: calls, work)
      samples.append(sample / Double(calls))
      total += sample
    }
    samples.sort()
    return Timing(
      minimum: samples[0], median: samples[samples.count / 2], sampleCount: samples.count,
      callsPerSample: calls)
  }

  /// Times `work` one call at a time, each after `prepare`, whose time does not count: for work that
  /// changes what it works on. A call should take 10 µs or more.
  public func time(preparing prepare: () throws -> Void, _ work: () throws -> Void) rethrows
    -> Timing
  {
    var samples: [Double] = []
    var total = 0.0
    try prepare()
    _ = try seconds(of: 1, work)
    while needsMore(samples.count, total) {
      try prepare()
      samples.append(try seconds(of: 1, work))
      total += samples[samples.count - 1]
    }
    samples.sort()
    return Timing(
      minimum: samples[0], median: samples[samples.count / 2], sampleCount: samples.count,
      callsPerSample: 1)
  }

  private func needsMore(_ samples: Int, _ total: Double) -> Bool {
    total < duration || samples < 2 || (samples < sampleCount && total < 4 * duration)
  }

  private func seconds(of calls: Int, _ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    for _ in 0..<calls { try work() }
    let elapsed = clock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
  }
}
