package import DenseMath
internal import Foundation
public import RecurrentNetworks
package import SpeechFeatures

/// What a training run tells while it runs.
public enum TrainingEvent: Sendable {
  /// Recordings read so far, and in all.
  case reading(read: Int, of: Int)
  /// Utterances that cannot be used, with the reason.
  case problems([String])
  /// Matrices for which the model that the recipe starts from has none of their shape.
  case startsAtRandom([String], of: Int)
  case ready(trainingUtterances: Int, hours: Double, validationUtterances: Int, weights: Int)
  case resumed(epoch: Int)
  /// Within an epoch: utterances done, mean loss so far, frames a second, seconds left.
  case batch(epoch: Int, done: Int, of: Int, loss: Double, framesPerSecond: Double, left: Double)
  case epoch(EpochRecord, isBest: Bool, history: TrainingHistory)
}

/// Trains the network of a recipe.
///
/// The state after each epoch is a checkpoint; a run that is stopped and resumed gives the network
/// that an uninterrupted one gives, bit for bit, since all randomness is a function of the seed,
/// the epoch and the batch.
public struct TrainingRun {
  public let recipe: Recipe
  public private(set) var history: TrainingHistory
  private var network: Network
  /// The running mean of the weights, if the recipe asks for one: what is validated and kept.
  private var averaged: ParameterSet?
  private var best: ParameterSet
  private var optimizer: Optimizer
  package let maker: BatchMaker
  private let validation: ValidationSet
  /// The network that the recipe has this one learn from.
  private let teacher: PreparedNetwork?
  package let context: ComputeContext
  private let checkpointPath: String
  let configuration: FeatureConfiguration
  let sources: [ModelCard.DataSource]

  package init(
    recipe: Recipe, network: Network, maker: BatchMaker, validation: ValidationSet,
    configuration: FeatureConfiguration, sources: [ModelCard.DataSource],
    inherited: [ModelCard.DataSource] = [], teacher: Network? = nil, checkpointPath: String,
    context: ComputeContext
  ) {
    self.recipe = recipe
    self.configuration = configuration
    self.sources = sources
    self.network = network
    self.maker = maker
    self.validation = validation
    self.teacher = teacher.map { PreparedNetwork($0, context: context) }
    self.checkpointPath = checkpointPath
    self.context = context
    history = TrainingHistory()
    history.inherited = inherited.isEmpty ? nil : inherited
    averaged = recipe.schedule.averagingDecay == nil ? nil : network.parameters
    best = network.parameters
    optimizer = Optimizer(recipe.optimizer, for: network.parameters)
  }

  /// Whether another epoch is due.
  public var isFinished: Bool {
    let done = history.epochs.count
    guard let best = bestEpoch else { return done >= recipe.schedule.maximumEpochs }
    return done >= recipe.schedule.maximumEpochs
      || done - best.epoch >= recipe.schedule.patience
  }

  /// The best epoch so far, judged as the recipe says.
  public var bestEpoch: EpochRecord? { history.best(by: recipe.schedule.judgedBy ?? .error) }

  /// The network of the best epoch.
  public var bestNetwork: Network {
    var result = network
    result.parameters = best
    return result
  }

  /// Goes through the training part once, validates, and writes the checkpoint.
  public mutating func runEpoch(report: (TrainingEvent) -> Void) throws {
    let epoch = history.epochs.count + 1
    let start = ContinuousClock.now
    let plan = BatchPlan(
      lengths: maker.examples.map(\.clip.samples.count),
      weights: maker.examples.map(\.weight),
      batchSize: recipe.schedule.batchSize, seed: recipe.seed, epoch: epoch)
    let total = plan.batches.reduce(0) { $0 + $1.count }
    var (loss, done, counted, frames) = (0.0, 0, 0, 0)
    var lastReport = start
    for (number, indices) in plan.batches.enumerated() {
      let (features, targets) = maker.batch(
        indices, number: number, epoch: epoch, context: context)
      let losses = update(features, targets, epoch: epoch, number: number)
      for value in losses where value.isFinite {
        loss += value
        counted += 1
      }
      done += indices.count
      frames += features.layout.rowCount
      let now = ContinuousClock.now
      if now - lastReport > .seconds(1) {
        lastReport = now
        let seconds = (now - start).seconds
        report(
          .batch(
            epoch: epoch, done: done, of: total, loss: loss / Double(max(counted, 1)),
            framesPerSecond: Double(frames) / seconds,
            left: seconds / Double(done) * Double(total - done)))
      }
    }
    let trainingSeconds = (ContinuousClock.now - start).seconds
    var candidate = network
    candidate.parameters = averaged ?? network.parameters
    let measured = validation.measure(candidate, context: context)
    guard counted > 0 || done == 0, measured.loss.isFinite else {
      throw RecipeError.diverged(epoch: epoch)
    }
    let record = EpochRecord(
      epoch: epoch, trainingLoss: loss / Double(max(counted, 1)), validationLoss: measured.loss,
      validationError: measured.error, learningRate: learningRate(epoch: epoch),
      frames: frames, framesPerSecond: Double(frames) / trainingSeconds,
      seconds: (ContinuousClock.now - start).seconds)
    history.epochs.append(record)
    let isBest = bestEpoch?.epoch == epoch
    if isBest { best = candidate.parameters }
    try writeCheckpoint()
    report(.epoch(record, isBest: isBest, history: history))
  }

  /// One change of the weights; returns each utterance's loss.
  private mutating func update(
    _ features: SequenceBatch, _ targets: Targets, epoch: Int, number: Int
  ) -> [Double] {
    var random = RandomSource(seed: recipe.seed, stream: 0x0DA7E, UInt64(epoch), UInt64(number))
    var disturbed = network
    if recipe.noise.weight > 0 {
      disturbed.parameters.addNoise(deviation: recipe.noise.weight, from: &random)
    }
    let prepared = PreparedNetwork(disturbed, context: context)
    let (logits, trace) = prepared.forward(features, random: random)
    var (losses, logitsGradient) = targets.loss(logits, context: context)
    if let weight = recipe.consistency {
      Consistency.add(weight: Float(weight), of: logits, to: &logitsGradient)
    }
    if let teacher, let weight = recipe.teacher?.weight {
      Distillation.add(
        weight: Float(weight), of: logits, from: teacher.logits(of: features),
        to: &logitsGradient)
    }
    var gradient = prepared.gradient(trace, logitsGradient: logitsGradient)
    if recipe.schedule.averagesGradient {
      gradient.scale(by: 1 / Float(losses.count), on: context)
    }
    if let limit = recipe.schedule.gradientNorm {
      gradient.clip(norm: limit, on: context)
    }
    optimizer.update(
      &network.parameters, gradient: gradient, learningRate: learningRate(epoch: epoch),
      on: context)
    if let decay = recipe.schedule.averagingDecay, averaged != nil {
      // Early on the mean reaches back over fewer updates, so that it forgets the random start.
      let share = min(decay, Double(optimizer.updateCount + 1) / Double(optimizer.updateCount + 10))
      averaged!.move(towards: network.parameters, share: Float(1 - share), on: context)
    }
    return losses
  }

  private func writeCheckpoint() throws(ModelFileError) {
    try Checkpoint(
      recipe: recipe.json, history: history.json, network: network, best: best,
      averaged: averaged, optimizer: optimizer, features: configuration.json
    ).write(to: checkpointPath)
  }

  /// Takes over the state that a checkpoint holds.
  mutating func resume(_ checkpoint: Checkpoint, history: TrainingHistory) {
    network = checkpoint.network
    best = checkpoint.best
    averaged = checkpoint.averaged
    optimizer = checkpoint.optimizer
    self.history = history
  }

  private func learningRate(epoch: Int) -> Double {
    var rate = recipe.optimizer.learningRate
    if let final = recipe.schedule.finalRateShare {
      let progress = Double(epoch - 1) / Double(max(recipe.schedule.maximumEpochs - 1, 1))
      rate *= final + (1 - final) * 0.5 * (1 + cos(Double.pi * progress))
    }
    if let warmUp = recipe.schedule.warmUpUpdates, optimizer.updateCount < warmUp {
      rate *= Double(optimizer.updateCount + 1) / Double(warmUp)
    }
    return rate
  }
}

extension Duration {
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
