import Foundation
import KeywordSpotting
import RecurrentNetworks

/// Where detections go: standard output as they come, a file that appears when it is whole, or a
/// folder with a file a recording.
final class DetectionSink {
  private let format: DetectionFormat
  private let output: String?
  private var collected = ""
  private var isFirst = true
  private var used: [String: Int] = [:]

  init(format: DetectionFormat, output: String?) throws {
    self.format = format
    self.output = output
    if format.isPerRecording, let output {
      try FileManager.default.createDirectory(
        atPath: output, withIntermediateDirectories: true)
    }
  }

  func write(_ detections: [Detection], file: String, duration: Double) throws {
    let text = format.text(detections, file: file, duration: duration)
    if format.isPerRecording, let output {
      var stem = URL(filePath: file == "-" ? "stdin" : file).deletingPathExtension()
        .lastPathComponent
      // Two recordings of one name in different folders keep apart.
      let count = used[stem, default: 0] + 1
      used[stem] = count
      if count > 1 { stem += "-\(count)" }
      try AtomicFile.write(Data(text.utf8), to: "\(output)/\(stem).\(format.fileExtension)")
      return
    }
    emit((isFirst && !(detections.isEmpty && format == .table) ? format.header : "") + text)
    if !(detections.isEmpty && format == .table) { isFirst = false }
  }

  private func emit(_ text: String) {
    if output == nil {
      FileHandle.standardOutput.write(Data(text.utf8))
    } else {
      collected += text
    }
  }

  func finish() throws {
    if isFirst && format == .csv { emit(format.header) }
    guard let output, !format.isPerRecording else { return }
    try AtomicFile.write(Data(collected.utf8), to: output)
  }
}
