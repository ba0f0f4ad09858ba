internal import Foundation

/// Whole text files of people's making: lists of words, dictionaries.
package enum TextContents {
  /// Longer ones, in bytes, are refused.
  package static let limit = 1 << 26

  /// The text of a file or of a pipe without its byte-order mark; `nil` if it cannot be read, is too
  /// long or not UTF-8.
  package static func read(_ path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? handle.close() }
    var bytes: [UInt8] = []
    do {
      while let block = try handle.read(upToCount: 1 << 16), !block.isEmpty {
        bytes += block
        if bytes.count > limit { return nil }
      }
    } catch {
      return nil
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return String(
      validating: bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
  }
}
