internal import Foundation

/// A line of a text file.
struct Line {
  let path: String
  /// From 1.
  let number: Int
  let text: String

  /// The fields between white space.
  var fields: [Substring] { text.split(whereSeparator: \.isWhitespace) }

  /// The first field, and what follows it.
  var keyed: (key: String, rest: Substring) {
    let trimmed = text.drop { $0.isWhitespace }
    let key = trimmed.prefix { !$0.isWhitespace }
    return (String(key), trimmed.dropFirst(key.count).drop { $0.isWhitespace })
  }

  func malformed(expected: String, found: String? = nil) -> CorpusError {
    let found = found ?? text
    return .malformed(
      path: path, line: number, expected: expected, found: String(found.prefix(80)))
  }
}

/// Reads a text file line by line, in blocks: memory does not depend on the file's length.
///
/// Lines end in LF or CR LF; a byte-order mark is passed over, and so are empty lines. UTF-8 is
/// expected.
final class LineReader {
  /// Longer lines are refused.
  static let longestLine = 1 << 20
  private static let blockSize = 1 << 16

  let path: String
  private let handle: FileHandle
  private var block: [UInt8] = []
  private var position = 0
  private var number = 0

  /// - Parameter expected: what the file is, for the message when it is missing.
  init(path: String, expected: String) throws(CorpusError) {
    try Folder.checkRegularFile(path, expected: expected)
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(path: path, reason: "it cannot be opened")
    }
    self.path = path
    self.handle = handle
  }

  deinit { try? handle.close() }

  /// The next line that is not empty; `nil` at the end.
  ///
  /// - Throws: `malformed` for a line that is too long or not UTF-8; the next call goes on after it.
  func next() throws(CorpusError) -> Line? {
    while let bytes = try nextBytes() {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw .malformed(
          path: path, line: number, expected: "text in UTF-8", found: "other bytes")
      }
      if !text.allSatisfy(\.isWhitespace) {
        return Line(path: path, number: number, text: text)
      }
    }
    return nil
  }

  /// The next line that can be read; the log hears of the others.
  func next(_ log: inout ReadingLog) throws(CorpusError) -> Line? {
    while true {
      do { return try next() } catch { try log.refuse(error) }
    }
  }

  /// The bytes of a line without its end.
  private func nextBytes() throws(CorpusError) -> ArraySlice<UInt8>? {
    var line: ArraySlice<UInt8> = []
    var length = 0
    while true {
      if position == block.count {
        do {
          block = Array(try handle.read(upToCount: Self.blockSize) ?? Data())
        } catch {
          throw .unreadable(path: path, reason: "reading fails")
        }
        position = 0
        if block.isEmpty {
          if length == 0 { return nil }
          break
        }
      }
      let end = block[position...].firstIndex(of: UInt8(ascii: "\n"))
      let piece = block[position..<(end ?? block.count)]
      length += piece.count
      if length <= Self.longestLine { line += piece }
      position = end.map { $0 + 1 } ?? block.count
      if end != nil { break }
    }
    number += 1
    guard length <= Self.longestLine else {
      throw .malformed(
        path: path, line: number, expected: "a line of at most \(Self.longestLine) bytes",
        found: "\(length) bytes")
    }
    if number == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    return line
  }
}
