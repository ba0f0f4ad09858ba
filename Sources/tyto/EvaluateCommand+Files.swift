import ArgumentParser
import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechMetrics

extension EvaluateCommand {
  /// `tyto evaluate files`.
  struct FilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "files",
      abstract: "Spots in files whose keywords are known and shows hits and misses.",
      discussion: """
        LIST has a line a file: its path, a tab, and the keywords in it in order (none if it has \
        none), in upper or lower case. Lines that begin with # are passed over. A model that finds \
        any word is asked for all keywords of the list.

        Exit status: 0, or 2 if there was trouble with any file.
        """)

    @Argument(help: "The list.", completion: .file())
    var list: String

    @Option(help: "The folder below which the files stand.", completion: .directory)
    var root: String = "."

    @Option(help: "A model by name or file.", completion: .models)
    var model = "keywords12"

    @Option(help: "Score from which a detection counts (default: the model's own).")
    var threshold: Double?

    func validate() throws {
      if let threshold, !(0...1).contains(threshold) {
        throw ValidationError("--threshold must lie between 0 and 1")
      }
    }

    func run() throws {
      guard let data = FileManager.default.contents(atPath: list),
        let text = String(data: data, encoding: .utf8)
      else { throw CommandFailure("\(list): the list cannot be read") }
      let context = try ComputeContext.fromEnvironment()
      let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map {
        let fields = $0.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        return (
          file: String(fields[0]),
          spoken: (fields.count > 1 ? fields[1] : "").lowercased().split(separator: " ")
            .map(String.init)
        )
      }
      let model = try ModelStore.standard().model(model)
      let spotter = try KeywordSpotter(
        model: model,
        keywords: model.card.task == .phones ? Set(lines.flatMap(\.spoken)).sorted() : [],
        threshold: threshold, context: context)
      var score = KeywordScore()
      var folders: [(name: String, files: Int, right: Int)] = []
      var trouble = false
      print("  file                           spoken -> found")
      for (file, spoken) in lines {
        let detections: [Detection]
        switch spotter.outcome(ofFile: "\(root)/\(file)") {
        case .failure(let error):
          StandardError.write("tyto evaluate: \(error)\n")
          trouble = true
          continue
        case .success(let outcome): detections = outcome.detections
        }
        let found = detections.map { $0.keyword.lowercased() }
        score.add(speaker: file, spoken: spoken, found: found)
        let folder = file.split(separator: "/").dropLast().joined(separator: "/")
        if folders.last?.name != folder { folders.append((folder, 0, 0)) }
        folders[folders.count - 1].files += 1
        folders[folders.count - 1].right += found == spoken ? 1 : 0
        let verdict = found == spoken ? "right" : "WRONG"
        func words(_ words: [String]) -> String {
          words.isEmpty ? "-" : words.joined(separator: " ")
        }
        print(
          verdict + "  " + file.padding(toLength: max(28, file.count), withPad: " ", startingAt: 0)
            + "  \(words(spoken)) -> \(words(found))")
      }
      let total = score.total
      print(
        "\(total.labels - total.substitutions - total.deletions) of \(total.labels) keywords found, "
          + "\(total.insertions + total.substitutions) false alarms")
      for folder in folders {
        print(
          "\(folder.name.isEmpty ? "others" : folder.name): "
            + "\(folder.right) of \(folder.files) files without a mistake")
      }
      if trouble { throw ExitCode(2) }
    }
  }
}
