/// Recordings without speech, in the folder itself or in folders by their kind: no words, and the
/// kind for a speaker.
enum NoiseFolders {
  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let root = place.part.map { "\(place.path)/\($0)" } ?? place.path
    var utterances: [Utterance] = []
    for listing in Folder.walk(root) {
      for file in listing.files {
        guard let stem = Folder.stem(ofAudio: file) else { continue }
        let path = "\(listing.path)/\(file)"
        let id = listing.relativePath.isEmpty ? stem : "\(listing.relativePath)/\(stem)"
        guard try log.register(id, ReadingLog.Origin(path: path)) else { continue }
        utterances.append(
          Utterance(
            id: id, speaker: listing.relativePath, audioPath: path, words: [],
            sampleRate: place.sampleRate))
      }
    }
    guard !utterances.isEmpty else {
      throw .missing(path: root, expected: "audio files, or folders of them")
    }
    return utterances
  }
}
