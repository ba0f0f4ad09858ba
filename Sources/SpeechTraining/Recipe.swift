public import DenseMath
internal import Foundation
public import RecurrentNetworks
public import SpeechCorpora
public import SpeechFeatures

/// Everything that determines a trained network, but for the place of the corpora: read from JSON.
///
/// One recipe and one seed give the same network bit for bit on the same machine.
public struct Recipe: Codable, Sendable, Equatable {
  /// The model's name: that of its file, and the one `--model` takes.
  public var name: String
  public var summary: String
  /// The licence under which the trained model is given.
  public var licence: String
  public var task: TrainingTask
  /// Where speech to train on comes from, below the root that the user gives.
  public var training: [TrainingSource]
  /// Speakers held out of every training source that does not forbid it; they choose the epoch.
  public var validation: ValidationPart
  /// Speech that is measured once, when the training is over.
  public var test: [CorpusReference]
  /// A preset's name (`graves2007`) or a whole configuration.
  public var features: FeatureChoice
  /// Layers from input to output; the input and output sizes follow from features and task.
  public var layers: [LayerDescription]
  /// Weights start uniformly in ± this.
  public var initialRange: Float
  /// A model, by name or file, whose weights of the same name and shape are the starting point.
  public var startFrom: String?
  /// What the products in training are made of: floats unless stated, or bfloat16; weights, states and
  /// sums are floats in any case.
  public var precision: ComputeContext.Precision?
  public var optimizer: OptimizerDescription
  public var schedule: Schedule
  public var noise: NoiseSettings
  /// Each utterance is heard in two variations at once, of the same timing, and what the network says of them is
  /// drawn together with this weight (`Consistency`). An epoch takes twice as long.
  public var consistency: Double?
  /// A trained network that this one learns from, beside the labels.
  public var teacher: Teacher?
  public var augmentation: Augmentation?
  public var seed: UInt64
}

/// A network that another one learns from: what it says of each frame is learned beside the labels
/// (`Distillation`).
public struct Teacher: Codable, Sendable, Equatable {
  /// A model, by name or file, with the recipe's labels, features and frames.
  public var model: String
  /// How much its posteriors count beside the labels.
  public var weight: Double
}

/// One corpus to train on.
public struct TrainingSource: Codable, Sendable, Equatable {
  public var corpus: CorpusReference
  /// The corpus's licence, for the model's card.
  public var licence: String?
  /// How often each utterance is seen in an epoch (0.5: every other epoch, by chance).
  public var weight: Double?
  /// How often instead an utterance with a keyword in it is seen; `weight` unless stated.
  public var keywordWeight: Double?
  /// Whether speakers of this corpus may be held out for validation; true unless stated.
  public var validates: Bool?
  /// Join up to this many utterances of one speaker into one, for corpora of single words.
  public var joinUpTo: Int?
}

/// Which speakers are held out.
public struct ValidationPart: Codable, Sendable, Equatable {
  public var speakerFraction: Double
  public var seed: UInt64
}

/// When weights change and when training ends.
public struct Schedule: Codable, Sendable, Equatable {
  /// Utterances an update.
  public var batchSize: Int
  public var maximumEpochs: Int
  /// Epochs without a better validation result before training ends.
  public var patience: Int
  /// What makes an epoch better than another; the error unless stated.
  public var judgedBy: Judgement?
  /// Largest norm of a batch's gradient; none if absent.
  public var gradientNorm: Double?
  /// The gradient is divided by the number of utterances of the batch; false: summed, as in the
  /// papers.
  public var averagesGradient: Bool
  /// The learning rate falls along a cosine to this share of itself over `maximumEpochs`.
  public var finalRateShare: Double?
  /// Updates over which the learning rate rises from nothing.
  public var warmUpUpdates: Int?
  /// Share of the running mean of the weights kept at each epoch's validation; none if absent.
  public var averagingDecay: Double?
}

/// Which figure of the validation part an epoch is judged by; the other decides between equals.
public enum Judgement: String, Codable, Sendable {
  case error, loss
}

/// Noise that regularises.
public struct NoiseSettings: Codable, Sendable, Equatable {
  /// Standard deviation of the Gaussian noise added to normalised inputs.
  public var input: Double
  /// Standard deviation of the Gaussian noise added to the weights of each update's gradient.
  public var weight: Double
}

/// A preset by name or a configuration spelt out.
public enum FeatureChoice: Codable, Sendable, Equatable {
  case preset(String)
  case configuration(FeatureConfiguration)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      self = .preset(name)
    } else {
      self = .configuration(try container.decode(FeatureConfiguration.self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .preset(let name): try container.encode(name)
    case .configuration(let configuration): try container.encode(configuration)
    }
  }
}
