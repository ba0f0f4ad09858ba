import ArgumentParser
import Foundation

/// Keywords by `-k` and from files.
struct KeywordOptions: ParsableArguments {
  @Option(
    name: [.customShort("k"), .customLong("keyword")],
    help: ArgumentHelp(
      "A keyword; may be repeated (default: all that the model knows or, for experiments, all that fit).",
      valueName: "word"))
  var stated: [String] = []

  @Option(
    name: .customLong("keywords"),
    help: ArgumentHelp(
      "A text file with a keyword a line, as for -k; # begins a remark.", valueName: "file"))
  var files: [String] = []

  /// All of them, those of files last.
  func all() throws -> [String] {
    try stated + files.flatMap(Self.keywords(inFile:))
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
