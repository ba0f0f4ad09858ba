public import ArgumentParser
import DenseMath
import Foundation
import KeywordSpotting
public import RecurrentNetworks
import SpeechTraining

/// `tyto model`: what a model is, and copies of it.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Shows a model's card, or lists the models in the box.",
    discussion: """
      EXAMPLES
        tyto model
        tyto model keywords12
        tyto model runs/mine/mine.safetensors --storage int8 -o mine.safetensors
      """)

  @Argument(help: "A model by name or file; none lists the models in the box.", completion: .models)
  var model: String?

  @Option(name: .shortAndLong, help: "Write a copy of the model here.", completion: .file())
  var output: String?

  @Option(help: "With -o: how weights are stored, in four bytes, two, or one and a scale a row.")
  var storage: WeightStorage?

  @Option(help: "With -o: the score from which detections are reported by default.")
  var threshold: Double?

  @Option(
    help: ArgumentHelp(
      """
      With -o, for models that find any word: how much words' probabilities count beside the network's, 0 to \
      100; more misses rare keywords, less finds them where other words are said.
      """,
      valueName: "weight"))
  var wordWeight: Double?

  @Option(
    help: ArgumentHelp(
      """
      With -o: measure on this recipe's held-out speakers how often each phone is expected, and \
      false alarms (spot --false-alarms).
      """,
      valueName: "recipe"), completion: .file())
  var calibrate: String?

  @Option(
    help: "With --calibrate: the folder below which the recipe's corpora stand.",
    completion: .directory)
  var corpora: String?

  func validate() throws {
    if calibrate != nil && (output == nil || corpora == nil) {
      throw ValidationError("--calibrate needs --corpora and -o")
    }
    if model == nil && output != nil { throw ValidationError("-o needs a model to copy") }
    if storage != nil && output == nil { throw ValidationError("--storage needs -o") }
    if threshold != nil && output == nil { throw ValidationError("--threshold needs -o") }
    if wordWeight != nil && output == nil { throw ValidationError("--word-weight needs -o") }
    if let wordWeight, !(0...100).contains(wordWeight) {
      throw ValidationError("--word-weight must lie between 0 and 100")
    }
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--threshold must lie between 0 and 1")
    }
  }

  func run() throws {
    let store = ModelStore.standard()
    guard let model else {
      guard !store.names.isEmpty else {
        throw CommandFailure(
          "no models are installed in \(store.folders.joined(separator: " or ")) "
            + "(TYTO_MODELS may name their folder)")
      }
      for name in store.names {
        print("\(name): \(try store.model(name).card.summary)")
      }
      return
    }
    var loaded = try store.model(model)
    if let output {
      try refuseOverwriting(inputs: [calibrate], by: [output])
      if let threshold { loaded.card.threshold = threshold }
      if let wordWeight {
        guard loaded.card.task == .phones else {
          throw CommandFailure("\(model): --word-weight is for models that find any word")
        }
        loaded.card.wordWeight = wordWeight
      }
      if let calibrate, let corpora {
        let heldOut = try Recipe(contentsOf: calibrate).validationCorpora(root: corpora)
        let context = try ComputeContext.fromEnvironment(threadCount: nil)
        guard
          let shares = try LabelShareMeasurement.shares(loaded, corpora: heldOut, context: context)
        else {
          throw CommandFailure(
            "\(calibrate): none of its held-out speech can be read; nothing to calibrate with")
        }
        loaded.card.labelShares = shares
        let curves = try FalseAlarmMeasurement.curves(
          loaded, words: CommonWords.standard().words, corpora: heldOut, context: context
        ) { done, all in
          if isatty(2) != 0 {
            StandardError.write("\r\u{1B}[Ksearched \(done) of \(all)")
          }
        }
        if isatty(2) != 0 { StandardError.write("\r\u{1B}[K") }
        guard !curves.isEmpty else {
          throw CommandFailure(
            "\(calibrate): too little held-out speech to measure false alarms in")
        }
        loaded.card.falseAlarms = curves
      }
      try loaded.write(to: output, storage: storage ?? .float32)
      print("wrote \(output)")
      return
    }
    show(loaded)
  }

  private func show(_ model: Model) {
    let card = model.card
    print("\(card.name): \(card.summary)")
    print("licence     \(card.licence)")
    print("labels      \(card.labels.joined(separator: " "))")
    print("weights     \(model.network.parameters.scalarCount)")
    for layer in card.architecture.layers { print("layer       \(layer)") }
    print("features    \(card.features)")
    if let threshold = card.threshold { print("threshold   \(threshold)") }
    if let weight = card.wordWeight { print("words       weigh \(weight)") }
    for curve in card.falseAlarms ?? [] {
      print(
        "false alarms \(curve.phones) phones: "
          + zip(curve.rates, curve.scores).map { String(format: "%g an hour from %.2f", $0, $1) }
          .joined(separator: ", "))
    }
    for source in card.trainingData {
      print(
        String(format: "trained on  %.2f h of ", source.hours)
          + "\(source.name) (\(source.licence); \(source.source))")
    }
    for figure in card.figures {
      print(String(format: "figure      %.4f  ", figure.value) + "\(figure.name); \(figure.how)")
    }
  }
}

extension WeightStorage: ExpressibleByArgument {}
