internal import Foundation

/// A folder a word, as in Speech Commands: the folder's name is what is said (an underscore stands
/// for a space), folders that begin with an underscore hold none.
///
/// The speaker is what stands before `_nohash_` (Speech Commands), else before the first dash
/// (`{speaker}-{label}-{index}`) or underscore, else the whole name. Parts are those of Speech
/// Commands: `validation_list.txt` and `testing_list.txt` name files, `train` is the rest.
enum WordFolders {
  static let lists = ["validation": "validation_list.txt", "test": "testing_list.txt"]

  static func speaker(ofStem stem: String) -> String {
    if let mark = stem.range(of: "_nohash_") { return String(stem[..<mark.lowerBound]) }
    for separator: Character in ["-", "_"] {
      if let end = stem.firstIndex(of: separator), end > stem.startIndex {
        return String(stem[..<end])
      }
    }
    return stem
  }

  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let chosen = try filter(place, log: &log)
    var utterances: [Utterance] = []
    var isEmpty = true
    for folder in Folder.folders(place.path) where !folder.hasPrefix("_") {
      let words = Transcript.words(folder.replacingOccurrences(of: "_", with: " "))
      for file in Folder.names("\(place.path)/\(folder)") {
        guard let stem = Folder.stem(ofAudio: file) else { continue }
        isEmpty = false
        guard chosen("\(folder)/\(file)") else { continue }
        let path = "\(place.path)/\(folder)/\(file)"
        let id = "\(folder)/\(stem)"
        guard try log.register(id, ReadingLog.Origin(path: path)) else { continue }
        utterances.append(
          Utterance(
            id: id, speaker: speaker(ofStem: stem), audioPath: path, words: words,
            sampleRate: place.sampleRate))
      }
    }
    guard !isEmpty else { throw .missing(path: place.path, expected: "folders of audio files") }
    return utterances
  }

  /// Which files, named from the corpus's folder, belong to the part.
  private static func filter(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> (String) -> Bool {
    guard let part = place.part else { return { _ in true } }
    func names(_ list: String, log: inout ReadingLog) throws(CorpusError) -> Set<String> {
      let lines = try LineReader(path: "\(place.path)/\(list)", expected: "a list of files")
      var result: Set<String> = []
      while let line = try lines.next(&log) {
        result.insert(line.fields.joined(separator: " "))
      }
      return result
    }
    if let list = lists[part] {
      let wanted = try names(list, log: &log)
      return { wanted.contains($0) }
    }
    guard part == "train" else {
      throw .missing(
        path: "\(place.path) \(part)", expected: "the part train, validation or test")
    }
    let others = try names("validation_list.txt", log: &log)
      .union(try names("testing_list.txt", log: &log))
    return { !others.contains($0) }
  }
}
