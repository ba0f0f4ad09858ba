internal import Foundation

/// Praat's TextGrid files (long text form).
package enum TextGrid {
  package struct Interval {
    var start: Double
    var end: Double
    var text: String

    package init(_ start: Double, _ end: Double, _ text: String) {
      (self.start, self.end, self.text) = (start, end, text)
    }
  }

  package struct Tier {
    var name: String
    var intervals: [Interval]

    package init(name: String, intervals: [Interval]) {
      (self.name, self.intervals) = (name, intervals)
    }
  }

  /// One interval tier a keyword.
  static func text(_ detections: [Detection], duration: Double) -> String {
    let keywords = Set(detections.map(\.keyword)).sorted()
    return text(
      keywords.map { keyword in
        Tier(
          name: keyword,
          intervals: detections.filter { $0.keyword == keyword }.map {
            Interval($0.start, $0.end, keyword)
          })
      }, duration: duration)
  }

  /// Interval tiers over `duration` seconds, or more if an interval ends later. A tier's intervals
  /// cannot overlap: of two that do, the later one begins where the earlier one ends.
  package static func text(_ tiers: [Tier], duration: Double) -> String {
    let length = max(duration, tiers.flatMap { $0.intervals.map(\.end) }.max() ?? 0, 0.001)
    func seconds(_ value: Double) -> String { String(format: "%.4f", value) }
    var out = """
      File type = "ooTextFile"
      Object class = "TextGrid"

      xmin = 0
      xmax = \(seconds(length))
      tiers? <exists>
      size = \(tiers.count)
      item []:

      """
    for (index, tier) in tiers.enumerated() {
      let filled = filled(tier.intervals, length: length)
      out += """
            item [\(index + 1)]:
                class = "IntervalTier"
                name = \(quoted(tier.name))
                xmin = 0
                xmax = \(seconds(length))
                intervals: size = \(filled.count)

        """
      for (place, interval) in filled.enumerated() {
        out += """
                  intervals [\(place + 1)]:
                      xmin = \(seconds(interval.start))
                      xmax = \(seconds(interval.end))
                      text = \(quoted(interval.text))

          """
      }
    }
    return out
  }

  /// Without overlaps, and with empty intervals in the gaps.
  private static func filled(_ intervals: [Interval], length: Double) -> [Interval] {
    var result: [Interval] = []
    var position = 0.0
    for one in intervals.sorted(by: { $0.start < $1.start }) {
      let start = max(one.start, position)
      guard one.end - start > 1e-4 else { continue }
      if start - position > 1e-4 { result.append(Interval(position, start, "")) }
      result.append(
        Interval(start - position > 1e-4 ? start : position, one.end, one.text))
      position = one.end
    }
    if length - position > 1e-4 || result.isEmpty { result.append(Interval(position, length, "")) }
    return result
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
