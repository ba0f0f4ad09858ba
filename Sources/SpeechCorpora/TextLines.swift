internal import Foundation

/// The lines of a text file, with their numbers for messages.
struct TextLines {
  let path: String
  let lines: [(number: Int, text: Substring)]

  /// Empty lines are passed over.
  init(path: String, expected: String) throws(CorpusError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .missing(path: path, expected: expected)
    }
    guard let text = String(data: data, encoding: .utf8) else { throw .unreadable(path: path) }
    self.path = path
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated().map { ($0 + 1, $1) }
      .filter { !$0.1.allSatisfy(\.isWhitespace) }
  }

  /// The first field of each line with the rest of it.
  func table() -> [(number: Int, key: String, rest: Substring)] {
    lines.map { number, text in
      let trimmed = text.drop { $0.isWhitespace }
      let key = trimmed.prefix { !$0.isWhitespace }
      return (number, String(key), trimmed.dropFirst(key.count).drop { $0.isWhitespace })
    }
  }

  func malformed(_ number: Int, expected: String, found: some StringProtocol) -> CorpusError {
    .malformed(path: path, line: number, expected: expected, found: String(found.prefix(80)))
  }
}

/// The files of a folder.
enum Folder {
  /// Names in a folder, sorted, hidden ones left out; empty if it cannot be read.
  static func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  static let audioExtensions = ["wav", "flac", "opus", "ogg", "sph", "mp3", "aiff", "au"]

  /// `stem` with the first audio extension under which a file is there.
  static func audio(stem: String) -> String? {
    audioExtensions.lazy.map { "\(stem).\($0)" }.first(where: exists)
  }
}

/// Words as all readers give them: upper case, in order, without white space.
func transcriptWords(_ text: some StringProtocol) -> [String] {
  text.split(whereSeparator: \.isWhitespace).map { $0.uppercased() }
}
