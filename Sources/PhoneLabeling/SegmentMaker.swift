internal import DenseMath
internal import Foundation
internal import KeywordSpotting
internal import RecurrentNetworks

/// Log posteriors in, phone segments out.
struct SegmentMaker: PosteriorConsumer {
  private enum Method {
    case loop(PhoneLoop)
    case peaks(PhonePeaks)
  }

  private let labels: [String]
  private let clock: FrameClock
  private var shift: DelayShift
  private var method: Method
  private var segments: [PhoneSegment] = []

  init(_ card: ModelCard, _ smoothing: PhoneLabeler.Smoothing, clock: FrameClock, delay: Int) {
    labels = card.labels
    self.clock = clock
    shift = DelayShift(delay)
    if card.task == .framewise {
      let minimum = max(1, Int((smoothing.minimumDuration / clock.step).rounded()))
      method = .loop(
        PhoneLoop(
          labelCount: card.labels.count, minimum: minimum, penalty: Float(smoothing.penalty)))
    } else {
      method = .peaks(PhonePeaks(labels: card.labels, clock: clock))
    }
  }

  mutating func push(_ logPosteriors: Matrix) {
    take(shift.push(logPosteriors))
  }

  private mutating func take(_ rows: Matrix) {
    guard rows.rows > 0 else { return }
    switch method {
    case .loop(var loop):
      // The old value is let go of, so that the loop is not copied.
      method = .peaks(PhonePeaks(labels: [], clock: clock))
      add(loop.push(rows))
      method = .loop(loop)
    case .peaks(var peaks):
      method = .peaks(PhonePeaks(labels: [], clock: clock))
      segments += peaks.push(rows)
      method = .peaks(peaks)
    }
  }

  mutating func finish(duration: Double) -> PhoneLabels {
    take(shift.finish())
    switch method {
    case .loop(var loop): add(loop.finish())
    case .peaks(var peaks): segments += peaks.finish(duration: duration)
    }
    if !segments.isEmpty {
      segments[0].start = 0
      segments[segments.count - 1].end = duration
    }
    // Frames may stand beyond the end of a recording shorter than a window.
    let within = segments.compactMap { segment -> PhoneSegment? in
      var result = segment
      result.end = min(result.end, duration)
      return result.start < result.end ? result : nil
    }
    return PhoneLabels(segments: within, duration: duration)
  }

  /// Borders lie half-way between the middles of frames.
  private mutating func add(_ stretches: [PhoneLoop.Stretch]) {
    for stretch in stretches {
      segments.append(
        PhoneSegment(
          phone: labels[stretch.label],
          start: clock.time(ofFrame: Double(stretch.frames.lowerBound) - 0.5),
          end: clock.time(ofFrame: Double(stretch.frames.upperBound) - 0.5),
          posterior: stretch.mass / Double(stretch.frames.count)))
    }
  }
}

/// Segments from a CTC network's peaks: borders half-way between two peaks, silence where they are
/// far apart.
struct PhonePeaks {
  /// Seconds to either side of a peak that are taken for the phone's where no other is near.
  private static let reach = 0.12
  private static let silence = "SIL"

  private let labels: [String]
  private let clock: FrameClock
  private var frame = 0
  private var current = 0
  private var run: (first: Int, mass: Double) = (0, 0)
  private var peaks: [(label: Int, time: Double, posterior: Double)] = []
  private var position = 0.0

  init(labels: [String], clock: FrameClock) {
    self.labels = labels
    self.clock = clock
  }

  mutating func push(_ logPosteriors: Matrix) -> [PhoneSegment] {
    for step in 0..<logPosteriors.rows {
      let row = logPosteriors.row(step)
      var best = 0
      for label in 0..<row.count where row[label] > row[best] { best = label }
      if best != current { endRun() }
      if best != current { run = (frame, 0) }
      current = best
      run.mass += exp(Double(row[best]))
      frame += 1
    }
    return settled(keeping: 1, duration: nil)
  }

  mutating func finish(duration: Double) -> [PhoneSegment] {
    endRun()
    return settled(keeping: 0, duration: duration)
  }

  private mutating func endRun() {
    if current != 0 && frame > run.first {
      peaks.append(
        (
          current, clock.time(ofFrame: Double(run.first + frame - 1) / 2),
          run.mass / Double(frame - run.first)
        ))
    }
    run = (frame, 0)
  }

  /// The segments of all peaks but the last ones, whose ends are not known yet.
  private mutating func settled(keeping kept: Int, duration: Double?) -> [PhoneSegment] {
    var result: [PhoneSegment] = []
    while peaks.count > kept {
      let peak = peaks.removeFirst()
      let start = max(position, peak.time - Self.reach)
      if start > position { result.append(silence(from: position, to: start)) }
      let next = peaks.first?.time
      let half = next.map { (peak.time + $0) / 2 } ?? .infinity
      let end = min(half, peak.time + Self.reach, duration ?? .infinity)
      result.append(
        PhoneSegment(
          phone: labels[peak.label], start: start, end: max(end, start), posterior: peak.posterior))
      position = max(end, start)
    }
    if let duration, position < duration {
      result.append(silence(from: position, to: duration))
      position = duration
    }
    return result
  }

  private func silence(from start: Double, to end: Double) -> PhoneSegment {
    PhoneSegment(phone: Self.silence, start: start, end: end, posterior: 1)
  }
}
