internal import Foundation
internal import SpeechCorpora
internal import SpeechMetrics

extension PhoneEvaluation {
  /// For people.
  public func table() -> String {
    let total = total
    var out = ""
    func line(_ name: String, _ value: String) {
      out += name + String(repeating: " ", count: max(1, 42 - name.count)) + value + "\n"
    }
    func percent(_ value: Double) -> String { String(format: "%.1f %%", 100 * value) }
    func with(_ figure: (Group) -> Double) -> String {
      let text = percent(figure(total))
      guard groups.count > 1, let interval = interval(figure) else { return text }
      return text + "  (95 %: \(percent(interval.low)) to \(percent(interval.high)))"
    }
    line("recordings", "\(recordingCount) of \(groups.count) speakers")
    line("frames of 10 ms", "\(total.frames.total)")
    line("frame accuracy, 39 classes", with(\.frameAccuracy))
    line("the same where there is speech", with(\.speechFrameAccuracy))
    line("phone error rate, without silences", with(\.phones.rate))
    line(
      "  phones; substituted, deleted, inserted",
      "\(total.phones.labels); \(total.phones.substitutions), \(total.phones.deletions), "
        + "\(total.phones.insertions)")
    for tolerance in Self.tolerances {
      line(
        String(format: "phone starts within %.0f ms", 1000 * tolerance),
        with { $0.startsWithin(tolerance) })
    }
    for agreement in total.boundaries {
      line(
        String(format: "borders within %.0f ms: recall, precision", 1000 * agreement.tolerance),
        "\(percent(agreement.recall)), \(percent(agreement.precision)); over-segmentation "
          + "\(percent(agreement.overSegmentation)), R-value "
          + String(format: "%.3f", agreement.rValue))
    }
    out += "\n  class   frames  recall  precision  most often taken for\n"
    for row in classRows(total) {
      out +=
        "  " + row.name.padding(toLength: 6, withPad: " ", startingAt: 0)
        + String(
          format: "%8d  %5.1f %%  %6.1f %%   ", row.frames, 100 * row.recall, 100 * row.precision)
        + row.confusions.map { "\($0.name) \(String(format: "%.0f %%", 100 * $0.share))" }
        .joined(separator: ", ") + "\n"
    }
    return out
  }

  /// A line a class.
  public func csv() -> String {
    var out = "class,frames,recall,precision\n"
    for row in classRows(total) {
      out += "\(row.name),\(row.frames)," + String(format: "%.5f,%.5f\n", row.recall, row.precision)
    }
    return out
  }

  /// The figures as one JSON object.
  public func json() -> String {
    let total = total
    func object(_ figure: (Group) -> Double) -> [String: Any] {
      var result: [String: Any] = [:]
      let value = figure(total)
      if value.isFinite { result["value"] = value }
      if groups.count > 1, let interval = interval(figure) {
        result["low"] = interval.low
        result["high"] = interval.high
      }
      return result
    }
    var fields: [String: Any] = [
      "recordings": recordingCount, "speakers": groups.count, "frames": total.frames.total,
      "frameAccuracy": object(\.frameAccuracy),
      "speechFrameAccuracy": object(\.speechFrameAccuracy),
      "phoneErrorRate": object(\.phones.rate), "phones": total.phones.labels,
      "substitutions": total.phones.substitutions, "deletions": total.phones.deletions,
      "insertions": total.phones.insertions,
    ]
    for tolerance in Self.tolerances {
      fields[String(format: "startsWithin%.0fms", 1000 * tolerance)] = object {
        $0.startsWithin(tolerance)
      }
    }
    let options: JSONSerialization.WritingOptions = [.sortedKeys, .prettyPrinted]
    guard let data = try? JSONSerialization.data(withJSONObject: fields, options: options) else {
      preconditionFailure("finite numbers are JSON")
    }
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  struct ClassRow {
    var name: String
    var frames: Int
    var recall: Double
    var precision: Double
    var confusions: [(name: String, share: Double)]
  }

  private func classRows(_ total: Group) -> [ClassRow] {
    let names = PhoneSet.leeHon39.phones
    return names.indices.filter { total.frames.total(ofReference: $0) > 0 }.map { one in
      let all = Double(total.frames.total(ofReference: one))
      let others = names.indices.filter { $0 != one && total.frames[one, $0] > 0 }
        .sorted { (total.frames[one, $1], $0) < (total.frames[one, $0], $1) }.prefix(3)
      let hits = Double(total.frames[one, one])
      return ClassRow(
        name: names[one], frames: Int(all), recall: hits / all,
        precision: hits / Double(max(total.frames.total(ofHypothesis: one), 1)),
        confusions: others.map { (names[$0], Double(total.frames[one, $0]) / all) })
    }
  }

  /// A picture of which class was taken for which.
  public func confusionPlot() -> String {
    ConfusionPlot.svg(total.frames, names: PhoneSet.leeHon39.phones)
  }
}
