import Foundation
import SpeechReports

/// Who speaks in which recording, as a file says it: a recording and its speaker a line.
struct SpeakerTable {
  /// By the names of the recordings.
  private(set) var speakers: [String: String] = [:]
  private let path: String

  /// Lines of other recordings are passed over; but one at least has to be of these.
  init(_ path: String, _ names: RecordingNames) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure("\(path): cannot be read")
    }
    self.path = path
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let fields = line.split(whereSeparator: \.isWhitespace)
      if fields.isEmpty { continue }
      guard fields.count == 2 else {
        throw CommandFailure("\(path):\(index + 1): expected a recording and its speaker")
      }
      if let name = try names.name(of: String(fields[0])) { speakers[name] = String(fields[1]) }
    }
    guard !speakers.isEmpty else {
      throw CommandFailure(
        "\(path): names none of the recordings; expected a recording and its speaker a line")
    }
  }

  /// What to say of recordings whose speakers are not told.
  func problem(_ recordings: [String]) -> String? {
    let unknown = recordings.filter { speakers[$0] == nil }
    return unknown.first.map {
      "\(path): does not tell the speakers of \(unknown.count) recordings, such as \($0)"
    }
  }
}
