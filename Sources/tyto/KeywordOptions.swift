import ArgumentParser
import Foundation

/// Keywords by `-k` and from files, each perhaps with a threshold of its own: `voice mail @0.6`.
struct KeywordOptions: ParsableArguments {
  @Option(
    name: [.customShort("k"), .customLong("keyword")],
    help: ArgumentHelp(
      "A keyword; may be repeated (default: all that the model knows or, for experiments, all that fit). \"word @0.6\" gives it a threshold of its own.",
      valueName: "word"))
  var stated: [String] = []

  @Option(
    name: .customLong("keywords"),
    help: ArgumentHelp(
      "A text file with a keyword a line, as for -k; # begins a remark.", valueName: "file"))
  var files: [String] = []

  /// All of them, those of files last.
  func all() throws -> [String] { try parted().map(\.keyword) }

  /// The thresholds that keywords have of their own, by their names in lower case.
  func thresholds() throws -> [String: Double] {
    var result: [String: Double] = [:]
    for (keyword, threshold) in try parted() {
      guard let threshold else { continue }
      let name = keyword.prefix { $0 != "=" }.split(whereSeparator: \.isWhitespace)
      result[name.joined(separator: " ").lowercased()] = threshold
    }
    return result
  }

  private func parted() throws -> [(keyword: String, threshold: Double?)] {
    try (stated + files.flatMap(Self.keywords(inFile:))).map { line in
      guard let at = line.lastIndex(of: "@") else { return (line, nil) }
      let number = line[line.index(after: at)...].trimmingCharacters(in: .whitespaces)
      guard let threshold = Double(number), (0...1).contains(threshold) else {
        throw CommandFailure(
          "\"\(line)\": expected a threshold from 0 to 1 after @, not \"\(number)\"")
      }
      return (line[..<at].trimmingCharacters(in: .whitespaces), threshold)
    }
  }

  private static func keywords(inFile path: String) throws -> [String] {
    // A list of words is no gigabyte.
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
      size <= 1 << 26, let text = try? String(contentsOfFile: path, encoding: .utf8)
    else {
      throw CommandFailure("\(path): expected a text file in UTF-8 with a keyword a line")
    }
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
    }
    let words = lines.filter { !$0.isEmpty }
    guard !words.isEmpty else { throw CommandFailure("\(path): there is no keyword in it") }
    return words
  }
}
