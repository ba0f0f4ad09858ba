internal import Foundation

/// Praat's TextGrid files (long text form).
enum TextGrid {
  /// One interval tier a keyword. A tier's intervals cannot overlap: of two that do, the later one
  /// begins where the earlier one ends.
  static func text(_ detections: [Detection], duration: Double) -> String {
    let keywords = Set(detections.map(\.keyword)).sorted()
    let length = max(duration, detections.map(\.end).max() ?? 0, 0.001)
    func seconds(_ value: Double) -> String { String(format: "%.4f", value) }
    var out = """
      File type = "ooTextFile"
      Object class = "TextGrid"

      xmin = 0
      xmax = \(seconds(length))
      tiers? <exists>
      size = \(keywords.count)
      item []:

      """
    for (index, keyword) in keywords.enumerated() {
      let tier = intervals(detections.filter { $0.keyword == keyword }, length: length)
      out += """
            item [\(index + 1)]:
                class = "IntervalTier"
                name = \(quoted(keyword))
                xmin = 0
                xmax = \(seconds(length))
                intervals: size = \(tier.count)

        """
      for (place, interval) in tier.enumerated() {
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

  private static func intervals(
    _ detections: [Detection], length: Double
  ) -> [(start: Double, end: Double, text: String)] {
    var result: [(start: Double, end: Double, text: String)] = []
    var position = 0.0
    for one in detections.sorted(by: { $0.start < $1.start }) {
      let start = max(one.start, position)
      guard one.end - start > 1e-4 else { continue }
      if start - position > 1e-4 { result.append((position, start, "")) }
      result.append((result.isEmpty ? position : max(start, position), one.end, one.keyword))
      position = one.end
    }
    if length - position > 1e-4 || result.isEmpty { result.append((position, length, "")) }
    return result
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
