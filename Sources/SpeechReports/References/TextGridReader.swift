internal import SpeechCorpora

/// Praat's TextGrid files as references.
enum TextGridReader {
  /// The labels of the tiers that are named after the units, of all speakers, else of all interval tiers.
  static func recording(
    _ path: String, name: String, _ units: Reference.Units
  ) throws(ReferenceError) -> Reference.Recording {
    let grid: SpeechCorpora.TextGrid
    do throws(CorpusError) {
      grid = try .init(path: path)
    } catch {
      throw ReferenceError(error)
    }
    let names = units == .words ? ["words", "word"] : ["phones", "phone", "phonemes", "phoneme"]
    let named = grid.tiers(named: names).map(\.tier)
    var words: [(text: String, time: ClosedRange<Double>)] = []
    for interval in (named.isEmpty ? grid.tiers : named).flatMap(\.intervals) {
      guard Seconds.areTime(interval.start), Seconds.areTime(interval.end) else {
        throw .malformed(
          path: path, line: interval.line, expected: "times in seconds",
          found: "\(interval.start) \(interval.end)")
      }
      if interval.text.allSatisfy(\.isWhitespace) { continue }
      words.append((interval.text, interval.start...interval.end))
    }
    return Reference.Recording(
      name: name,
      words: words.sorted { $0.time.lowerBound < $1.time.lowerBound }
        .map { Reference.Word($0.text, time: $0.time) },
      duration: grid.end)
  }
}

extension ReferenceError {
  fileprivate init(_ error: CorpusError) {
    self =
      switch error {
      case .missing(let path, _): .missing(path: path)
      case .malformed(let path, let line, let expected, let found):
        .malformed(path: path, line: line ?? 0, expected: expected, found: found)
      case .unreadable(let path, _), .tooLarge(let path, _, _), .unsupported(let path, _, _),
        .unknownLayout(let path):
        .unreadable(path: path)
      }
  }
}
