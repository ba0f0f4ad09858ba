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

  @Argument(help: "The recipe, a JSON file.")
  var recipe: String

  @Option(help: "The folder below which the recipe's corpora stand.")
  var corpora: String

  @Option(name: .shortAndLong, help: "The run's folder; made if missing.")
  var output: String

  @Flag(help: "Go on from the run's checkpoint.")
  var resume = false

  @Option(help: "Stop after this many epochs of this call; a later --resume goes on.")
  var epochs: Int?

  @Option(help: "Threads to compute on (default: all cores).")
  var threads: Int?

  @Option(help: "Another seed than the recipe's.")
  var seed: UInt64?

  func validate() throws {
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1") }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    var recipe = try Recipe(contentsOf: recipe)
    if let seed { recipe.seed = seed }
    let context = try ComputeContext.fromEnvironment(threadCount: threads)
    let folder = URL(filePath: output, directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let checkpoint = folder.appending(path: "checkpoint.safetensors").path
    if !resume && FileManager.default.fileExists(atPath: checkpoint) {
      throw CommandFailure(
        "\(output): a run is there already; add --resume to go on, or name another folder")
    }
    let display = ProgressDisplay()
    var run = try TrainingRun.prepare(
      recipe, corpora: corpora, checkpoint: checkpoint, resume: resume, context: context,
      report: { display.show($0) })
    var left = epochs ?? Int.max
    while !run.isFinished && left > 0 {
      try run.runEpoch { event in
        display.show(event)
        if case .epoch(_, _, let history) = event {
          writeLog(history, recipe, folder: folder)
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

  /// The log and the learning curve; trouble with them never ends a training.
  private func writeLog(_ history: TrainingHistory, _ recipe: Recipe, folder: URL) {
    let errorName = recipe.task.errorName
    let epochs = history.epochs
    let plot = LinePlot(
      title: "\(recipe.name): learning curve", xLabel: "epoch", yLabel: "nats an utterance; error",
      series: [
        .init(name: "training loss", points: epochs.map { (Double($0.epoch), $0.trainingLoss) }),
        .init(
          name: "validation loss", points: epochs.map { (Double($0.epoch), $0.validationLoss) }),
        .init(
          name: "validation " + errorName,
          points: epochs.map { (Double($0.epoch), $0.validationError) }),
      ])
    do {
      try Data(history.csv.utf8).write(to: folder.appending(path: "log.csv"), options: .atomic)
      try Data(plot.svg().utf8).write(to: folder.appending(path: "curve.svg"), options: .atomic)
    } catch {
      FileHandle.standardError.write(Data("the log could not be written: \(error)\n".utf8))
    }
  }
}

/// A progress line on a terminal; a line an epoch elsewhere.
private struct ProgressDisplay: Sendable {
  private let isTerminal = isatty(2) != 0

  func show(_ event: TrainingEvent) {
    switch event {
    case .reading(let read, let all):
      transient("reading recordings: \(read) of \(all)")
      if read == all { line("read \(all) recordings") }
    case .problems(let problems):
      for problem in problems.prefix(10) { line("passed over: \(problem)") }
      if problems.count > 10 { line("passed over \(problems.count - 10) more") }
    case .ready(let training, let hours, let validation, let weights):
      line(
        "training on \(training) utterances (\(String(format: "%.2f", hours)) h), validating on "
          + "\(validation), \(weights) weights")
    case .resumed(let epoch):
      line("going on after epoch \(epoch)")
    case .batch(let epoch, let done, let all, let loss, let rate, let left):
      transient(
        String(
          format: "epoch %d  %d/%d  loss %.3f  %.0f frames/s  %@ left", epoch, done, all, loss,
          rate, duration(left)))
    case .epoch(let record, let isBest, _):
      line(
        String(
          format:
            "epoch %3d  loss %8.4f  validation loss %8.4f  error %6.2f %%%@  %.0f frames/s  %@",
          record.epoch, record.trainingLoss, record.validationLoss,
          100 * record.validationError, isBest ? " *" : "  ", record.framesPerSecond,
          duration(record.seconds)))
    }
  }

  private func transient(_ text: String) {
    guard isTerminal else { return }
    write("\r\u{1B}[K\(text)")
  }

  private func line(_ text: String) {
    write(isTerminal ? "\r\u{1B}[K\(text)\n" : "\(text)\n")
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 60
      ? "\(whole) s" : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }
}
