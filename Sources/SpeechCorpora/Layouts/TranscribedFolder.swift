/// `audio/` (flat, or a folder a speaker) with one `text` file: identifier and words a line.
///
/// In a flat folder the speaker is what stands before the first dash of a name, as in LibriSpeech.
/// `align/log.tsv` may hold a recogniser's disagreement with the text in its fifth column.
enum TranscribedFolder {
  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let root = place.path
    try place.refusePart(.transcribed)
    let texts = try LineReader(path: "\(root)/text", expected: "identifiers and words")
    var files: [String: (path: String, speaker: String)] = [:]
    for entry in Folder.names("\(root)/audio") {
      let path = "\(root)/audio/\(entry)"
      if let stem = Folder.stem(ofAudio: entry) {
        files[stem] = (path, String(stem.prefix { $0 != "-" }))
      } else {
        for inner in Folder.names(path) {
          if let stem = Folder.stem(ofAudio: inner) { files[stem] = ("\(path)/\(inner)", entry) }
        }
      }
    }
    let alignments = try Alignments(place)
    let leftOut = try disagreeing(place, log: &log)
    var utterances: [Utterance] = []
    while let line = try texts.next(&log) {
      let (id, rest) = line.keyed
      guard let file = files.removeValue(forKey: id) else {
        try log.refuse(
          line.malformed(expected: "an identifier with a recording of its own", found: id))
        continue
      }
      guard !leftOut.contains(id),
        try log.register(id, ReadingLog.Origin(path: line.path, line: line.number))
      else { continue }
      let labels = try alignments.labels(of: id, log: &log)
      utterances.append(
        Utterance(
          id: id, speaker: file.speaker, audioPath: file.path, words: Transcript.words(rest),
          wordSegments: labels.words, phoneSegments: labels.phones, sampleRate: place.sampleRate))
    }
    for (id, file) in files.sorted(by: { $0.key < $1.key }) {
      log.note(
        CorpusProblem(
          path: file.path, kind: .withoutText, detail: "\(id) is not in the text file"))
    }
    return utterances
  }

  /// Identifiers whose disagreement is above the limit, if the place sets one.
  private static func disagreeing(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> Set<String> {
    guard let limit = place.maximumDisagreement else { return [] }
    let lines = try LineReader(
      path: "\(place.path)/align/log.tsv", expected: "recognisers' disagreement")
    var result: Set<String> = []
    while let line = try lines.next(&log) {
      let fields = line.text.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count >= 5, let disagreement = Double(fields[4]), disagreement >= 0 else {
        try log.refuse(line.malformed(expected: "five columns, the last a disagreement in %"))
        continue
      }
      if disagreement > limit { result.insert(String(fields[0])) }
    }
    return result
  }
}
