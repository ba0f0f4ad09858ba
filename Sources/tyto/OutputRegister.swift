import Foundation

/// Which recording each file of an output folder is of. Not all formats tell, and two recordings may
/// have one name: `.recordings` in the folder has a line a file, the last of which counts.
final class OutputRegister {
  private struct Line: Codable {
    let output: String
    let recording: String
    /// Which search it is of; nothing in folders of earlier versions.
    let search: String?
  }

  private let path: String
  private let search: String
  private var descriptor: Int32?
  /// What is known of each output, by the bytes of its path below the folder: letters that look alike may be
  /// other names.
  private var lines: [[UInt8]: Line] = [:]
  /// Whether the last line was cut short.
  private var isTorn = false

  /// - Parameter search: tells this search from others.
  init(folder: String, search: String) {
    self.search = search
    path = "\(folder)/.recordings"
    guard let text = FileManager.default.contents(atPath: path) else { return }
    let decoder = JSONDecoder()
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? decoder.decode(Line.self, from: line) else { continue }
      lines[Array(line.output.utf8)] = line
    }
    isTorn = text.last.map { $0 != UInt8(ascii: "\n") } ?? false
  }

  deinit { if let descriptor { close(descriptor) } }

  /// The outputs of this search, or of one that is not known, and their recordings.
  var entries: [(output: String, recording: String)] {
    lines.values.filter { $0.search == nil || $0.search == search }
      .map { ($0.output, $0.recording) }
  }

  /// A recording's path, wherever it is named from.
  static func name(of item: AudioInputs.Item) -> String {
    item.path == "-" ? "-" : URL(filePath: item.path).standardizedFileURL.path
  }

  /// Notes that an output is whole.
  func add(_ output: String, of item: AudioInputs.Item) throws {
    let recording = Self.name(of: item)
    let line = Line(output: output, recording: recording, search: search)
    if let known = lines[Array(output.utf8)], known.search == search,
      known.recording.utf8.elementsEqual(recording.utf8)
    {
      return
    }
    lines[Array(output.utf8)] = line
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = Array((isTorn ? "\n" : "").utf8) + Array(try encoder.encode(line)) + Array("\n".utf8)
    guard text.writeAll(to: try opened()) else { throw CommandFailure.unwritable(path) }
    isTorn = false
  }

  private func opened() throws -> Int32 {
    if let descriptor { return descriptor }
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CommandFailure.unwritable(path) }
    self.descriptor = descriptor
    return descriptor
  }
}
