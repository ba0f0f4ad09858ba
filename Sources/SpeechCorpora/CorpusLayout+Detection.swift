internal import Foundation

extension CorpusLayout {
  /// The layout that a folder (or a manifest) looks like.
  ///
  /// Names of files and folders are looked at, and only so many of them; nothing is read.
  public static func detect(at path: String) throws(CorpusError) -> CorpusLayout {
    guard Folder.exists(path) else { throw .missing(path: path, expected: "a corpus") }
    guard Folder.isFolder(path) else {
      guard path.hasSuffix(".jsonl") else { throw .unknownLayout(path: path) }
      return .manifest
    }
    let names = Folder.names(path)
    if Folder.names("\(path)/etc").contains(where: { $0.hasPrefix("an4_") }) { return .an4 }
    if names.contains("wav.scp") || !KaldiDataFolder.parts(path).isEmpty { return .kaldi }
    if names.contains("text") && Folder.isFolder("\(path)/audio") { return .transcribed }
    if names.contains(where: { $0.hasSuffix(".jsonl") }) { return .manifest }
    let sample = sample(path)
    if sample.contains(where: { $0.file.hasSuffix(".trans.txt") }) { return .librispeech }
    if sample.contains(where: { $0.file.lowercased().hasSuffix(".textgrid") }) { return .textgrid }
    if sample.contains(where: { $0.file.lowercased().hasSuffix(".phn") }) { return .timit }
    let recordings = sample.compactMap { entry in
      Folder.stem(ofAudio: entry.file).map { (folder: entry.folder, stem: $0) }
    }
    guard !recordings.isEmpty else { throw .unknownLayout(path: path) }
    if recordings.allSatisfy({ SpokenDigits.parse($0.stem) != nil }) { return .fsdd }
    // A folder a word: its name is letters alone, and names in it begin with a speaker.
    let spoken = recordings.filter { !$0.folder.hasPrefix("_") }
    if !spoken.isEmpty
      && spoken.allSatisfy({ entry in
        !entry.folder.isEmpty && entry.folder.allSatisfy { $0.isLetter || $0 == "_" }
          && WordFolders.speaker(ofStem: entry.stem) != entry.stem
      })
    {
      return .words
    }
    // Words or noises: nothing tells.
    throw .unknownLayout(path: path)
  }

  /// The parts that are found in a corpus's folder; none where the layout has none, or they are not
  /// kept apart.
  public func parts(at path: String) -> [String] {
    switch self {
    case .kaldi: Folder.exists("\(path)/wav.scp") ? [] : KaldiDataFolder.parts(path)
    case .an4: AN4.parts.filter { Folder.exists("\(path)/etc/an4_\($0).fileids") }
    case .timit: TIMIT.parts(path)
    case .words:
      Folder.exists("\(path)/testing_list.txt") && Folder.exists("\(path)/validation_list.txt")
        ? ["train", "validation", "test"] : []
    case .librispeech:
      LibriSpeech.partNames.filter {
        Folder.isFolder("\(path)/\($0)") || Folder.isFolder("\(path)/LibriSpeech/\($0)")
      }
    case .manifest: Folder.isFolder(path) ? Manifest.parts(path) : []
    case .fsdd, .transcribed, .textgrid, .noise: []
    }
  }

  /// Some files below a folder: of each folder the first few, of the tree enough.
  private static func sample(_ path: String) -> [(folder: String, file: String)] {
    var result: [(folder: String, file: String)] = []
    var waiting = [(path: path, name: "", depth: 0)]
    var visited = 0
    while let next = waiting.popLast(), visited < 64 {
      visited += 1
      let names = Folder.names(next.path)
      let folders = names.lazy.filter { Folder.stem(ofAudio: $0) == nil }.prefix(256)
        .filter { Folder.isFolder("\(next.path)/\($0)") }
      result += names.prefix(64).map { (next.name, $0) }
      if next.depth < 5 {
        waiting += folders.reversed().map { ("\(next.path)/\($0)", $0, next.depth + 1) }
      }
    }
    return result
  }
}
