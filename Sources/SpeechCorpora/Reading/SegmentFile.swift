/// Segments in TIMIT's format: `start end label` a line, in samples.
package enum SegmentFile {
  /// No recording has more samples; larger numbers are mistakes.
  static let latestSample = 1 << 40

  /// The segments of a file. Words are written as `Transcript` says, silences between them left out.
  static func read(
    _ path: String, _ kind: SegmentKind, log: inout ReadingLog
  ) throws(CorpusError) -> [Segment] {
    let lines = try LineReader(path: path, expected: "segments")
    var result: [Segment] = []
    var previous: Segment?
    while let line = try lines.next(&log) {
      guard let segment = parse(line.text) else {
        try log.refuse(line.malformed(expected: "start, end and label"))
        continue
      }
      log.checkOrder(segment, after: previous, kind: kind, path: path, line: line.number)
      previous = segment
      switch kind {
      case .words:
        guard let word = Transcript.word(ofLabel: segment.label) else { continue }
        result.append(Segment(start: segment.start, end: segment.end, label: word))
      case .phones:
        log.usePhone(segment.label, path: path, line: line.number)
        result.append(segment)
      }
    }
    return result
  }

  /// A line's segment with its label as it stands there, or `nil` if it is none.
  package static func parse(_ line: String) -> Segment? {
    let fields = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
    guard fields.count == 3, let start = Int(fields[0]), let end = Int(fields[1]),
      0 <= start, start <= end, end <= latestSample
    else { return nil }
    let label = fields[2].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return label.isEmpty ? nil : Segment(start: start, end: end, label: label)
  }

  /// The first line of a file whose segment ends after `sample`, or `nil`.
  static func line(in path: String, endingAfter sample: Int) -> Int? {
    guard let lines = try? LineReader(path: path, expected: "segments") else { return nil }
    while let line = try? lines.next() {
      if let segment = parse(line.text), segment.end > sample { return line.number }
    }
    return nil
  }
}

/// Times in seconds as samples.
package enum Seconds {
  /// About four months; longer times are mistakes.
  package static let longest = 1e7

  /// Whether a number can be a time: before or after the start of a recording, and not too far.
  package static func areTime(_ seconds: Double) -> Bool { abs(seconds) <= longest }

  /// The nearest sample, or `nil` for what is not a time.
  static func samples(_ seconds: Double, rate: Int) -> Int? {
    guard seconds >= 0, areTime(seconds) else { return nil }
    return Int((seconds * Double(rate)).rounded())
  }
}
