import Foundation
import PhoneLabeling

/// Where phone segments go: the standard output, a file that appears when it is whole, or a folder
/// with a file a recording.
final class PhoneSink {
  private enum Target {
    case standardOutput
    case file(String)
    case folder(String)
  }

  private let format: PhoneFormat
  private let channel: Int
  private let target: Target
  private var file: PartialFile?
  private var hasHeader = false

  /// - Parameters:
  ///   - output: a folder if one stands there, if it ends in `/`, or if there are several recordings
  ///     and the format holds one a file; else a file; `nil` for the standard output.
  ///   - channel: the recordings' channel that is labelled, from 1.
  init(format: PhoneFormat, output: String?, count: Int, channel: Int) throws {
    self.format = format
    self.channel = channel
    guard let output else {
      if format == .npy || (format.isPerRecording && count > 1) {
        throw CommandFailure(
          "--format \(format.rawValue) is one file a recording; name a file or folder with -o")
      }
      target = .standardOutput
      return
    }
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: output, isDirectory: &isFolder)
    if exists && isFolder.boolValue || output.hasSuffix("/") || format.isPerRecording && count > 1 {
      guard !exists || isFolder.boolValue else {
        throw CommandFailure("\(output): is a file; \(format.rawValue) needs a folder")
      }
      target = .folder(output)
      try OutputFolder.make(output)
    } else {
      target = .file(output)
      if format != .npy { file = try PartialFile(output) }
    }
  }

  /// The segments of a recording, and its words if they are known.
  func write(
    _ segments: [PhoneSegment], words: [AlignedWord], of item: AudioInputs.Item, duration: Double
  ) throws {
    let text = format.text(
      segments, words: words, file: item.path, name: item.stem, channel: channel,
      duration: duration)
    switch target {
    case .folder:
      let path = try placed(item)
      try PartialFile.write(format.header + text, to: path)
      if format == .phn && !words.isEmpty {
        try PartialFile.write(PhoneFormat.wordText(words), to: Self.wordPath(beside: path))
      }
    case .file(let path):
      try file?.write(headed(text))
      if format == .phn && !words.isEmpty && file?.isRegular == true {
        try PartialFile.write(PhoneFormat.wordText(words), to: Self.wordPath(beside: path))
      }
    case .standardOutput:
      try StandardOutput.write(headed(text))
    }
  }

  func write(_ posteriors: Posteriorgram, of item: AudioInputs.Item) throws {
    let path: String
    switch target {
    case .folder: path = try placed(item)
    case .file(let file): path = file
    case .standardOutput: preconditionFailure("refused before")
    }
    try PartialFile.write(PhoneFormat.numPy(posteriors), to: path)
  }

  /// Closes the output; a file gets its name.
  func finish() throws { try file?.finish() }

  private func headed(_ text: String) -> String {
    defer { hasHeader = true }
    return hasHeader ? text : format.header + text
  }

  /// Where the words stand whose phones have a file of that name.
  static func wordPath(beside path: String) -> String {
    (path.hasSuffix(".phn") ? String(path.dropLast(4)) : path) + ".wrd"
  }

  /// The recording's own file; `nil` if there is no folder of them.
  func path(of item: AudioInputs.Item) -> String? {
    guard case .folder(let folder) = target else { return nil }
    return "\(folder)/\(item.stem).\(format.fileExtension)"
  }

  /// The recording's own file, whose folder is there then.
  private func placed(_ item: AudioInputs.Item) throws -> String {
    guard let path = path(of: item) else { preconditionFailure("no folder") }
    try OutputFolder.make(URL(filePath: path).deletingLastPathComponent().path)
    return path
  }
}
