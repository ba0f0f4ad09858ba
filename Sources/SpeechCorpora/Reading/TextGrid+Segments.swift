extension TextGrid {
  /// The words and phones of a grid, in samples at `sampleRate`, with the speaker that its tiers
  /// name. Phones without a label are silence: `SIL`.
  func labels(
    path: String, sampleRate: Int, log: inout ReadingLog
  ) throws(CorpusError) -> (words: [Segment]?, phones: [Segment]?, speaker: String?) {
    let words = tiers(
      named: ["words", "word", "text", "ort", "transcript", "utterance", "sentence"]
    ).first
    let phones = tiers(named: ["phones", "phone", "phonemes", "phoneme", "segments", "mau"]).first
    var result: (words: [Segment]?, phones: [Segment]?, speaker: String?)
    result.speaker = words?.speaker ?? phones?.speaker
    if let words {
      result.words = try segments(
        words.tier, .words, path: path, sampleRate: sampleRate, log: &log)
    }
    if let phones {
      result.phones = try segments(
        phones.tier, .phones, path: path, sampleRate: sampleRate, log: &log)
    }
    return result
  }

  private func segments(
    _ tier: Tier, _ kind: SegmentKind, path: String, sampleRate: Int, log: inout ReadingLog
  ) throws(CorpusError) -> [Segment] {
    var result: [Segment] = []
    var previous: Segment?
    for interval in tier.intervals {
      let text = interval.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard let start = Seconds.samples(interval.start, rate: sampleRate),
        let end = Seconds.samples(interval.end, rate: sampleRate)
      else {
        try log.refuse(
          .malformed(
            path: path, line: interval.line, expected: "times in seconds",
            found: "\(interval.start) \(interval.end)"))
        continue
      }
      var segment = Segment(start: start, end: end, label: text)
      log.checkOrder(segment, after: previous, kind: kind, path: path, line: interval.line)
      previous = segment
      switch kind {
      case .words:
        let words = Transcript.runningWords(text)
        guard !words.isEmpty, Transcript.word(ofLabel: text) != nil else { continue }
        segment.label = words.joined(separator: " ")
      case .phones:
        if text.isEmpty { segment.label = "SIL" }
        log.usePhone(segment.label, path: path, line: interval.line)
      }
      result.append(segment)
    }
    return result
  }
}
