import ArgumentParser
import DenseMath
import Foundation
import RecurrentNetworks
import SpeechReports
import SpeechTraining

/// `tyto train`: a recipe turned into a model.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains the network that a recipe describes.",
    discussion: """
      The run's folder gets checkpoint.safetensors after each epoch, log.csv, curve.svg, and at \
      the end NAME.safetensors, the model of the epoch that was best on the held-out speakers. \
      Interrupted, it loses the epoch under way at most: the same command with --resume goes on \
      and gives the network that an uninterrupted run gives.

      EXAMPLE
        tyto train corpora/keywords12/paper.json --corpora ~/speech -o runs/paper
      """)

  @Argument(help: "The recipe, a JSON file.", completion: .file())
  var recipe: String

  @Option(help: "The folder below which the recipe's corpora stand.", completion: .directory)
  var corpora: String

  @Option(name: .shortAndLong, help: "The run's folder; made if missing.", completion: .directory)
  var output: String

  @Flag(help: "Go on from the run's checkpoint.")
  var resume = false

  @Option(help: "Stop after this many epochs of this call; a later --resume goes on.")
  var epochs: Int?

  @Option(help: "Threads to compute on (default: all cores).")
  var threads: Int?

  @Option(help: "Another seed than the recipe's.")
  var seed: UInt64?

  @Option(
    help:
      "What products are made of, in place of what the recipe says: float32, or bfloat16 (faster).",
    completion: .list(["float32", "bfloat16"]),
    transform: { name throws(ValidationError) in try ComputeContext.Precision(argument: name) })
  var precision: ComputeContext.Precision?

  func validate() throws {
    if precision == .int8 {
      throw ValidationError("--precision is float32 or bfloat16: networks of int8 are not trained")
    }
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    var recipe = try Recipe(contentsOf: recipe)
    if let seed { recipe.seed = seed }
    if let precision { recipe.precision = precision }
    let context = try ComputeContext.fromEnvironment(threadCount: threads)
    try OutputFolder.check(output)
    let folder = URL(filePath: output, directoryHint: .isDirectory)
    let checkpoint = folder.appending(path: "checkpoint.safetensors").path
    if !resume && FileManager.default.fileExists(atPath: checkpoint) {
      throw CommandFailure(
        "\(output): a run is there already; add --resume to go on, or name another folder")
    }
    let display = TrainingDisplay()
    var run = try TrainingRun.prepare(
      recipe, corpora: corpora, checkpoint: checkpoint, resume: resume, context: context,
      report: { display.show($0) })
    // Not before all that may be refused has been read.
    try OutputFolder.make(folder.path)
    // The last epoch's may be missing if the checkpoint was the last thing written.
    if !run.history.epochs.isEmpty { TrainingLog.write(run.history, recipe, folder: folder) }
    var left = epochs ?? Int.max
    while !run.isFinished && left > 0 {
      try run.runEpoch { event in
        display.show(event)
        if case .epoch(_, _, let history) = event {
          TrainingLog.write(history, recipe, folder: folder)
        }
      }
      left -= 1
    }
    guard run.isFinished else {
      print("stopped after epoch \(run.history.epochs.count); --resume goes on")
      return
    }
    let path = folder.appending(path: "\(recipe.name).safetensors").path
    try run.finishedModel().write(to: path)
    if let best = run.bestEpoch {
      print(
        "best epoch \(best.epoch): validation \(recipe.task.errorName) "
          + String(format: "%.2f %%", 100 * best.validationError))
    }
    print("wrote \(path)")
  }
}
