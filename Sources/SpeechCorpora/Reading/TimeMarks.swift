/// NIST's time marks (CTM), as Kaldi writes them: `utterance channel start duration label …` a
/// line, in seconds.
struct TimeMarks {
  private var segments: [String: [Segment]] = [:]
  let path: String?

  /// The marks of a file, or none where there is no file.
  init(
    ifThere path: String, _ kind: SegmentKind, sampleRate: Int, log: inout ReadingLog
  ) throws(CorpusError) {
    guard Folder.exists(path) else {
      self.path = nil
      return
    }
    self.path = path
    let lines = try LineReader(path: path, expected: "time marks")
    var previous: (id: Substring, segment: Segment)?
    while let line = try lines.next(&log) {
      let fields = line.fields
      if fields[0].hasPrefix(";;") { continue }
      guard fields.count >= 5, let start = Double(fields[2]), let duration = Double(fields[3]),
        duration >= 0, let first = Seconds.samples(start, rate: sampleRate),
        let end = Seconds.samples(start + duration, rate: sampleRate)
      else {
        try log.refuse(line.malformed(expected: "utterance, channel, start, duration and label"))
        continue
      }
      let segment = Segment(start: first, end: end, label: String(fields[4]))
      log.checkOrder(
        segment, after: previous.flatMap { $0.id == fields[0] ? $0.segment : nil }, kind: kind,
        path: path, line: line.number)
      previous = (fields[0], segment)
      switch kind {
      case .words:
        guard let word = Transcript.word(ofLabel: segment.label) else { continue }
        segments[String(fields[0]), default: []]
          .append(Segment(start: first, end: end, label: word))
      case .phones:
        log.usePhone(segment.label, path: path, line: line.number)
        segments[String(fields[0]), default: []].append(segment)
      }
    }
  }

  subscript(id: String) -> [Segment]? { segments[id] }
}
