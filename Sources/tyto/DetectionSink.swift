import Foundation
import KeywordSpotting

/// Where detections go: the standard output as they come, a file that appears when it is whole, or a
/// folder with a file a recording.
final class DetectionSink {
  private enum Target {
    case standardOutput
    case file(PartialFile)
    case folder(String)
  }

  private let format: DetectionFormat
  private let target: Target
  private let keywordWidth: Int
  private var hasHeader = false

  /// - Parameters:
  ///   - output: a folder if one stands there, if it ends in `/`, or if the format holds one
  ///     recording a file and there are several; else a file; `nil` for the standard output.
  ///   - keywordWidth: characters of the longest keyword, for the table.
  init(
    format: DetectionFormat, output: String?, recordingCount: Int, keywordWidth: Int
  ) throws {
    self.format = format
    self.keywordWidth = keywordWidth
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
      target = .folder(output)
      try Self.makeFolder(output)
    } else {
      target = .file(try PartialFile(output))
    }
  }

  /// Whether all of a recording's detections have to be written at once.
  var isPerRecording: Bool {
    if case .folder = target { true } else { format.isPerRecording }
  }

  /// Whether a recording's file is there already: files appear when they are whole.
  func isWritten(_ item: AudioInputs.Item) -> Bool {
    guard case .folder = target else { return false }
    return FileManager.default.fileExists(atPath: path(of: item))
  }

  var isFolder: Bool { if case .folder = target { true } else { false } }

  private func path(of item: AudioInputs.Item) -> String {
    guard case .folder(let folder) = target else { return "" }
    return "\(folder)/\(item.stem).\(format.fileExtension)"
  }

  func write(_ findings: Findings, of item: AudioInputs.Item) throws {
    let text = format.text(
      findings.detections, file: item.path, duration: findings.duration,
      keywordWidth: keywordWidth)
    if isFolder {
      let path = path(of: item)
      try Self.makeFolder(URL(filePath: path).deletingLastPathComponent().path)
      try PartialFile.write(format.header(keywordWidth: keywordWidth) + text, to: path)
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
      if !whole.isEmpty { try FileHandle.standardOutput.write(contentsOf: Data(whole.utf8)) }
    case .file(let file): try file.write(whole)
    case .folder: break
    }
  }

  static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("\(path): the folder cannot be made: \(error.localizedDescription)")
    }
  }
}
