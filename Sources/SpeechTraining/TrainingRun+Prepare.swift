public import DenseMath
internal import Foundation
internal import KeywordSpotting
public import RecurrentNetworks
internal import SpeechCorpora
internal import SpeechFeatures

extension TrainingRun {
  /// Reads the corpora, makes the features' statistics and the network, or takes up a checkpoint.
  ///
  /// - Parameters:
  ///   - corpora: the folder below which the recipe's corpora stand.
  ///   - checkpoint: where the state is written after each epoch.
  ///   - resume: whether to go on from there.
  public static func prepare(
    _ recipe: Recipe, corpora: String, checkpoint: String, resume: Bool, context: ComputeContext,
    report: @Sendable (TrainingEvent) -> Void
  ) throws -> TrainingRun {
    var context = context
    context.precision = recipe.precision ?? .float32
    var saved: Checkpoint?
    if resume {
      guard FileManager.default.fileExists(atPath: checkpoint) else {
        throw RecipeError.noCheckpoint(path: checkpoint)
      }
      let state = try Checkpoint(contentsOf: checkpoint)
      guard state.recipe == recipe.json else {
        throw RecipeError.otherRecipe(checkpoint: checkpoint)
      }
      saved = state
    }
    var configuration = try recipe.featureConfiguration()
    let architecture = NetworkArchitecture(
      inputSize: configuration.featureCount, layers: recipe.layers,
      outputSize: recipe.task.labels.count)
    var history: TrainingHistory?
    if let saved {
      (configuration, history) = try saved.checked(
        against: recipe, configuration, architecture, path: checkpoint)
    }
    let teacher = try recipe.teacher.map { try ModelStore.standard().model($0.model) }
    if let teacher {
      try teacher.require(teacher.card.labels == recipe.task.labels, "labels")
      try teacher.require(
        teacher.network.architecture.subsampling == architecture.subsampling, "subsampling")
      try teacher.require(teacher.card.task == recipe.task.kind, "task")
      try teacher.require((teacher.card.delay ?? 0) == recipe.task.delay, "delay")
    }
    let examples = try ExampleSet.load(
      recipe, root: corpora, sampleRate: configuration.sampleRate, context: context
    ) { report(.reading(read: $0, of: $1)) }
    if !examples.problems.isEmpty { report(.problems(examples.problems)) }
    let unfit = try Self.check(examples, recipe, configuration, architecture)
    if let first = unfit.first {
      report(
        .problems([
          "the losses of \(unfit.count) utterances, such as \(first), which have more labels than frames"
        ]))
    }
    if saved == nil && configuration.normalization == .none {
      configuration.normalization = try statistics(
        examples.training, configuration, context: context)
    }
    let extractor = try MFCCExtractor(configuration)
    let targeting = Targeting(
      recipe.task, extractor: extractor, subsampling: architecture.subsampling)
    var network = Network(architecture, initialRange: recipe.initialRange, seed: recipe.seed)
    let sources = Self.sources(recipe, examples)
    var inherited: [ModelCard.DataSource] = []
    func inherit(_ model: Model) {
      inherited += model.card.trainingData.filter { source in
        !(sources + inherited).contains { $0.name == source.name }
      }
    }
    if saved == nil, let start = recipe.startFrom {
      let model = try ModelStore.standard().model(start)
      let adopted = network.parameters.adopt(
        model.network.parameters, labels: recipe.task.labels, others: model.card.labels)
      // Biases of outputs alone are no start.
      guard adopted.contains(where: { !$0.hasPrefix("output.") }) else {
        throw RecipeError.invalid(
          field: "startFrom", expected: "a model with a layer of the recipe's sizes",
          found: "\(start) with others")
      }
      let others = network.parameters.names.filter { !adopted.contains($0) }
      if !others.isEmpty { report(.startsAtRandom(others, of: network.parameters.count)) }
      inherit(model)
    }
    if let teacher {
      try teacher.require(teacher.card.features == configuration.json, "features")
      if saved == nil { inherit(teacher) }
    }
    var run = TrainingRun(
      recipe: recipe, network: network,
      maker: BatchMaker(
        examples: examples.training, noises: examples.noises, augmentation: recipe.augmentation,
        inputNoise: recipe.noise.input, targeting: targeting, seed: recipe.seed,
        views: recipe.consistency == nil ? 1 : 2, context: context),
      validation: ValidationSet(examples.validation, targeting: targeting, context: context),
      configuration: configuration, sources: sources, inherited: inherited,
      teacher: teacher?.network, checkpointPath: checkpoint, context: context)
    report(
      .ready(
        trainingUtterances: examples.training.count, hours: examples.trainingHours,
        validationUtterances: examples.validation.count,
        weights: network.parameters.scalarCount))
    if let saved, let history {
      run.resume(saved, history: history)
      report(.resumed(epoch: history.epochs.count))
    }
    return run
  }

  /// Refuses examples of which nothing can be learned.
  ///
  /// - Returns: the utterances of the training part that have more labels than frames, so that their loss, without
  ///   an end, does not count.
  private static func check(
    _ examples: ExampleSet, _ recipe: Recipe, _ configuration: FeatureConfiguration,
    _ architecture: NetworkArchitecture
  ) throws(RecipeError) -> [String] {
    let step = architecture.subsampling
    let sought = recipe.task.soughtLabels
    func frameCount(_ example: Example) -> Int {
      (configuration.frameCount(sampleCount: example.clip.samples.count) + step - 1) / step
    }
    func fits(_ example: Example) -> Bool {
      if case .framewise = recipe.task { return true }
      // Between two labels alike there is a blank.
      let labels = example.labeling
      let blanks = zip(labels, labels.dropFirst()).count { $0 == $1 }
      return frameCount(example) >= labels.count + blanks
    }
    let training = examples.training.filter { $0.weight > 0 }
    for (part, own) in [("training", training), ("validation", examples.validation)] {
      guard own.contains(where: { frameCount($0) > 0 }) else { throw .noExamples(part: part) }
      guard own.contains(where: { $0.labeling.contains(where: sought.contains) && fits($0) })
      else { throw .noLabels(part: part) }
    }
    if case .keywords(let words, _) = recipe.task {
      let said = Set(training.flatMap(\.labeling))
      let unsaid = zip(sought, words).filter { !said.contains($0.0) }.map(\.1)
      guard unsaid.isEmpty else { throw .unsaidKeywords(unsaid) }
    }
    return training.filter { frameCount($0) > 0 && !fits($0) }.map { "\($0.corpus) \($0.id)" }
  }

  /// Mean and deviation of every feature over the training part.
  private static func statistics(
    _ examples: [Example], _ configuration: FeatureConfiguration, context: ComputeContext
  ) throws -> CepstralNormalization {
    let extractor = try MFCCExtractor(configuration)
    var sums = FeatureStatistics(width: configuration.featureCount)
    let chunk = 64
    for start in stride(from: 0, to: examples.count, by: chunk) {
      let part = Array(examples[start..<min(start + chunk, examples.count)])
      for sequence in context.map(part.count, { extractor.features(of: part[$0].clip.waveform) }) {
        sums.add(sequence)
      }
    }
    return sums.normalization
  }

  private static func sources(
    _ recipe: Recipe, _ examples: ExampleSet
  ) -> [ModelCard.DataSource] {
    recipe.training.map { source in
      let seconds = examples.training.filter { $0.corpus == source.corpus.name }
        .reduce(0) { $0 + $1.clip.duration }
      return ModelCard.DataSource(
        name: source.corpus.name, licence: source.licence ?? "see the corpus",
        hours: (seconds / 36).rounded() / 100, source: source.corpus.source ?? "")
    }
  }

  /// The model of the best epoch, with its labels' timings, or framewise their shares of the frames,
  /// measured on the training part.
  public func finishedModel() -> Model {
    var figures: [ModelCard.Figure] = []
    if let best = bestEpoch {
      figures.append(
        ModelCard.Figure(
          name: recipe.task.errorName + " on the held-out training speakers",
          value: best.validationError,
          how: "tyto train, epoch \(best.epoch) of \(history.epochs.count)"))
    }
    let network = bestNetwork
    var timings: [ModelCard.Timing]?
    var priors: [Double]?
    var delay: Int?
    if case .framewise(let task) = recipe.task {
      priors = labelShares(maker.examples, labelCount: recipe.task.labels.count)
      delay = task.delay > 0 ? task.delay : nil
    } else {
      timings = LabelTimings.estimate(
        network, maker.examples, extractor: maker.targeting.extractor, context: context)
    }
    return Model(
      card: ModelCard(
        name: recipe.name, summary: recipe.summary, licence: recipe.licence,
        task: recipe.task.kind, architecture: network.architecture, labels: recipe.task.labels,
        fillerCount: recipe.task.fillerCount > 0 ? recipe.task.fillerCount : nil,
        features: configuration.json, trainingData: sources + (history.inherited ?? []),
        figures: figures, timings: timings,
        labelShares: priors, delay: delay),
      network: network)
  }

  /// The share of the labelled time that each label has.
  private func labelShares(_ examples: [Example], labelCount: Int) -> [Double] {
    var samples = [Double](repeating: 0, count: labelCount)
    for example in examples {
      for (label, place) in zip(example.labeling, example.places ?? []) where label >= 0 {
        samples[label] += example.weight * Double(place.count)
      }
    }
    let total = samples.reduce(0, +)
    return samples.map { total > 0 ? $0 / total : 1 / Double(labelCount) }
  }
}

extension ParameterSet {
  /// Takes the weights of another network wherever name and shape agree, and those of the outputs
  /// label by label.
  ///
  /// - Returns: the names of what it took something of.
  @discardableResult
  package mutating func adopt(
    _ other: ParameterSet, labels: [String], others: [String]
  ) -> Set<String> {
    let sources = labels.map { others.firstIndex(of: $0) }
    var adopted: Set<String> = []
    for index in 0..<count {
      guard let value = other[names[index]] else { continue }
      var own = self[index]
      let areWeights = names[index] == "output.weights" && value.columns == own.columns
      let areBiases = names[index] == "output.bias"
      if areWeights || areBiases {
        for (label, source) in sources.enumerated() {
          guard let source else { continue }
          if areBiases {
            own[0, label] = value[0, source]
          } else {
            for column in 0..<own.columns { own[label, column] = value[source, column] }
          }
        }
        self[index] = own
        if sources.contains(where: { $0 != nil }) { adopted.insert(names[index]) }
      } else if value.rows == own.rows, value.columns == own.columns {
        self[index] = value
        adopted.insert(names[index])
      }
    }
    return adopted
  }
}

extension Model {
  /// A teacher hears what the recipe's network hears, and answers with the same labels in as many frames.
  fileprivate func require(_ isAlike: Bool, _ what: String) throws(RecipeError) {
    guard !isAlike else { return }
    throw .invalid(
      field: "teacher.model", expected: "a model with the recipe's \(what)",
      found: "\(card.name) with others")
  }
}
