/// Kaldi's data folders: `wav.scp`, `text`, `utt2spk`, one line an utterance.
///
/// Paths in `wav.scp` are taken from the corpus's folder unless absolute; piped commands are not
/// run, and recordings cut by `segments` are not read. Words and phones come from `words.ctm` (or
/// `ctm`) and `phones.ctm` in the data folder, else from the folder of alignments. Without `utt2spk`
/// each utterance has a speaker of its own.
enum KaldiDataFolder {
  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let part = place.part ?? ""
    if part.isEmpty && !Folder.exists("\(place.path)/wav.scp") {
      let parts = parts(place.path)
      if !parts.isEmpty {
        var all: [Utterance] = []
        for part in parts { all += try read(folder: "\(place.path)/\(part)", place, log: &log) }
        return all
      }
    }
    return try read(folder: part.isEmpty ? place.path : "\(place.path)/\(part)", place, log: &log)
  }

  /// Folders with a list of recordings.
  static func parts(_ path: String) -> [String] {
    Folder.folders(path).filter { Folder.exists("\(path)/\($0)/wav.scp") }
  }

  private static func read(
    folder: String, _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let recordings = try LineReader(
      path: "\(folder)/wav.scp", expected: "Kaldi's list of recordings")
    if Folder.exists("\(folder)/segments") {
      throw .unsupported(
        path: "\(folder)/segments", line: nil,
        reason: "recordings that hold several utterances are not read; cut them into files")
    }
    let transcripts = try table("\(folder)/text", expected: "Kaldi's transcripts", log: &log)
    let speakers =
      Folder.exists("\(folder)/utt2spk")
      ? try table("\(folder)/utt2spk", expected: "speakers", log: &log) : nil
    let alignments = try Alignments(place)
    let wordMarks = try TimeMarks(
      ifThere: Folder.exists("\(folder)/words.ctm") ? "\(folder)/words.ctm" : "\(folder)/ctm",
      .words, sampleRate: place.sampleRate, log: &log)
    let phoneMarks = try TimeMarks(
      ifThere: "\(folder)/phones.ctm", .phones, sampleRate: place.sampleRate, log: &log)

    var utterances: [Utterance] = []
    var seen: Set<String> = []
    while let line = try recordings.next(&log) {
      let (id, rest) = line.keyed
      seen.insert(id)
      let path = rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !path.isEmpty, !path.hasSuffix("|"), !path.hasPrefix("|") else {
        try log.refuse(
          line.malformed(expected: "an utterance and an audio file (commands are not run)"))
        continue
      }
      guard let words = transcripts[id]?.text else {
        try log.refuse(line.malformed(expected: "an utterance with a line in text", found: id))
        continue
      }
      guard let speaker = speakers == nil ? id : speakers?[id]?.text, !speaker.isEmpty else {
        try log.refuse(line.malformed(expected: "an utterance with a line in utt2spk", found: id))
        continue
      }
      guard
        try log.register(id, ReadingLog.Origin(path: line.path, line: line.number))
      else { continue }
      let aligned = try alignments.labels(of: id, log: &log)
      if wordMarks[id] != nil || phoneMarks[id] != nil {
        log.labelFiles(of: id, words: wordMarks.path, phones: phoneMarks.path)
      }
      utterances.append(
        Utterance(
          id: id, speaker: speaker, audioPath: path.hasPrefix("/") ? path : "\(place.path)/\(path)",
          words: Transcript.words(words), wordSegments: wordMarks[id] ?? aligned.words,
          phoneSegments: phoneMarks[id] ?? aligned.phones, sampleRate: place.sampleRate))
    }
    for (id, entry) in transcripts where !seen.contains(id) {
      log.note(
        CorpusProblem(
          path: "\(folder)/text", line: entry.line, kind: .withoutRecording,
          detail: "\(id) is not in wav.scp"))
    }
    return utterances
  }

  /// A file's first field with the rest of its line.
  private static func table(
    _ path: String, expected: String, log: inout ReadingLog
  ) throws(CorpusError) -> [String: (text: String, line: Int)] {
    let lines = try LineReader(path: path, expected: expected)
    var result: [String: (text: String, line: Int)] = [:]
    while let line = try lines.next(&log) {
      let (key, rest) = line.keyed
      guard result[key] == nil else {
        try log.refuse(line.malformed(expected: "an identifier of its own", found: key))
        continue
      }
      result[key] = (rest.split(whereSeparator: \.isWhitespace).joined(separator: " "), line.number)
    }
    return result
  }
}
