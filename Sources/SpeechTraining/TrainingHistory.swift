internal import Foundation
public import RecurrentNetworks

/// What one epoch brought.
public struct EpochRecord: Codable, Sendable, Equatable {
  public var epoch: Int
  /// Mean loss an utterance on the training part, in nats, as seen while training (with noise).
  public var trainingLoss: Double
  /// Mean loss an utterance on the validation part, in nats.
  public var validationLoss: Double
  /// Label error rate on the validation part: (S + D + I) / labels.
  public var validationError: Double
  public var learningRate: Double
  /// Frames trained on, and how many a second.
  public var frames: Int
  public var framesPerSecond: Double
  public var seconds: Double
}

/// All epochs so far; its rows are the training log.
public struct TrainingHistory: Codable, Sendable, Equatable {
  public var epochs: [EpochRecord] = []
  /// What the network that the run started from had been trained on, less the recipe's own corpora.
  public var inherited: [ModelCard.DataSource]?

  public init() {}

  /// The first epoch that is the best of all by this figure of the validation part.
  public func best(by judgement: Judgement) -> EpochRecord? {
    epochs.min {
      switch judgement {
      case .error:
        ($0.validationError, $0.validationLoss) < ($1.validationError, $1.validationLoss)
      case .loss:
        ($0.validationLoss, $0.validationError) < ($1.validationLoss, $1.validationError)
      }
    }
  }

  /// The history as comma-separated values with a header line.
  public var csv: String {
    var lines = [
      "epoch,training_loss,validation_loss,validation_error,learning_rate,frames,"
        + "frames_per_second,seconds"
    ]
    for record in epochs {
      lines.append(
        [
          String(record.epoch), format(record.trainingLoss), format(record.validationLoss),
          format(record.validationError), String(record.learningRate), String(record.frames),
          String(format: "%.0f", record.framesPerSecond), String(format: "%.1f", record.seconds),
        ].joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The history as JSON, for checkpoints.
  var json: String { RecipeText.encode(self) }

  private func format(_ value: Double) -> String { String(format: "%.5f", value) }
}
