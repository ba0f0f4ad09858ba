public import ArgumentParser
import Foundation
public import SpeechCorpora

/// `tyto corpus`: what lies in a corpus, and what is wrong with it.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Checks corpora of speech, aligns them, and makes synthetic ones.",
    subcommands: [
      CorpusCheckCommand.self, CorpusListCommand.self, CorpusAlignCommand.self,
      CorpusSynthesizeCommand.self,
    ])
}

/// `tyto corpus list`: the layouts.
struct CorpusListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the layouts that corpora may have.")

  func run() {
    let width = CorpusLayout.allCases.map(\.rawValue.count).max() ?? 0
    for layout in CorpusLayout.allCases {
      let name = layout.rawValue.padding(toLength: width, withPad: " ", startingAt: 0)
      print("\(name)  \(layout.summary)")
    }
  }
}

/// `tyto corpus check`: counts, and problems line by line.
struct CorpusCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Counts what is in a corpus and tells what is wrong with it.",
    discussion: """
      Each problem is a line on the standard output, with its file and line number: missing or \
      unreadable recordings, utterances without text, malformed lines, identifiers used twice, \
      times out of order or beyond the recording, phones that belong to no known set.

      EXIT STATUS
        0  the corpus is sound
        1  there are problems
        2  the corpus could not be read

      EXAMPLES
        tyto corpus check ~/speech/an4
        tyto corpus check ~/speech/TIMIT --layout timit --part test
      """)

  @Argument(help: "The corpus's folder, or a manifest.", completion: .file())
  var directory: String

  @Option(
    help: "How it lies there; told from the names of files if absent. See tyto corpus list.")
  var layout: CorpusLayout?

  @Option(help: "Only this part, such as train or test.")
  var part: String?

  @Option(help: "How closely recordings are looked at: names, headers or samples.")
  var audio = CorpusCheck.Depth.headers

  @Option(help: "How many problems are listed.")
  var problems = 100

  @Flag(help: "Print a JSON object a part.")
  var json = false

  func validate() throws {
    if problems < 0 { throw ValidationError("--problems must not be negative") }
  }

  func run() throws {
    var checks: [CorpusCheck] = []
    do throws(CorpusError) {
      let layout = if let layout { layout } else { try CorpusLayout.detect(at: directory) }
      // An absolute path, so that the root does not matter.
      let path = URL(filePath: directory).standardizedFileURL.path
      let parts = part.map { [$0] } ?? layout.parts(at: path)
      for part in parts.isEmpty ? [nil] : parts.map(Optional.some) {
        let reference = CorpusReference(layout: layout, path: path, part: part)
        var check = try reference.check(root: "", depth: audio)
        check.name = [directory.hasSuffix("/") ? String(directory.dropLast()) : directory, part]
          .compactMap(\.self).joined(separator: " ")
        checks.append(check)
        print(json ? jsonLine(check) : CorpusCheckText(check, layout: layout, limit: problems).text)
      }
    } catch {
      StandardError.write("tyto: \(error)\n")
      throw ExitCode(2)
    }
    if !json { noteCommonSpeakers(checks) }
    if checks.contains(where: { !$0.isSound }) { throw ExitCode(1) }
  }

  private func jsonLine(_ check: CorpusCheck) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(check)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Parts that share speakers are no measure of unknown voices.
  private func noteCommonSpeakers(_ checks: [CorpusCheck]) {
    for (index, first) in checks.enumerated() {
      for second in checks[(index + 1)...] {
        let common = Set(first.speakers.keys).intersection(second.speakers.keys)
        if !common.isEmpty {
          print("note: \(common.count) speakers are both in \(first.name) and in \(second.name)")
        }
      }
    }
  }
}

extension CorpusLayout: ExpressibleByArgument {}
extension CorpusCheck.Depth: ExpressibleByArgument {}

/// A check as lines for a terminal.
private struct CorpusCheckText {
  private(set) var text: String

  init(_ check: CorpusCheck, layout: CorpusLayout, limit: Int) {
    var lines = ["\(check.name) (\(layout.rawValue))"]
    func row(_ name: String, _ value: String) {
      lines.append("  " + name.padding(toLength: 13, withPad: " ", startingAt: 0) + value)
    }
    row("utterances", "\(check.utteranceCount)")
    if let hours = check.hours {
      let rates = check.sampleRates.sorted { $0.key < $1.key }
        .map { "\($0.value) at \($0.key) Hz" }.joined(separator: ", ")
      let span = String(format: "%.2f–%.2f s", check.shortest ?? 0, check.longest ?? 0)
      row("hours", String(format: "%.2f", hours) + " (\(span)); \(rates)")
    }
    row(layout == .noise ? "kinds" : "speakers", "\(check.speakers.count)")
    if check.wordCount > 0 {
      row("words", "\(check.wordCount), \(check.vocabulary.count) different")
      if check.vocabulary.count <= 40 {
        row("", check.vocabulary.keys.sorted().joined(separator: " "))
      }
    }
    if check.withWordTimes > 0 { row("word times", "\(check.withWordTimes) utterances") }
    if check.withPhoneTimes > 0 {
      row(
        "phone times",
        "\(check.withPhoneTimes) utterances; \(check.phones.count) labels, "
          + (check.phoneSet.map { "set: \($0)" } ?? "of no known set"))
    }
    row("problems", check.isSound ? "none" : "\(check.problemCount)")
    lines += check.problems.prefix(limit).map(\.description)
    let left = check.problemCount - min(limit, check.problems.count)
    if left > 0 && limit > 0 { lines.append("… and \(left) more") }
    text = lines.joined(separator: "\n")
  }
}
