internal import Foundation
internal import RecurrentNetworks
internal import SpeechFeatures

extension Checkpoint {
  /// The features' configuration with the run's statistics, and the finished epochs; refused where
  /// they are of no run of the recipe.
  ///
  /// - Parameter configuration: the recipe's, without statistics.
  func checked(
    against recipe: Recipe, _ configuration: FeatureConfiguration,
    _ architecture: NetworkArchitecture, path: String
  ) throws -> (FeatureConfiguration, TrainingHistory) {
    func require(_ holds: Bool, _ what: String) throws(ModelFileError) {
      if !holds {
        throw .mismatch(path: path, what: what, expected: "the recipe's", found: "others")
      }
    }
    let own = try FeatureConfiguration(json: features)
    var plain = own
    if case .stored = own.normalization, configuration.normalization == .none {
      plain.normalization = .none
    }
    try require(plain == configuration, "features")
    try require(network.architecture == architecture, "layers")
    try require(optimizer.description == recipe.optimizer, "optimizer")
    try require((averaged == nil) == (recipe.schedule.averagingDecay == nil), "averaged weights")
    let history: TrainingHistory
    do {
      history = try JSONDecoder().decode(TrainingHistory.self, from: Data(self.history.utf8))
    } catch let error as DecodingError {
      throw ModelFileError.malformed(path: path, expected: "a history", found: error.sentence)
    }
    for (place, record) in history.epochs.enumerated() where record.epoch != place + 1 {
      throw ModelFileError.malformed(
        path: path, expected: "epoch \(place + 1) in the history", found: "\(record.epoch)")
    }
    return (own, history)
  }
}
