/// Folders whose file names tell what is said.
enum AudioFolders {
  private static let digits = [
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE",
  ]

  /// The Free Spoken Digit Dataset: `recordings/{digit}_{speaker}_{index}.wav`.
  static func readSpokenDigits(root: String, name: String) throws(CorpusError) -> Corpus {
    let folder = "\(root)/recordings"
    var utterances: [Utterance] = []
    for file in try audioFiles(folder) {
      let parts = file.stem.split(separator: "_")
      guard parts.count == 3, let digit = Int(parts[0]), digits.indices.contains(digit) else {
        throw .malformed(
          path: "\(folder)/\(file.name)", line: 0, expected: "{digit}_{speaker}_{index}",
          found: file.stem)
      }
      utterances.append(
        Utterance(
          id: file.stem, speaker: String(parts[1]), audioPath: "\(folder)/\(file.name)",
          words: [digits[digit]]))
    }
    return Corpus(name: name, utterances: utterances)
  }

  /// `audio/` (flat, or a folder a speaker) with one `text` file: identifier and words a line.
  static func readTranscribed(root: String, name: String) throws(CorpusError) -> Corpus {
    let texts = try TextLines(path: "\(root)/text", expected: "identifiers and words")
    var files: [String: (path: String, speaker: String)] = [:]
    for entry in Folder.names("\(root)/audio") {
      let path = "\(root)/audio/\(entry)"
      if let stem = stem(entry) {
        files[stem] = (path, String(stem.prefix { $0 != "-" }))
      } else {
        for inner in Folder.names(path) {
          if let stem = stem(inner) { files[stem] = ("\(path)/\(inner)", entry) }
        }
      }
    }
    var utterances: [Utterance] = []
    for (number, id, rest) in texts.table() {
      guard let file = files[id] else {
        throw texts.malformed(number, expected: "an utterance with a recording", found: id)
      }
      utterances.append(
        Utterance(
          id: id, speaker: file.speaker, audioPath: file.path, words: transcriptWords(rest),
          wordSegments: try SegmentFile.read(ifThere: "\(root)/align/\(id).wrd"),
          phoneSegments: try SegmentFile.read(ifThere: "\(root)/align/\(id).phn")))
    }
    return Corpus(name: name, utterances: utterances)
  }

  /// Folders of recordings without speech: one speakerless utterance a file, no words.
  static func readNoise(root: String, name: String) throws(CorpusError) -> Corpus {
    var utterances: [Utterance] = []
    for folder in Folder.names(root) {
      for file in Folder.names("\(root)/\(folder)") {
        guard let stem = stem(file) else { continue }
        utterances.append(
          Utterance(
            id: "\(folder)/\(stem)", speaker: folder, audioPath: "\(root)/\(folder)/\(file)",
            words: []))
      }
    }
    guard !utterances.isEmpty else {
      throw .missing(path: root, expected: "folders of audio files")
    }
    return Corpus(name: name, utterances: utterances)
  }

  private static func stem(_ name: String) -> String? {
    guard let dot = name.lastIndex(of: "."),
      Folder.audioExtensions.contains(name[name.index(after: dot)...].lowercased())
    else { return nil }
    return String(name[..<dot])
  }

  private static func audioFiles(
    _ folder: String
  ) throws(CorpusError) -> [(name: String, stem: String)] {
    let files = Folder.names(folder).compactMap { name in stem(name).map { (name, $0) } }
    guard !files.isEmpty else { throw .missing(path: folder, expected: "audio files") }
    return files
  }
}
