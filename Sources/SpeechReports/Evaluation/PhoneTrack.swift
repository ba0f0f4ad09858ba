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

  /// The class at each step of 10 ms, at its middle; `nil` where there is none.
  func frames(duration: Double) -> [Int?] {
    let count = Int((duration * 100 - 0.5).rounded(.up))
    var result = [Int?](repeating: nil, count: max(count, 0))
    for segment in segments {
      let first = max(0, Int((segment.start * 100 - 0.5).rounded(.up)))
      let end = min(result.count, Int((segment.end * 100 - 0.5).rounded(.up)))
      if first < end { for frame in first..<end { result[frame] = segment.phone } }
    }
    return result
  }
}
