import ArgumentParser
import Foundation
import KeywordSpotting

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
      "A text file or a pipe with a keyword a line, as for -k; # begins a remark.",
      valueName: "file"), completion: .file())
  var files: [String] = []

  /// All of them, those of files last, and the thresholds that some have of their own, by their names
  /// in lower case.
  func all() throws -> (keywords: [String], thresholds: [String: Double]) {
    var keywords: [String] = []
    var thresholds: [String: Double] = [:]
    for line in try stated + files.flatMap(Self.keywords(inFile:)) {
      guard let at = line.lastIndex(of: "@") else {
        keywords.append(line)
        continue
      }
      let number = line[line.index(after: at)...].trimmingCharacters(in: .whitespaces)
      guard let threshold = Double(number), (0...1).contains(threshold) else {
        throw CommandFailure(
          "\"\(line)\": expected a threshold from 0 to 1 after @, not \"\(number)\"")
      }
      let keyword = line[..<at].trimmingCharacters(in: .whitespaces)
      keywords.append(keyword)
      let name = keyword.prefix { $0 != "=" }.split(whereSeparator: \.isWhitespace)
      thresholds[name.joined(separator: " ").lowercased()] = threshold
    }
    return (keywords, thresholds)
  }

  private static func keywords(inFile path: String) throws -> [String] {
    guard let text = TextContents.read(path) else {
      throw CommandFailure(
        "\(path): expected a text file in UTF-8 with a keyword a line, of "
          + "\(TextContents.limit >> 20) MiB at most")
    }
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
    }
    let words = lines.filter { !$0.isEmpty }
    guard !words.isEmpty else { throw CommandFailure("\(path): there is no keyword in it") }
    return words
  }
}
