import Foundation
import KeywordSpotting

/// Where detections go: the standard output as they come, a file that appears when it is whole, or a
/// folder with a file a recording.
final class DetectionSink {
  private enum Target {
    case standardOutput
    case file(PartialFile)
    case folder(String, OutputRegister)
  }

  private let format: DetectionFormat
  private let target: Target
  private let keywordWidth: Int
  private let isLive: Bool
  private var hasHeader = false

  /// - Parameters:
  ///   - output: a folder if one stands there, if it ends in `/`, or if the format holds one
  ///     recording a file and there are several; else a file; `nil` for the standard output.
  ///   - keywordWidth: characters of the longest keyword, for the table.
  ///   - search: tells this search from others, in the register of a folder.
  ///   - isLive: whether a file is to keep what was written when a signal ends the program.
  init(
    format: DetectionFormat, output: String?, recordingCount: Int, keywordWidth: Int,
    search: String, isLive: Bool
  ) throws {
    self.format = format
    self.keywordWidth = keywordWidth
    self.isLive = isLive
    let needsFolder = format.isPerRecording && recordingCount > 1
    guard let output else {
      if needsFolder {
        throw CommandFailure(
          "--format \(format.rawValue) is one file a recording; name a folder: -o FOLDER")
      }
      target = .standardOutput
      return
    }
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
    if exists && needsFolder && !isFolder.boolValue {
      throw CommandFailure("\(output): is a file; \(format.rawValue) needs a folder")
    }
    if exists && isFolder.boolValue || output.hasSuffix("/") || needsFolder {
      try OutputFolder.make(output)
      target = .folder(output, OutputRegister(folder: output, search: search))
    } else {
      target = .file(try PartialFile(output))
    }
  }

  /// Whether all of a recording's detections have to be written at once.
  var isPerRecording: Bool {
    if case .folder = target { true } else { format.isPerRecording }
  }

  var isFolder: Bool { if case .folder = target { true } else { false } }

  /// The recording's own file; `nil` if there is no folder of them.
  func path(of item: AudioInputs.Item) -> String? {
    guard case .folder(let folder, _) = target else { return nil }
    return "\(folder)/\(fileName(of: item))"
  }

  private func fileName(of item: AudioInputs.Item) -> String {
    "\(item.stem).\(format.fileExtension)"
  }

  /// The recordings that have no file of their own in the folder yet, under names that are free there.
  /// Files appear when they are whole; those of another search are none.
  func remaining(_ items: [AudioInputs.Item]) -> [AudioInputs.Item] {
    guard case .folder(let folder, let register) = target else { return items }
    let ending = "." + format.fileExtension
    // By bytes, as the system tells names apart.
    var done: Set<[UInt8]> = []
    var taken: Set<String> = []
    for one in register.entries where one.output.hasSuffix(ending) {
      guard FileManager.default.fileExists(atPath: "\(folder)/\(one.output)") else { continue }
      done.insert(Array(one.recording.utf8))
      taken.insert(String(one.output.dropLast(ending.count)))
    }
    // The standard input is another recording each time.
    let left = items.filter {
      $0.path == "-" || !done.contains(Array(OutputRegister.name(of: $0).utf8))
    }
    return AudioInputs.named(left, besides: taken)
  }

  func write(_ findings: Findings, of item: AudioInputs.Item) throws {
    let text = format.text(
      findings.detections, file: item.path, duration: findings.duration,
      keywordWidth: keywordWidth)
    if case .folder(let folder, let register) = target {
      let name = fileName(of: item)
      let path = "\(folder)/\(name)"
      try OutputFolder.make(URL(filePath: path).deletingLastPathComponent().path)
      try PartialFile.write(format.header(keywordWidth: keywordWidth) + text, to: path)
      try register.add(name, of: item)
    } else if !findings.detections.isEmpty || format.isPerRecording {
      try emit(text)
    }
  }

  /// Closes the output; a file gets its name.
  func finish() throws {
    // A table of nothing is nothing; other formats are read by programs, which expect a header.
    if format != .table { try emit("") }
    if case .file(let file) = target { try file.finish() }
  }

  private func emit(_ text: String) throws {
    let whole = hasHeader ? text : format.header(keywordWidth: keywordWidth) + text
    hasHeader = true
    switch target {
    case .standardOutput:
      try StandardOutput.write(whole)
    case .file(let file):
      if isLive { file.keepOnSignals() }
      try file.write(whole)
    case .folder: break
    }
  }
}
