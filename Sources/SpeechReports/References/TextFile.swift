internal import Foundation

/// The lines of a text file with their numbers, for messages.
struct TextFile {
  let path: String
  /// Without empty ones.
  let lines: [(number: Int, text: String)]

  init(_ path: String) throws(ReferenceError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .missing(path: path)
    }
    // Praat writes UTF-16 where a text has letters beyond ASCII.
    let encoding: String.Encoding =
      data.starts(with: [0xFE, 0xFF]) || data.starts(with: [0xFF, 0xFE]) ? .utf16 : .utf8
    guard var text = String(data: data, encoding: encoding) else { throw .unreadable(path: path) }
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    self.path = path
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().map { ($0 + 1, String($1)) }
      .filter { !$0.1.allSatisfy(\.isWhitespace) }
  }

  func malformed(_ line: Int, expected: String, found: some StringProtocol) -> ReferenceError {
    .malformed(path: path, line: line, expected: expected, found: String(found.prefix(80)))
  }
}
