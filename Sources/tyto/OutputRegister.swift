import Foundation

/// Which recording each file of an output folder is of. Not all formats tell, and two recordings may
/// have one name: `.recordings` in the folder has a line a file, the last of which counts.
final class OutputRegister {
  private struct Line: Codable {
    let output: String
    let recording: String
  }

  private let path: String
  private var handle: FileHandle?
  /// The recording of each output, by its path below the folder.
  private(set) var recordings: [String: String] = [:]
  /// Whether the last line was cut short.
  private var isTorn = false

  init(folder: String) {
    path = "\(folder)/.recordings"
    guard let text = FileManager.default.contents(atPath: path) else { return }
    let decoder = JSONDecoder()
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? decoder.decode(Line.self, from: line) else { continue }
      recordings[line.output] = line.recording
    }
    isTorn = text.last.map { $0 != UInt8(ascii: "\n") } ?? false
  }

  /// A recording's path, wherever it is named from.
  static func name(of item: AudioInputs.Item) -> String {
    item.path == "-" ? "-" : URL(filePath: item.path).standardizedFileURL.path
  }

  /// Notes that an output is whole.
  func add(_ output: String, of item: AudioInputs.Item) throws {
    let recording = Self.name(of: item)
    guard recordings[output] != recording else { return }
    recordings[output] = recording
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line = try encoder.encode(Line(output: output, recording: recording))
    try opened().write(
      contentsOf: Data((isTorn ? "\n" : "").utf8) + line + Data("\n".utf8))
    isTorn = false
  }

  private func opened() throws -> FileHandle {
    if let handle { return handle }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CommandFailure("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
    }
    let opened = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    handle = opened
    return opened
  }
}
