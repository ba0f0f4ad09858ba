internal import Foundation

/// JSON lines, an utterance a line:
///
///     {"audio": "a/b.wav", "text": "…", "speaker": "s1", "id": "b",
///      "words": [{"start": 0.1, "end": 0.4, "label": "HELLO"}], "phones": […]}
///
/// `audio` (or NVIDIA NeMo's `audio_filepath`) is taken from the manifest's folder unless absolute;
/// all else may be missing: `id` is then `audio` without its extension, and the speaker the
/// utterance itself. Times are in seconds. Other keys are passed over; an `offset` is refused.
enum Manifest {
  private struct Entry: Decodable {
    var audio: String?
    var audio_filepath: String?
    var text: String?
    var speaker: String?
    var id: String?
    var offset: Double?
    var words: [Mark]?
    var phones: [Mark]?
  }

  private struct Mark: Decodable {
    var start: Double
    var end: Double
    var label: String
  }

  /// The manifests of a folder, without their extension.
  static func parts(_ path: String) -> [String] {
    Folder.names(path).filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }
  }

  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    guard Folder.isFolder(place.path) else {
      try place.refusePart(.manifest)
      return try read(file: place.path, place, log: &log)
    }
    let parts = place.part.map { [$0] } ?? parts(place.path)
    guard !parts.isEmpty else { throw .missing(path: place.path, expected: "*.jsonl") }
    var all: [Utterance] = []
    for part in parts { all += try read(file: "\(place.path)/\(part).jsonl", place, log: &log) }
    return all
  }

  private static func read(
    file: String, _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let lines = try LineReader(path: file, expected: "a manifest of JSON lines")
    let folder = URL(filePath: file).deletingLastPathComponent().path
    let decoder = JSONDecoder()
    var utterances: [Utterance] = []
    while let line = try lines.next(&log) {
      let entry: Entry
      do {
        entry = try decoder.decode(Entry.self, from: Data(line.text.utf8))
      } catch {
        try log.refuse(line.malformed(expected: "a JSON object with the keys of a manifest"))
        continue
      }
      guard let audio = entry.audio ?? entry.audio_filepath, !audio.isEmpty else {
        try log.refuse(line.malformed(expected: "the key audio"))
        continue
      }
      guard (entry.offset ?? 0) == 0 else {
        try log.refuse(
          .unsupported(
            path: file, line: line.number,
            reason: "an offset into the recording; cut it into files"))
        continue
      }
      let id = entry.id ?? Folder.stem(ofAudio: audio) ?? audio
      guard
        try log.register(
          id,
          ReadingLog.Origin(path: file, line: line.number, wordFile: file, phoneFile: file))
      else { continue }
      let words = try segments(entry.words, .words, line, place, log: &log)
      let phones = try segments(entry.phones, .phones, line, place, log: &log)
      utterances.append(
        Utterance(
          id: id, speaker: entry.speaker ?? id,
          audioPath: audio.hasPrefix("/") ? audio : "\(folder)/\(audio)",
          words: entry.text.map { Transcript.runningWords($0) } ?? (words ?? []).map(\.label),
          wordSegments: words, phoneSegments: phones, sampleRate: place.sampleRate))
    }
    return utterances
  }

  private static func segments(
    _ marks: [Mark]?, _ kind: SegmentKind, _ line: Line, _ place: CorpusPlace,
    log: inout ReadingLog
  ) throws(CorpusError) -> [Segment]? {
    guard let marks else { return nil }
    var result: [Segment] = []
    var previous: Segment?
    for mark in marks {
      guard let start = Seconds.samples(mark.start, rate: place.sampleRate),
        let end = Seconds.samples(mark.end, rate: place.sampleRate), start <= end
      else {
        try log.refuse(
          line.malformed(expected: "times in seconds", found: "\(mark.start) \(mark.end)"))
        continue
      }
      let segment = Segment(start: start, end: end, label: mark.label)
      log.checkOrder(segment, after: previous, kind: kind, path: line.path, line: line.number)
      previous = segment
      switch kind {
      case .words:
        guard let word = Transcript.word(ofLabel: mark.label) else { continue }
        result.append(Segment(start: start, end: end, label: word))
      case .phones:
        log.usePhone(mark.label, path: line.path, line: line.number)
        result.append(segment)
      }
    }
    return result
  }
}
