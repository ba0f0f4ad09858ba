import Foundation
import SpeechReports
import SpeechTraining

/// What a training leaves beside its checkpoint.
enum TrainingLog {
  /// The log and the learning curve; trouble with them never ends a training.
  static func write(_ history: TrainingHistory, _ recipe: Recipe, folder: URL) {
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
      StandardError.write("the log could not be written: \(error.localizedDescription)\n")
    }
  }
}

/// A progress line on a terminal; a line an epoch elsewhere.
struct TrainingDisplay: Sendable {
  private let isTerminal = isatty(2) != 0

  func show(_ event: TrainingEvent) {
    switch event {
    case .reading(let read, let all):
      transient("reading recordings: \(read) of \(all)")
      if read == all { line("read \(all) recordings") }
    case .problems(let problems):
      for problem in problems.prefix(10) { line("passed over: \(problem)") }
      if problems.count > 10 { line("passed over \(problems.count - 10) more") }
    case .startsAtRandom(let names, let count):
      line(
        "\(count - names.count) of \(count) matrices are those of startFrom; the others begin at "
          + "random: \(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? " …" : "")")
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

  func line(_ text: String) {
    write(isTerminal ? "\r\u{1B}[K\(text)\n" : "\(text)\n")
  }

  private func write(_ text: String) {
    StandardError.write(text)
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole < 60
      ? "\(whole) s" : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }
}
