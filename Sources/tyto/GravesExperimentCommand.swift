import ArgumentParser
import DenseMath
import Foundation
import RecurrentNetworks
import SpeechCorpora
import SpeechMetrics
import SpeechReports
import SpeechTraining

/// `tyto experiment graves2005`: the paper's table.
struct GravesExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graves2005",
    abstract: "Trains and measures the networks of Graves and Schmidhuber (2005).",
    discussion: """
      Each network of the paper is trained as the recipe says and measured on its test corpora, in \
      the 39 classes of Lee and Hon. Each gets a folder with its checkpoint, log and learning \
      curve; interrupted, the same command goes on. The output folder gets the table with the \
      paper's figures beside ours (table.md, table.csv) and the confusions of each network \
      (NETWORK/confusions.svg).

      EXAMPLE
        tyto experiment graves2005 corpora/graves2005/aligned.json --corpora ~/speech -o runs/g
      """)

  @Argument(
    help: "A framewise recipe; its layers and delay are replaced by each network's.",
    completion: .file())
  var recipe: String

  @Option(help: "The folder below which the recipe's corpora stand.", completion: .directory)
  var corpora: String

  @Option(
    name: .shortAndLong, help: "The folder for the results; made if missing.",
    completion: .directory)
  var output: String

  @Option(
    help:
      "Only this network, such as lstm, or those whose names begin so, such as mlp-; may be repeated. The table has these alone."
  )
  var only: [String] = []

  @Option(help: "At most this many epochs a network (default: the recipe's).")
  var epochs: Int?

  @Option(help: "Threads (default: all cores).")
  var threads: Int?

  func validate() throws {
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  /// A network's line of the table.
  private struct Row {
    var entry: Graves2005.Entry
    var weights: Int
    var epochs: Int
    var bestEpoch: Int
    var framesPerSecond: Double
    var results: [FramewiseEvaluation]
  }

  func run() throws {
    do {
      try trainAndMeasure()
    } catch {
      StandardError.write("tyto experiment: \(error)\n")
      throw ExitCode(2)
    }
  }

  /// Whether `name` is that of the network, or the beginning of it and no network's own name.
  private func names(_ entry: Graves2005.Entry, _ name: String) -> Bool {
    if Graves2005.entries.contains(where: { $0.identifier == name }) {
      return entry.identifier == name
    }
    return entry.identifier.hasPrefix(name)
  }

  private func trainAndMeasure() throws {
    var base = try Recipe(contentsOf: recipe)
    if let epochs { base.schedule.maximumEpochs = min(epochs, base.schedule.maximumEpochs) }
    let context = try ComputeContext.fromEnvironment(threadCount: threads)
    let entries = Graves2005.entries.filter { entry in
      only.isEmpty || only.contains { names(entry, $0.lowercased()) }
    }
    guard !entries.isEmpty else {
      throw CommandFailure(
        "--only: the networks are " + Graves2005.entries.map(\.identifier).joined(separator: ", "))
    }
    let tests = try base.test.map { try $0.load(root: corpora) }
    let display = TrainingDisplay()
    var rows: [Row] = []
    for entry in entries {
      display.line("\(entry.name)")
      let recipe = try base.with(entry)
      let folder = "\(output)/\(entry.identifier)"
      try OutputFolder.make(folder)
      let checkpoint = "\(folder)/checkpoint.safetensors"
      var run = try TrainingRun.prepare(
        recipe, corpora: corpora, checkpoint: checkpoint,
        resume: FileManager.default.fileExists(atPath: checkpoint), context: context,
        report: { display.show($0) })
      // The last epoch's may be missing, as in tyto train.
      if !run.history.epochs.isEmpty {
        TrainingLog.write(run.history, recipe, folder: URL(filePath: folder))
      }
      while !run.isFinished {
        try run.runEpoch { event in
          display.show(event)
          if case .epoch(_, _, let history) = event {
            TrainingLog.write(history, recipe, folder: URL(filePath: folder))
          }
        }
      }
      try run.finishedModel().write(to: "\(folder)/\(recipe.name).safetensors")
      let results = tests.map { run.evaluate($0) }
      for result in results {
        for problem in result.problems.prefix(3) { display.line("passed over: \(problem)") }
      }
      var confusions = ConfusionCounts(classCount: PhoneSet.leeHon39.count)
      for result in results { confusions += result.total }
      try PartialFile.write(
        ConfusionPlot.svg(confusions, names: PhoneSet.leeHon39.phones),
        to: "\(folder)/confusions.svg")
      let done = run.history.epochs
      rows.append(
        Row(
          entry: entry, weights: run.bestNetwork.parameters.scalarCount, epochs: done.count,
          bestEpoch: run.bestEpoch?.epoch ?? 0,
          framesPerSecond: done.map(\.framesPerSecond).reduce(0, +) / Double(max(done.count, 1)),
          results: results))
      // The table so far, so that an interruption leaves one.
      try PartialFile.write(markdown(rows, tests), to: "\(output)/table.md")
      try PartialFile.write(csv(rows), to: "\(output)/table.csv")
    }
    print(markdown(rows, tests), terminator: "")
  }

  private func markdown(_ rows: [Row], _ tests: [Corpus]) -> String {
    var out =
      "| network | weights | epochs (best) | frames/s | "
      + tests.map { "\($0.name), %" }.joined(separator: " | ")
      + " | the paper (TIMIT, 61 classes), % |\n"
    out += "|---|---|---|---|" + tests.map { _ in "---|" }.joined() + "---|\n"
    for row in rows {
      out +=
        "| \(row.entry.name) | \(row.weights) | \(row.epochs) (\(row.bestEpoch)) | "
        + String(format: "%.0f | ", row.framesPerSecond)
      for result in row.results {
        out += String(format: "%.1f", 100 * result.total.accuracy)
        if let interval = result.interval() {
          out += String(format: " (%.1f to %.1f)", 100 * interval.low, 100 * interval.high)
        }
        out += " | "
      }
      out += String(format: "%.1f |\n", row.entry.paperAccuracy)
    }
    return out
  }

  private func csv(_ rows: [Row]) -> String {
    var out = "network,weights,epochs,best_epoch,frames_per_second,corpus,accuracy,low,high,paper\n"
    for row in rows {
      for result in row.results {
        let interval = result.interval()
        out +=
          "\"\(row.entry.name)\",\(row.weights),\(row.epochs),\(row.bestEpoch),"
          + String(format: "%.0f,", row.framesPerSecond) + "\"\(result.corpus)\","
          + String(
            format: "%.5f,%.5f,%.5f,%.3f\n", result.total.accuracy, interval?.low ?? .nan,
            interval?.high ?? .nan, row.entry.paperAccuracy / 100)
      }
    }
    return out
  }
}
