internal import Foundation

/// How detections are written.
public enum DetectionFormat: String, Sendable, CaseIterable {
  /// Columns for people.
  case table
  /// A JSON object a line, with the keys file, keyword, start, end, score.
  case jsonl
  case csv
  /// Praat's TextGrid: an interval tier a keyword; one recording a file.
  case textgrid
  /// Audacity's label track; one recording a file.
  case audacity

  /// Whether an output can hold the detections of one recording only.
  public var isPerRecording: Bool { self == .textgrid || self == .audacity }

  /// The ending of a file's name.
  public var fileExtension: String {
    switch self {
    case .table, .audacity: "txt"
    case .jsonl: "jsonl"
    case .csv: "csv"
    case .textgrid: "TextGrid"
    }
  }

  /// The least width of the table's column of keywords.
  private static let keywordWidth = 10

  /// What stands before the first recording.
  ///
  /// - Parameter keywordWidth: characters of the longest keyword.
  public func header(keywordWidth: Int = 0) -> String {
    switch self {
    case .table:
      "   start      end  score  "
        + "keyword".padded(to: max(keywordWidth, Self.keywordWidth)) + "  file\n"
    case .csv: "file,keyword,start,end,score\n"
    case .jsonl, .textgrid, .audacity: ""
    }
  }

  /// The detections of one recording of `duration` seconds.
  public func text(
    _ detections: [Detection], file: String, duration: Double, keywordWidth: Int = 0
  ) -> String {
    switch self {
    case .table:
      detections.map { one in
        String(format: "%8.2f %8.2f  %.3f  ", one.start, one.end, one.score)
          + one.keyword.padded(to: max(keywordWidth, Self.keywordWidth)) + "  \(file)\n"
      }.joined()
    case .jsonl:
      detections.map { one in
        "{\"file\":\(JSONString.quoted(file)),\"keyword\":\(JSONString.quoted(one.keyword)),"
          + String(
            format: "\"start\":%.3f,\"end\":%.3f,\"score\":%.4f}\n", one.start, one.end, one.score)
      }.joined()
    case .csv:
      detections.map { one in
        "\(field(file)),\(field(one.keyword)),"
          + String(format: "%.3f,%.3f,%.4f\n", one.start, one.end, one.score)
      }.joined()
    case .audacity:
      detections.map { one in
        String(format: "%.6f\t%.6f\t", one.start, one.end) + one.keyword
          + String(format: " %.2f\n", one.score)
      }.joined()
    case .textgrid:
      TextGrid.text(detections, duration: duration)
    }
  }

  /// A field of comma-separated values (RFC 4180).
  private func field(_ text: String) -> String {
    // By bytes: a letter may hold a comma and what stands above it.
    guard text.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return text }
    let quote = UInt8(ascii: "\"")
    let inner = text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return String(decoding: [quote] + inner + [quote], as: UTF8.self)
  }
}

extension String {
  /// With spaces behind, to at least `width` characters.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
