/// Praat TextGrids beside recordings of the same names, in any tree of folders.
///
/// The words' tier may be called words, word, text, ORT, transcript, utterance or sentence; the
/// phones' phones, phone, phonemes, phoneme, segments or MAU (in any case, or after `SPEAKER - ` as
/// the Montreal Forced Aligner writes). The speaker is the one that the tiers name, else the
/// recording's folder below the corpus's, else the corpus's folder.
enum TextGridFolder {
  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let root = place.part.map { "\(place.path)/\($0)" } ?? place.path
    let rootName = String(root.split(separator: "/").last ?? "")
    var utterances: [Utterance] = []
    var isEmpty = true
    for listing in Folder.walk(root) {
      var grids: [String: String] = [:]
      for file in listing.files where file.lowercased().hasSuffix(".textgrid") {
        grids[String(file.dropLast(".textgrid".count))] = "\(listing.path)/\(file)"
      }
      isEmpty = isEmpty && grids.isEmpty
      for file in listing.files {
        guard let stem = Folder.stem(ofAudio: file) else { continue }
        let audioPath = "\(listing.path)/\(file)"
        guard let path = grids.removeValue(forKey: stem) else {
          log.note(
            CorpusProblem(path: audioPath, kind: .withoutText, detail: "no TextGrid beside it"))
          continue
        }
        let id = listing.relativePath.isEmpty ? stem : "\(listing.relativePath)/\(stem)"
        guard
          try log.register(
            id, ReadingLog.Origin(path: path, line: nil, wordFile: path, phoneFile: path))
        else { continue }
        do throws(CorpusError) {
          let labels = try TextGrid(path: path)
            .labels(path: path, sampleRate: place.sampleRate, log: &log)
          let words = (labels.words ?? []).flatMap {
            $0.label.split(separator: " ").map(String.init)
          }
          utterances.append(
            Utterance(
              id: id,
              speaker: labels.speaker ?? listing.relativePath.split(separator: "/").last
                .map(String.init) ?? rootName,
              audioPath: audioPath, words: words, wordSegments: labels.words,
              phoneSegments: labels.phones, sampleRate: place.sampleRate))
        } catch {
          try log.refuse(error)
        }
      }
      for (stem, path) in grids.sorted(by: { $0.key < $1.key }) {
        log.note(
          CorpusProblem(
            path: path, kind: .withoutRecording, detail: "no recording \(stem) beside it"))
      }
    }
    guard !isEmpty else { throw .missing(path: root, expected: "TextGrids") }
    return utterances
  }
}
