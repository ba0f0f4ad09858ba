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
    }
    let examples = try ExampleSet.load(
      recipe, root: corpora, sampleRate: configuration.sampleRate, context: context
    ) { report(.reading(read: $0, of: $1)) }
    if !examples.problems.isEmpty { report(.problems(examples.problems)) }
    func hasFrames(_ example: Example) -> Bool {
      configuration.frameCount(sampleCount: example.clip.samples.count) > 0
    }
    guard examples.training.contains(where: { $0.weight > 0 && hasFrames($0) }) else {
      throw RecipeError.noExamples(part: "training")
    }
    guard examples.validation.contains(where: hasFrames) else {
      throw RecipeError.noExamples(part: "validation")
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
      network.parameters.adopt(
        model.network.parameters, labels: recipe.task.labels, others: model.card.labels)
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
  package mutating func adopt(_ other: ParameterSet, labels: [String], others: [String]) {
    let sources = labels.map { others.firstIndex(of: $0) }
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
      } else if value.rows == own.rows, value.columns == own.columns {
        self[index] = value
      }
    }
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
