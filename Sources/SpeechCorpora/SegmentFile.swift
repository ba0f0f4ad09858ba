/// Segments in TIMIT's format: `start end label` a line, in samples.
enum SegmentFile {
  /// The segments of a file, or `nil` if there is none.
  static func read(ifThere path: String) throws(CorpusError) -> [Segment]? {
    guard Folder.exists(path) else { return nil }
    let file = try TextLines(path: path, expected: "segments")
    var result: [Segment] = []
    for (number, text) in file.lines {
      let fields = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
      guard fields.count == 3, let start = Int(fields[0]), let end = Int(fields[1]),
        start >= 0, end >= start
      else {
        throw file.malformed(number, expected: "start, end and label", found: text)
      }
      let label = fields[2].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      result.append(Segment(start: start, end: end, label: label))
    }
    return result
  }
}
