/// LibriSpeech's own tree: `PART/SPEAKER/CHAPTER/SPEAKER-CHAPTER.trans.txt` with the recordings
/// beside it.
enum LibriSpeech {
  static let partNames = [
    "dev-clean", "dev-other", "test-clean", "test-other", "train-clean-100", "train-clean-360",
    "train-other-500",
  ]

  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    // The archives unpack into a folder of this name.
    let inner = "\(place.path)/LibriSpeech"
    let root = Folder.isFolder(inner) ? inner : place.path
    let folder = place.part.map { "\(root)/\($0)" } ?? root
    guard Folder.isFolder(folder) else {
      throw .missing(path: folder, expected: "a part of LibriSpeech")
    }
    let alignments = try Alignments(place)
    var utterances: [Utterance] = []
    var isEmpty = true
    for listing in Folder.walk(folder) {
      let lists = listing.files.filter { $0.hasSuffix(".trans.txt") }
      isEmpty = isEmpty && lists.isEmpty
      var recordings: [String: String] = [:]
      for file in listing.files {
        if let stem = Folder.stem(ofAudio: file) { recordings[stem] = file }
      }
      for list in lists {
        let lines = try LineReader(path: "\(listing.path)/\(list)", expected: "transcripts")
        while let line = try lines.next(&log) {
          let (id, rest) = line.keyed
          guard
            try log.register(id, ReadingLog.Origin(path: line.path, line: line.number))
          else { continue }
          let file = recordings.removeValue(forKey: id) ?? "\(id).flac"
          let labels = try alignments.labels(of: id, log: &log)
          utterances.append(
            Utterance(
              id: id, speaker: String(id.prefix { $0 != "-" }),
              audioPath: "\(listing.path)/\(file)", words: Transcript.words(rest),
              wordSegments: labels.words, phoneSegments: labels.phones,
              sampleRate: place.sampleRate))
        }
      }
      for (id, file) in recordings.sorted(by: { $0.key < $1.key }) {
        log.note(
          CorpusProblem(
            path: "\(listing.path)/\(file)", kind: .withoutText,
            detail: "\(id) is in no *.trans.txt beside it"))
      }
    }
    guard !isEmpty else { throw .missing(path: folder, expected: "*.trans.txt in its folders") }
    return utterances
  }
}
