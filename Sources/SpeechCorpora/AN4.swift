/// CMU's AN4: `etc/an4_PART.fileids` and `etc/an4_PART.transcription`, audio below `wav`.
enum AN4 {
  static func read(root: String, part: String, name: String) throws(CorpusError) -> Corpus {
    let ids = try TextLines(
      path: "\(root)/etc/an4_\(part).fileids", expected: "AN4's list of files")
    let texts = try TextLines(
      path: "\(root)/etc/an4_\(part).transcription", expected: "AN4's transcripts")
    var transcripts: [String: [String]] = [:]
    for (number, text) in texts.lines {
      let fields = text.split(whereSeparator: \.isWhitespace)
      guard let last = fields.last, last.hasPrefix("("), last.hasSuffix(")") else {
        throw texts.malformed(number, expected: "words and an (identifier)", found: text)
      }
      transcripts[String(last.dropFirst().dropLast())] =
        fields.dropLast().filter { !$0.hasPrefix("<") }.map { $0.uppercased() }
    }
    var utterances: [Utterance] = []
    for (number, text) in ids.lines {
      let file = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let parts = file.split(separator: "/")
      guard parts.count >= 2 else {
        throw ids.malformed(number, expected: "a path with a speaker's folder", found: text)
      }
      let id = String(parts[parts.count - 1])
      guard let words = transcripts[id] else {
        throw ids.malformed(number, expected: "an utterance with a transcript", found: id)
      }
      utterances.append(
        Utterance(
          id: id, speaker: String(parts[parts.count - 2]),
          audioPath: Folder.audio(stem: "\(root)/wav/\(file)") ?? "\(root)/wav/\(file).sph",
          words: words,
          wordSegments: try SegmentFile.read(ifThere: "\(root)/align/\(id).wrd"),
          phoneSegments: try SegmentFile.read(ifThere: "\(root)/align/\(id).phn")))
    }
    return Corpus(name: name, utterances: utterances)
  }
}
