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
  /// Nothing that the network is judged by is said, or no utterance has as many frames as labels.
  case noLabels(part: String)
  case unsaidKeywords([String])
  /// No loss is a number any more.
  case diverged(epoch: Int)
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
    case .noLabels(let part):
      "the \(part) part has no utterance with labels of the task, and with frames enough for them"
    case .unsaidKeywords(let words):
      "the training part has no example of "
        + words.map { "\"\($0)\"" }.joined(separator: ", ")
    case .diverged(let epoch):
      "epoch \(epoch): no loss is a number any more; a lower learning rate may help"
    case .otherRecipe(let checkpoint):
      "\(checkpoint): was made with another recipe, seed or number of epochs and cannot be resumed with this one"
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
      // Of numbers that do not fit, Foundation says that the data was no JSON.
      if case .dataCorrupted(let context) = error, context.codingPath.isEmpty,
        (try? JSONSerialization.jsonObject(with: data)) != nil
      {
        throw .malformed(
          path: path,
          reason: "a number does not fit its field (below 0, not whole, too large or too small)")
      }
      throw .malformed(path: path, reason: error.sentence)
    } catch {
      throw .malformed(path: path, reason: "\(error)")
    }
    if let unknown = unknownField(in: data) { throw .malformed(path: path, reason: unknown) }
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
}
