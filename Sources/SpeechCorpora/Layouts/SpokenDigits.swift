/// The Free Spoken Digit Dataset: `recordings/{digit}_{speaker}_{index}.wav`. Its parts are its
/// authors': `test` has the indices 0 to 4, `train` the others (the speakers are the same six).
enum SpokenDigits {
  static let digits = [
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE",
  ]

  /// Digit, speaker and index of a recording's name.
  static func parse(_ stem: String) -> (word: String, speaker: String, index: Int)? {
    let parts = stem.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 1, let digit = Int(parts[0]),
      digits.indices.contains(digit), !parts[1].isEmpty, let index = Int(parts[2]), index >= 0
    else { return nil }
    return (digits[digit], String(parts[1]), index)
  }

  static func read(
    _ place: CorpusPlace, log: inout ReadingLog
  ) throws(CorpusError) -> [Utterance] {
    let inner = "\(place.path)/recordings"
    let folder = Folder.isFolder(inner) ? inner : place.path
    if let part = place.part, part != "test" && part != "train" {
      throw .missing(path: "\(folder) \(part)", expected: "the part train or test")
    }
    var utterances: [Utterance] = []
    var isEmpty = true
    for file in Folder.names(folder) {
      guard let stem = Folder.stem(ofAudio: file) else { continue }
      isEmpty = false
      let path = "\(folder)/\(file)"
      guard let name = parse(stem) else {
        try log.refuse(
          .malformed(
            path: path, line: nil, expected: "a name {digit}_{speaker}_{index}", found: stem))
        continue
      }
      if let part = place.part, (part == "test") != (name.index < 5) { continue }
      guard try log.register(stem, ReadingLog.Origin(path: path)) else { continue }
      utterances.append(
        Utterance(
          id: stem, speaker: name.speaker, audioPath: path, words: [name.word], sampleRate: 8_000))
    }
    guard !isEmpty else { throw .missing(path: folder, expected: "audio files") }
    return utterances
  }
}
