import Foundation
import KeywordSpotting
import SpeechFeatures

/// The recordings that a command line names.
struct AudioInputs {
  struct Item: Sendable {
    /// As it is printed.
    let name: String
    let path: String
  }

  private(set) var items: [Item] = []
  /// What could not be looked into, a sentence each.
  private(set) var problems: [String] = []

  private static let extensions: Set<String> = [
    "wav", "flac", "opus", "ogg", "oga", "mp3", "sph", "aiff", "aif", "au", "caf", "w64", "rf64",
  ]

  init(_ paths: [String]) {
    for path in paths {
      if path == "-" { addStandardInput() } else { add(path) }
    }
  }

  private mutating func add(_ path: String) {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      items.append(Item(name: path, path: path))
      return
    }
    guard let walker = FileManager.default.enumerator(atPath: path) else {
      problems.append("\(path): the folder cannot be read")
      return
    }
    var files: [String] = []
    while let file = walker.nextObject() as? String {
      let ending = URL(filePath: file).pathExtension.lowercased()
      if Self.extensions.contains(ending) { files.append(file) }
    }
    if files.isEmpty { problems.append("\(path): no audio files in this folder") }
    let base = path.hasSuffix("/") ? path : path + "/"
    items += files.sorted().map { Item(name: base + $0, path: base + $0) }
  }

  /// A list of files, unless the first bytes are those of audio.
  private mutating func addStandardInput() {
    let input = FileHandle.standardInput
    guard let start = try? input.read(upToCount: 4096), !start.isEmpty else {
      problems.append("standard input is empty; expected a list of files or a WAV")
      return
    }
    let magic = [UInt8](start.prefix(4))
    let isAudio = ["RIFF", "RF64", "fLaC", "OggS", "FORM", "NIST", ".snd"]
      .contains { Array($0.utf8) == magic }
    if isAudio {
      let path = FileManager.default.temporaryDirectory
        .appending(path: "tyto-\(UUID().uuidString).audio").path
      do {
        try spool(start, from: input, to: path)
        items.append(Item(name: "-", path: path))
      } catch {
        problems.append("standard input cannot be kept in \(path): \(error.localizedDescription)")
      }
      return
    }
    var list = start
    while let more = try? input.read(upToCount: 1 << 16), !more.isEmpty { list.append(more) }
    guard let text = String(data: list, encoding: .utf8) else {
      problems.append("standard input is neither audio nor a list of files")
      return
    }
    for line in text.split(whereSeparator: \.isNewline) where !line.allSatisfy(\.isWhitespace) {
      add(String(line))
    }
  }

  /// Standard input cannot be rewound, and some headers ask for that: it goes to a file first. The
  /// file loses its name when the program ends.
  private func spool(_ start: Data, from input: FileHandle, to path: String) throws {
    try start.write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    while let more = try input.read(upToCount: 1 << 16), !more.isEmpty {
      try file.write(contentsOf: more)
    }
    try file.close()
    TemporaryFiles.removeAtExit(path)
  }
}

/// Files that go away with the program.
enum TemporaryFiles {
  nonisolated(unsafe) private static var paths: [String] = []

  static func removeAtExit(_ path: String) {
    if unsafe paths.isEmpty {
      atexit { for path in unsafe TemporaryFiles.paths { unsafe unlink(path) } }
    }
    unsafe paths.append(path)
  }
}
