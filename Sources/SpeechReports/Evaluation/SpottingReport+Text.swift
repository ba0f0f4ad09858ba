internal import Foundation
internal import SpeechMetrics

extension SpottingReport {
  /// For people.
  public func table() -> String {
    var out = ""
    func line(_ name: String, _ value: String) {
      out += name + String(repeating: " ", count: max(1, 38 - name.count)) + value + "\n"
    }
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    func number(_ value: Double) -> String { String(format: "%.3f", value) }
    func with(_ figure: Figure, _ text: (Double) -> String) -> String {
      guard let interval = figure.interval else { return text(figure.value) }
      return "\(text(figure.value))  (95 %: \(text(interval.low)) to \(text(interval.high)))"
    }
    line("recordings", "\(recordings)" + (groups == recordings ? "" : " of \(groups) speakers"))
    if let hours { line("hours", number(hours)) }
    line("keywords", "\(keywords.count), said \(occurrences) times")
    line("scores counted", threshold.map { "from \(number($0)) on" } ?? "all")
    line("hits, misses, false alarms", "\(hits), \(misses), \(falseAlarms)")
    if let missRate { line("missed", with(missRate, percent)) }
    if let precision { line("precision", percent(precision)) }
    if let rate = falseAlarmsPerHour { line("false alarms an hour", with(rate, number)) }
    if let rate = falseAlarmsPerKeywordHour {
      line("false alarms a keyword and hour", with(rate, number))
    }
    for point in operatingPoints {
      line(
        String(format: "missed at %g false alarms an hour", point.falseAlarmsPerHour),
        with(point.missRate, percent))
    }
    for point in operatingPointsPerKeyword {
      line(
        String(format: "missed at %g a keyword and hour", point.falseAlarmsPerHour),
        with(point.missRate, percent))
    }
    if let equalErrorRate { line("equal error rate, by recording", percent(equalErrorRate)) }
    if let figureOfMerit { line("figure of merit", with(figureOfMerit, percent)) }
    if let value = termWeightedValue {
      line(
        String(format: "term-weighted value, β %g", value.beta),
        "\(number(value.actual)), at best \(number(value.maximum))"
          + (value.bestThreshold.map { " (from \(number($0)) on)" } ?? ""))
    }
    if let keywordAccuracy { line("keyword accuracy", with(keywordAccuracy, percent)) }
    if let keywordsCorrect { line("keywords correct", with(keywordsCorrect, percent)) }
    if let timing {
      line(
        "error of start and end, median",
        String(
          format: "%.0f ms, %.0f ms  (nine in ten: %.0f, %.0f)",
          1000 * timing.medianAbsoluteStart, 1000 * timing.medianAbsoluteEnd,
          1000 * timing.ninthDecileStart, 1000 * timing.ninthDecileEnd))
    }
    if let calibrationError {
      line("calibration error of the scores", percent(calibrationError))
      out += "\n  score        claims   mean    hits\n"
      for row in calibration {
        out += String(
          format: "  %.1f to %.1f  %7d  %5.3f  %5.1f %%\n", row.low, row.high, row.claims,
          row.meanScore, 100 * row.hitShare)
      }
    }
    return out + "\n" + keywordTable()
  }

  private func keywordTable() -> String {
    let width = max(8, keywords.map(\.keyword.count).max() ?? 0)
    func padded(_ text: String) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    var out = padded("keyword") + "   said   hits  missed  false alarms   figure of merit\n"
    for row in keywords {
      out += padded(row.keyword)
      out += String(
        format: "%7d%7d%8d%14d", row.occurrences, row.hits, row.misses, row.falseAlarms)
      out += row.figureOfMerit.map { String(format: "%16.1f %%", 100 * $0) } ?? ""
      out += "\n"
    }
    return out
  }

  /// One object, keys in alphabetical order.
  public func json() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Figures that are not finite were left out.
    guard let data = try? encoder.encode(self) else { preconditionFailure("not JSON") }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// A row a keyword and one for all.
  public func csv() -> String {
    func field(_ text: String) -> String {
      text.contains(where: { ",\"\n\r".contains($0) })
        ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
    }
    func number(_ value: Double?) -> String { value.map { String(format: "%.6g", $0) } ?? "" }
    var out =
      "keyword,occurrences,hits,misses,false_alarms,miss_rate,false_alarms_per_hour,"
      + "figure_of_merit\n"
    for row in keywords {
      out +=
        "\(field(row.keyword)),\(row.occurrences),\(row.hits),\(row.misses),\(row.falseAlarms),"
        + "\(number(row.missRate)),\(number(row.falseAlarmsPerHour)),"
        + "\(number(row.figureOfMerit))\n"
    }
    return out
      + "*,\(occurrences),\(hits),\(misses),\(falseAlarms),\(number(missRate?.value)),"
      + "\(number(falseAlarmsPerHour?.value)),\(number(figureOfMerit?.value))\n"
  }
}
