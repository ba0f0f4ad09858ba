internal import Foundation
public import SpeechCorpora

/// The phones of a recording in one set of classes, in order, as they are compared.
public struct PhoneTrack: Sendable, Equatable {
  public struct Segment: Sendable, Equatable {
    /// The class's index; `nil` for what counts nowhere.
    public var phone: Int?
    /// Seconds.
    public var start: Double
    public var end: Double
  }

  /// How stops are written.
  public enum Closures: String, Sendable, CaseIterable {
    /// A stop's closure is part of it, as in the CMU dictionary: `tcl t` is one `t`.
    case stop
    /// Closures are silence, as Lee and Hon count.
    case silence
  }

  public var segments: [Segment]

  /// - Parameters:
  ///   - labelled: labels and times in seconds, in order.
  ///   - set: the labels' set.
  ///   - closures: what becomes of TIMIT's closures.
  public init(
    _ labelled: [(label: String, start: Double, end: Double)], set: PhoneSet, closures: Closures
  ) {
    var joined = labelled
    if closures == .stop, set == .timit61 { joined = Self.joiningClosures(labelled) }
    let folding = PhoneFolding.to39(from: set)
    segments = joined.map { one in
      let phone = folding == nil ? one.label : folding?.fold(one.label)
      return Segment(
        phone: phone.flatMap { PhoneSet.leeHon39.index(of: $0) }, start: one.start, end: one.end)
    }
    // Neighbours that fold to the same stay apart unless both are silence.
    let silence = PhoneSet.leeHon39.index(of: "sil")
    var merged: [Segment] = []
    for segment in segments {
      if let last = merged.last, last.phone == silence, segment.phone == silence,
        abs(last.end - segment.start) < 1e-6
      {
        merged[merged.count - 1].end = segment.end
      } else {
        merged.append(segment)
      }
    }
    segments = merged
  }

  /// Where the last segment ends, in seconds.
  var end: Double { segments.last?.end ?? 0 }

  /// Seconds that a gap between segments lasts at least to be a silence; shorter ones come from rounding.
  private static let shortestGap = 0.03

  /// Where one segment ends and another begins, in seconds. Gaps are silences, that before the first segment and
  /// that from the last one to `end` as well, and one with the silence beside.
  func borders(until end: Double) -> [Double] {
    var borders: [Double] = []
    var (last, reached) = (Int?.some(PhoneEvaluation.silence), 0.0)
    for (place, segment) in segments.enumerated() {
      let isSilence = segment.phone == PhoneEvaluation.silence
      if segment.start - reached >= Self.shortestGap {
        if last != PhoneEvaluation.silence { borders.append(reached) }
        last = PhoneEvaluation.silence
      }
      let isAtStart = place == 0 && segment.start < Self.shortestGap
      if !isAtStart && !(isSilence && last == PhoneEvaluation.silence) {
        borders.append(segment.start)
      }
      (last, reached) = (segment.phone, segment.end)
    }
    if end - reached >= Self.shortestGap, last != PhoneEvaluation.silence {
      borders.append(reached)
    }
    return borders
  }

  /// Closure and release become one stop; a closure without release is the stop.
  private static func joiningClosures(
    _ labelled: [(label: String, start: Double, end: Double)]
  ) -> [(label: String, start: Double, end: Double)] {
    let releases = [
      "tcl": ["t", "ch"], "dcl": ["d", "jh"], "pcl": ["p"], "bcl": ["b"], "kcl": ["k"],
      "gcl": ["g"],
    ]
    var result: [(label: String, start: Double, end: Double)] = []
    var open: (stops: [String], start: Double, end: Double)?
    for one in labelled {
      if let closure = open {
        open = nil
        if closure.stops.contains(one.label), abs(closure.end - one.start) < 1e-6 {
          result.append((one.label, closure.start, one.end))
          continue
        }
        result.append((closure.stops[0], closure.start, closure.end))
      }
      if let stops = releases[one.label] {
        open = (stops, one.start, one.end)
      } else {
        result.append(one)
      }
    }
    if let closure = open { result.append((closure.stops[0], closure.start, closure.end)) }
    return result
  }

  /// Steps of 10 ms, and the class at their middles.
  struct Run {
    var frames: Range<Int>
    var phone: Int?
  }

  /// The classes of frames in order, without overlaps: of segments that overlap the last one counts.
  /// Frames in none of them are left out.
  ///
  /// - Precondition: times are at most `Seconds.longest`.
  func runs(duration: Double) -> [Run] {
    let count = Self.frame(duration)
    var result: [Run] = []
    for segment in segments {
      let frames =
        Self.frame(segment.start)..<max(Self.frame(segment.start), Self.frame(segment.end))
      let own = frames.clamped(to: 0..<max(count, 0))
      if own.isEmpty { continue }
      var after: [Run] = []
      while let last = result.last, last.frames.upperBound > own.lowerBound {
        result.removeLast()
        if last.frames.upperBound > own.upperBound {
          let start = max(last.frames.lowerBound, own.upperBound)
          after.append(Run(frames: start..<last.frames.upperBound, phone: last.phone))
        }
        if last.frames.lowerBound < own.lowerBound {
          result.append(Run(frames: last.frames.lowerBound..<own.lowerBound, phone: last.phone))
          break
        }
      }
      result.append(Run(frames: own, phone: segment.phone))
      result += after.reversed()
    }
    return result
  }

  /// The first frame whose middle is not before a time.
  private static func frame(_ seconds: Double) -> Int {
    precondition(Seconds.areTime(seconds), "a time in seconds")
    return Int((seconds * 100 - 0.5).rounded(.up))
  }
}
