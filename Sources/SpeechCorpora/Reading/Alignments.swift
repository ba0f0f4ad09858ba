/// A folder of labels with times, a file an utterance: `ID.wrd` and `ID.phn` in samples as in TIMIT,
/// or `ID.TextGrid` in seconds.
struct Alignments {
  private let folder: String?
  private let names: Set<String>
  private let sampleRate: Int

  /// The folder that the place names, which must be there; else `align`, which need not.
  init(_ place: CorpusPlace) throws(CorpusError) {
    let name = place.align ?? "align"
    let path = name.hasPrefix("/") ? name : "\(place.path)/\(name)"
    if place.align != nil && !Folder.isFolder(path) {
      throw .missing(path: path, expected: "a folder of alignments")
    }
    names = Set(Folder.names(path))
    folder = names.isEmpty ? nil : path
    sampleRate = place.sampleRate
  }

  /// Gives utterances the labels that the folder has for them.
  func replaceLabels(
    of utterances: inout [Utterance], log: inout ReadingLog
  ) throws(CorpusError) {
    for place in utterances.indices {
      let labels = try labels(of: utterances[place].id, log: &log)
      guard labels.words != nil || labels.phones != nil else { continue }
      utterances[place].wordSegments = labels.words
      utterances[place].phoneSegments = labels.phones
      utterances[place].sampleRate = sampleRate
    }
  }

  func labels(
    of id: String, log: inout ReadingLog
  ) throws(CorpusError) -> (words: [Segment]?, phones: [Segment]?) {
    guard let folder else { return (nil, nil) }
    // As `tyto corpus align` names its files.
    let name = String(id.map { $0 == "/" ? "_" : $0 })
    if names.contains("\(name).TextGrid") {
      let path = "\(folder)/\(name).TextGrid"
      log.labelFiles(of: id, words: path, phones: path)
      do throws(CorpusError) {
        let grid = try TextGrid(path: path)
        let labels = try grid.labels(path: path, sampleRate: sampleRate, log: &log)
        return (labels.words, labels.phones)
      } catch {
        try log.refuse(error)
        return (nil, nil)
      }
    }
    let words = names.contains("\(name).wrd") ? "\(folder)/\(name).wrd" : nil
    let phones = names.contains("\(name).phn") ? "\(folder)/\(name).phn" : nil
    log.labelFiles(of: id, words: words, phones: phones)
    return try SegmentFile.read(words: words, phones: phones, log: &log)
  }
}

extension SegmentFile {
  /// The two files of one utterance, as far as they are there; the log hears of files that cannot
  /// be read.
  static func read(
    words: String?, phones: String?, log: inout ReadingLog
  ) throws(CorpusError) -> (words: [Segment]?, phones: [Segment]?) {
    var result: (words: [Segment]?, phones: [Segment]?) = (nil, nil)
    do throws(CorpusError) {
      if let words { result.words = try read(words, .words, log: &log) }
      if let phones { result.phones = try read(phones, .phones, log: &log) }
    } catch {
      try log.refuse(error)
    }
    return result
  }
}
