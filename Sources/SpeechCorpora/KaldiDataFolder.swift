/// Kaldi's data folders: `wav.scp`, `text`, `utt2spk`, one line an utterance.
enum KaldiDataFolder {
  /// Paths in `wav.scp` are taken from the corpus's root unless absolute; piped commands are
  /// refused. `align/ID.phn` and `align/ID.wrd` below the root are read where they are.
  static func read(root: String, part: String, name: String) throws(CorpusError) -> Corpus {
    let folder = part.isEmpty ? root : "\(root)/\(part)"
    let scp = try TextLines(path: "\(folder)/wav.scp", expected: "Kaldi's list of recordings")
    let text = try TextLines(path: "\(folder)/text", expected: "Kaldi's transcripts")
    var transcripts: [String: Substring] = [:]
    for (_, key, rest) in text.table() { transcripts[key] = rest }
    var speakers: [String: String] = [:]
    if Folder.exists("\(folder)/utt2spk") {
      let table = try TextLines(path: "\(folder)/utt2spk", expected: "speakers")
      for (number, key, rest) in table.table() {
        guard !rest.isEmpty else {
          throw table.malformed(number, expected: "an utterance and its speaker", found: key)
        }
        speakers[key] = transcriptWords(rest).first
      }
    }
    var utterances: [Utterance] = []
    for (number, id, rest) in scp.table() {
      guard !rest.isEmpty, !rest.contains("|") else {
        throw scp.malformed(number, expected: "an utterance and an audio file", found: rest)
      }
      let path = rest.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      utterances.append(
        Utterance(
          id: id, speaker: speakers[id] ?? id,
          audioPath: path.hasPrefix("/") ? path : "\(root)/\(path)",
          words: transcriptWords(transcripts[id] ?? ""),
          wordSegments: try SegmentFile.read(ifThere: "\(root)/align/\(id).wrd"),
          phoneSegments: try SegmentFile.read(ifThere: "\(root)/align/\(id).phn")))
    }
    return Corpus(name: name, utterances: utterances)
  }
}
