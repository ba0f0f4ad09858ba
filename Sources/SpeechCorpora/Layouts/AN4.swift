/// CMU's AN4: `etc/an4_PART.fileids` and `etc/an4_PART.transcription`, audio below `wav` under any
/// extension known here (SPHERE in the distribution), the speaker's name its folder's.
enum AN4 {
  static let parts = ["train", "test"]

  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let root = place.path
    let part = place.part ?? "train"
    let list = "\(root)/etc/an4_\(part).transcription"
    let texts = try LineReader(path: list, expected: "AN4's transcripts")
    let files = try LineReader(
      path: "\(root)/etc/an4_\(part).fileids", expected: "AN4's list of files")
    let alignments = try Alignments(place)
    var transcripts: [String: (words: [String], line: Int)] = [:]
    while let line = try texts.next(&log) {
      let fields = line.fields
      guard let last = fields.last, last.count > 2, last.hasPrefix("("), last.hasSuffix(")") else {
        try log.refuse(line.malformed(expected: "words and an (identifier)"))
        continue
      }
      let id = String(last.dropFirst().dropLast())
      guard transcripts[id] == nil else {
        try log.refuse(line.malformed(expected: "an identifier of its own", found: id))
        continue
      }
      let words = Transcript.words(fields.dropLast().joined(separator: " "))
      transcripts[id] = (words, line.number)
    }
    var utterances: [Utterance] = []
    var seen: Set<String> = []
    while let line = try files.next(&log) {
      let file = line.fields.joined(separator: " ")
      let parts = file.split(separator: "/")
      guard parts.count >= 2 else {
        try log.refuse(line.malformed(expected: "a path with a speaker's folder"))
        continue
      }
      let id = String(parts[parts.count - 1])
      seen.insert(id)
      guard let words = transcripts[id]?.words else {
        try log.refuse(line.malformed(expected: "an utterance with a transcript", found: id))
        continue
      }
      guard
        try log.register(id, ReadingLog.Origin(path: line.path, line: line.number))
      else { continue }
      let stem = "\(root)/wav/\(file)"
      let labels = try alignments.labels(of: id, log: &log)
      utterances.append(
        Utterance(
          id: id, speaker: String(parts[parts.count - 2]),
          audioPath: Folder.audio(stem: stem) ?? "\(stem).sph", words: words,
          wordSegments: labels.words, phoneSegments: labels.phones, sampleRate: place.sampleRate))
    }
    for (id, entry) in transcripts where !seen.contains(id) {
      log.note(
        CorpusProblem(
          path: list, line: entry.line, kind: .withoutRecording,
          detail: "\(id) is not in an4_\(part).fileids"))
    }
    return utterances
  }
}
