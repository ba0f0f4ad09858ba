import ArgumentParser
import Foundation
import KeywordSpotting

/// Keywords by `-k` and from files, each perhaps with a threshold of its own: `voice mail @0.6`.
struct KeywordOptions: ParsableArguments {
  @Option(
    name: [.customShort("k"), .customLong("keyword")],
    help: ArgumentHelp(
      "A keyword; may be repeated (default: all that the model knows; for experiments all that fit; for evaluations all that were found). For tyto spot, \"word @0.6\" gives it a threshold of its own.",
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
      let (keyword, threshold) = try Self.parse(line)
      keywords.append(keyword)
      if let threshold { thresholds[Self.name(of: keyword)] = threshold }
    }
    return (keywords, thresholds)
  }

  /// A keyword and its threshold, if it has one.
  static func parse(_ text: String) throws -> (keyword: String, threshold: Double?) {
    guard let at = text.lastIndex(of: "@") else { return (text, nil) }
    let number = text[text.index(after: at)...].trimmingCharacters(in: .whitespaces)
    guard let threshold = Double(number), (0...1).contains(threshold) else {
      throw CommandFailure(
        "\"\(text)\": expected a threshold from 0 to 1 after @, not \"\(number)\"")
    }
    return (text[..<at].trimmingCharacters(in: .whitespaces), threshold)
  }

  /// A line of a file of keywords without its remark; empty if it has no keyword.
  static func withoutRemark(_ line: some StringProtocol) -> String {
    line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
  }

  /// How detections name a keyword, in lower case: without phones, its words one space apart.
  static func name(of keyword: String) -> String {
    keyword.prefix { $0 != "=" }.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .lowercased()
  }

  private static func keywords(inFile path: String) throws -> [String] {
    guard let text = TextContents.read(path) else {
      throw CommandFailure(
        "\(path): expected a text file in UTF-8 with a keyword a line, of "
          + "\(TextContents.limit >> 20) MiB at most")
    }
    let words = text.split(whereSeparator: \.isNewline).map(withoutRemark).filter { !$0.isEmpty }
    guard !words.isEmpty else { throw CommandFailure("\(path): there is no keyword in it") }
    return words
  }
}
