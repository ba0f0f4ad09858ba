/// Recordings without speech, in the folder itself or in folders by their kind: no words, no phones,
/// and the kind for a speaker.
///
/// A part is a folder of that name; where there is none and the recordings are named as in ESC-50
/// (`FOLD-CLIP-TAKE`), `test` is the fifth of the five folds and `train` are the others.
enum NoiseFolders {
  private static let testFold = "5"

  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let inner = place.part.map { "\(place.path)/\($0)" } ?? place.path
    let hasFolder = place.part == nil || Folder.isFolder(inner)
    let root = hasFolder ? inner : place.path
    var utterances: [Utterance] = []
    for listing in Folder.walk(root) {
      for file in listing.files {
        guard let stem = Folder.stem(ofAudio: file) else { continue }
        if !hasFolder {
          let fields = stem.split(separator: "-")
          guard fields.count >= 3, Int(fields[0]) != nil else { continue }
          let isTest = fields[0] == testFold
          guard place.part == (isTest ? "test" : "train") else { continue }
        }
        let path = "\(listing.path)/\(file)"
        let id = listing.relativePath.isEmpty ? stem : "\(listing.relativePath)/\(stem)"
        guard try log.register(id, ReadingLog.Origin(path: path)) else { continue }
        utterances.append(
          Utterance(
            id: id, speaker: listing.relativePath, audioPath: path, words: [], wordSegments: [],
            phoneSegments: [], sampleRate: place.sampleRate))
      }
    }
    guard !utterances.isEmpty else {
      throw .missing(path: root, expected: "audio files, or folders of them")
    }
    return utterances
  }
}
