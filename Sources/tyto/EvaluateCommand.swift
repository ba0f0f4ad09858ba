import ArgumentParser
import DenseMath
import Foundation
import KeywordSpotting
import SpeechCorpora
import SpeechMetrics
import SpeechTraining

/// `tyto evaluate`: how good a result is.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measures how good a model or a result is.",
    subcommands: [
      EvaluateSpottingCommand.self, EvaluatePhonesCommand.self, KeywordsCommand.self,
      FilesCommand.self,
    ])

  /// `tyto evaluate keywords`.
  struct KeywordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "keywords",
      abstract: "Keyword accuracy of a word model on the corpora of a recipe.",
      discussion: """
        An utterance's detections in order are compared with the keywords spoken in it. Accuracy is \
        1 - (substitutions + deletions + insertions) / keywords, correct is \
        1 - (substitutions + deletions) / keywords, as Fernández, Graves and Schmidhuber (2007) \
        report them. Intervals are of 95 %, by drawing speakers 2,000 times.

        Exit status: 0, or 2 if any recording could not be read.

        EXAMPLE
          tyto evaluate keywords corpora/keywords12/paper.json --corpora ~/speech \
        --model keywords12
        """)

    @Argument(help: "A recipe; its test corpora are measured.", completion: .file())
    var recipe: String

    @Option(help: "The folder below which the recipe's corpora stand.", completion: .directory)
    var corpora: String

    @Option(help: "A model by name or file.", completion: .models)
    var model = "keywords12"

    @Option(help: "Score from which a detection counts (default: the model's own).")
    var threshold: Double?

    @Flag(help: "Measure the held-out training speakers instead of the test corpora.")
    var validation = false

    @Option(help: "Threads (default: all cores).")
    var threads: Int?

    @OptionGroup var precision: PrecisionOption

    func validate() throws {
      if let threshold, !(0...1).contains(threshold) {
        throw ValidationError("--threshold must lie between 0 and 1")
      }
      if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
    }

    func run() throws {
      let recipe = try Recipe(contentsOf: recipe)
      let context = try ComputeContext.fromEnvironment(
        threadCount: threads, precision: precision.precision)
      var serial = context
      serial.threadCount = 1
      let spotter = try KeywordSpotter(
        model: ModelStore.standard().model(model), keywords: [], threshold: threshold,
        context: serial)
      var trouble = false
      for corpus in try validation
        ? recipe.validationCorpora(root: corpora)
        : recipe.test.map({ try $0.load(root: corpora) })
      {
        let result = KeywordEvaluation(spotter, corpus: corpus, context: context)
        guard result.utteranceCount > 0 else {
          throw CommandFailure(
            "\(corpus.name): no recording could be read"
              + (result.problems.first.map { ", such as \($0)" } ?? ""))
        }
        show(result)
        trouble = trouble || !result.problems.isEmpty
      }
      if trouble { throw ExitCode(2) }
    }

    private func show(_ result: KeywordEvaluation) {
      let total = result.score.total
      print(
        "\(result.corpus): \(result.utteranceCount) utterances, \(result.score.speakerCount) "
          + String(format: "speakers, %.2f h, %d keywords", result.hours, total.labels))
      let interval = result.score.accuracyInterval().map {
        String(format: "  (95 %%: %.1f to %.1f)", 100 * $0.low, 100 * $0.high)
      }
      print(
        String(format: "  accuracy %.1f %%", 100 * total.accuracy) + (interval ?? "")
          + String(format: "   correct %.1f %%", 100 * total.correct))
      print(
        "  substitutions \(total.substitutions), deletions \(total.deletions), "
          + "insertions \(total.insertions)")
      if !result.startErrors.isEmpty {
        print(
          String(
            format: "  median error of start %.0f ms, of end %.0f ms (%d hits)",
            1000 * KeywordEvaluation.median(result.startErrors),
            1000 * KeywordEvaluation.median(result.endErrors), result.startErrors.count))
      }
      print("  keyword    spoken  found  substituted  missed  falsely found")
      for (word, row) in result.score.rows.sorted(by: { $0.key < $1.key }) {
        print(
          "  " + word.lowercased().padding(toLength: 9, withPad: " ", startingAt: 0)
            + String(
              format: "  %6d %6d %12d %7d %14d", row.spoken, row.found, row.substituted,
              row.deleted, row.falselyFound))
      }
      for problem in result.problems { print("  passed over: \(problem)") }
    }
  }
}
