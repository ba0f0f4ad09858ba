internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
public import SpeechFeatures

/// Why a recipe cannot be followed.
public enum RecipeError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case malformed(path: String, reason: String)
  case unknownPreset(String)
  case invalid(field: String, expected: String, found: String)
  case noExamples(part: String)
  case otherRecipe(checkpoint: String)
  case noCheckpoint(path: String)

  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such recipe"
    case .malformed(let path, let reason): "\(path): not a recipe: \(reason)"
    case .unknownPreset(let name): "features: no preset is called \"\(name)\""
    case .invalid(let field, let expected, let found):
      "recipe: \(field): expected \(expected), found \(found)"
    case .noExamples(let part): "the \(part) part has no usable utterances"
    case .otherRecipe(let checkpoint):
      "\(checkpoint): was made with another recipe or seed and cannot be resumed with this one"
    case .noCheckpoint(let path): "\(path): there is no checkpoint to resume"
    }
  }
}

/// JSON as recipes and histories are written.
enum RecipeText {
  static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(value) else { preconditionFailure("not JSON") }
    return String(decoding: data, as: UTF8.self)
  }
}

extension Recipe {
  /// Reads and checks a recipe.
  public init(contentsOf path: String) throws(RecipeError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .missing(path: path)
    }
    do {
      self = try JSONDecoder().decode(Recipe.self, from: data)
    } catch let error as DecodingError {
      throw .malformed(path: path, reason: error.sentence)
    } catch {
      throw .malformed(path: path, reason: "\(error)")
    }
    try check()
  }

  /// The recipe as JSON with sorted keys: equal for equal recipes.
  public var json: String { RecipeText.encode(self) }

  /// The configuration that `features` names.
  public func featureConfiguration() throws(RecipeError) -> FeatureConfiguration {
    switch features {
    case .configuration(let configuration): return configuration
    case .preset(let name):
      guard let configuration = FeatureConfiguration.preset(name) else {
        throw .unknownPreset(name)
      }
      return configuration
    }
  }

  private func check() throws(RecipeError) {
    func require(
      _ holds: Bool, _ field: String, _ expected: String, _ found: Any
    ) throws(RecipeError) {
      if !holds { throw .invalid(field: field, expected: expected, found: "\(found)") }
    }
    try require(!name.isEmpty && !name.contains("/"), "name", "a file's name", name)
    try require(!training.isEmpty, "training", "a corpus at least", "none")
    if case .keywords(let words, _) = task {
      try require(
        !words.isEmpty && Set(words.map { $0.uppercased() }).count == words.count,
        "task.words", "different words", words)
    }
    let fraction = validation.speakerFraction
    try require(fraction > 0 && fraction < 1, "validation.speakerFraction", "0 to 1", fraction)
    try require(
      (1...4096).contains(schedule.batchSize), "schedule.batchSize", "1 to 4096",
      schedule.batchSize)
    try require(
      schedule.maximumEpochs >= 1, "schedule.maximumEpochs", "1 or more", schedule.maximumEpochs)
    try require(precision != .int8, "precision", "float32 or bfloat16", "int8")
    try require(schedule.patience >= 1, "schedule.patience", "1 or more", schedule.patience)
    try require(
      schedule.gradientNorm ?? 1 > 0, "schedule.gradientNorm", "a positive number",
      schedule.gradientNorm ?? 0)
    let share = schedule.finalRateShare ?? 1
    try require(share >= 0 && share <= 1, "schedule.finalRateShare", "0 to 1", share)
    let decay = schedule.averagingDecay ?? 0
    try require(decay >= 0 && decay < 1, "schedule.averagingDecay", "0 to below 1", decay)
    for (field, range) in [("speed", augmentation?.speed), ("tempo", augmentation?.tempo)] {
      guard let range else { continue }
      try require(
        range.low >= 0.25 && range.high <= 4, "augmentation.\(field)", "0.25 to 4",
        "\(range.low) to \(range.high)")
    }
    if let cut = augmentation?.edgeCut {
      try require(
        cut.probability >= 0 && cut.probability <= 1, "augmentation.edgeCut.probability", "0 to 1",
        cut.probability)
      try require(
        cut.leave.low >= 0 && cut.leave.high <= 60, "augmentation.edgeCut.leave", "0 to 60 seconds",
        "\(cut.leave.low) to \(cut.leave.high)")
    }
    try require(noise.input >= 0, "noise.input", "0 or more", noise.input)
    try require(noise.weight >= 0, "noise.weight", "0 or more", noise.weight)
    try require(
      initialRange > 0 && initialRange <= 10, "initialRange", "0 to 10", initialRange)
    for source in training {
      let weight = source.weight ?? 1
      try require(weight >= 0 && weight <= 100, "training.weight", "0 to 100", weight)
      let keywordWeight = source.keywordWeight ?? weight
      try require(
        keywordWeight >= 0 && keywordWeight <= 100, "training.keywordWeight", "0 to 100",
        keywordWeight)
      let join = source.joinUpTo ?? 1
      try require((1...64).contains(join), "training.joinUpTo", "1 to 64", join)
    }
    _ = try featureConfiguration()
  }
}
