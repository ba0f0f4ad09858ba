/// TIMIT's layout: a folder a speaker with `.wav`, `.phn`, `.wrd` and `.txt` for each sentence, in
/// lower or upper case; audio as NIST SPHERE, WAV or FLAC.
///
/// Speakers' folders stand in `TRAIN/DRn` and `TEST/DRn` (LDC93S1), or are called `drn-speaker` (the
/// freely distributed sample), or stand anywhere below the folder. Identifiers are
/// `speaker_sentence` in lower case. Words come from `.wrd`, else from `.txt`.
enum TIMIT {
  /// The 24 speakers of the core test set, as in the corpus's own documentation.
  static let coreSpeakers: Set<String> = [
    "mdab0", "mwbt0", "felc0", "mtas1", "mwew0", "fpas0", "mjmp0", "mlnt0", "fpkt0", "mlll0",
    "mtls0", "fjlm0", "mbpm0", "mklt0", "fnlp0", "mcmj0", "mjdh0", "fmgd0", "mgrt0", "mnjm0",
    "fdhc0", "mjln0", "mpam0", "fmld0",
  ]

  /// Which of the two parts stand below a folder, perhaps one or two folders down.
  static func parts(_ path: String) -> [String] {
    ["train", "test"].filter { folder(of: $0, below: path) != nil }
  }

  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    var root = place.path
    let part = place.part?.lowercased()
    if let part {
      guard let found = folder(of: part == "core" ? "test" : part, below: root) else {
        throw .missing(path: root, expected: "a folder called \(part)")
      }
      root = found
    }
    var utterances: [Utterance] = []
    for listing in Folder.walk(root) {
      let speaker = speaker(ofFolder: listing.path)
      if part == "core" && !coreSpeakers.contains(speaker) { continue }
      let files = SpeakerFiles(listing.files)
      for sentence in files.sentences where isWanted(sentence, place) {
        let id = "\(speaker)_\(sentence)"
        func path(_ kind: String) -> String? {
          files[sentence, kind].map { "\(listing.path)/\($0)" }
        }
        guard let audioPath = path("audio") else {
          if let labels = path("phn") ?? path("wrd") {
            log.note(
              CorpusProblem(
                path: labels, kind: .withoutRecording, detail: "no recording \(sentence) beside it")
            )
          }
          continue
        }
        guard
          try log.register(id, ReadingLog.Origin(path: audioPath))
        else { continue }
        log.labelFiles(of: id, words: path("wrd"), phones: path("phn"))
        let labels = try SegmentFile.read(words: path("wrd"), phones: path("phn"), log: &log)
        var words = (labels.words ?? []).map(\.label)
        if labels.words == nil { words = try self.words(ofPrompt: path("txt"), log: &log) }
        utterances.append(
          Utterance(
            id: id, speaker: speaker, audioPath: audioPath,
            words: words,
            wordSegments: labels.words, phoneSegments: labels.phones,
            sampleRate: place.sampleRate))
      }
    }
    guard !utterances.isEmpty else {
      throw .missing(path: root, expected: "speakers' folders with recordings")
    }
    return utterances
  }

  private static func isWanted(_ sentence: String, _ place: CorpusPlace) -> Bool {
    guard let kinds = place.sentences else { return true }
    return kinds.contains { sentence.hasPrefix($0.lowercased()) }
  }

  /// The words of `0 54682 She had your …`.
  private static func words(
    ofPrompt path: String?, log: inout ReadingLog
  ) throws(CorpusError) -> [String] {
    guard let path else { return [] }
    let lines = try LineReader(path: path, expected: "a prompt")
    guard let line = try lines.next(&log) else { return [] }
    let fields = line.text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
    guard fields.count == 3, Int(fields[0]) != nil, Int(fields[1]) != nil else {
      try log.refuse(line.malformed(expected: "start, end and the prompt"))
      return []
    }
    return Transcript.runningWords(fields[2])
  }

  /// `dr1-fvmh0` and `FVMH0` are both the speaker `fvmh0`.
  static func speaker(ofFolder path: String) -> String {
    let name = (path.split(separator: "/").last ?? "").lowercased()
    let parts = name.split(separator: "-", maxSplits: 1)
    if parts.count == 2, parts[0].count == 3, parts[0].hasPrefix("dr"), parts[0].last!.isNumber {
      return String(parts[1])
    }
    return name
  }

  private static func folder(of part: String, below path: String, depth: Int = 2) -> String? {
    let folders = Folder.folders(path)
    if let name = folders.first(where: { $0.lowercased() == part }) { return "\(path)/\(name)" }
    guard depth > 0 else { return nil }
    for name in folders where !name.lowercased().hasPrefix("dr") {
      if let found = folder(of: part, below: "\(path)/\(name)", depth: depth - 1) { return found }
    }
    return nil
  }
}

/// The files of a speaker by sentence and kind. Some copies hold a sentence's audio twice
/// (`SA1.WAV` and `SA1.WAV.wav`): the shorter name counts.
private struct SpeakerFiles {
  private var files: [String: [String: String]] = [:]

  init(_ names: [String]) {
    for name in names {
      guard let dot = name.firstIndex(of: ".") else { continue }
      let sentence = name[..<dot].lowercased()
      var kind = name[name.index(after: dot)...].lowercased()
      if Folder.stem(ofAudio: name) != nil { kind = "audio" }
      guard ["audio", "phn", "wrd", "txt"].contains(kind) else { continue }
      if let other = files[sentence]?[kind], other.count <= name.count { continue }
      files[sentence, default: [:]][kind] = name
    }
  }

  var sentences: [String] { files.keys.sorted() }

  subscript(sentence: String, kind: String) -> String? { files[sentence]?[kind] }
}
