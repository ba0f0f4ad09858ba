/// Why a spotter cannot be made.
public enum SpottingError: Error, Equatable, CustomStringConvertible {
  case unknownKeyword(String, known: [String])
  case noKeywords
  case silentExample(name: String, clip: Int)
  case uncalibrated(model: String)
  case badThreshold(Double)
  case cannotSpot(model: String, task: String, needed: String = "spotting")
  case badFeatures(model: String, reason: String)
  case damagedFile(String)

  public var description: String {
    switch self {
    case .unknownKeyword(let word, let known):
      "the model does not know \"\(word)\"; it knows " + known.joined(separator: ", ")
    case .noKeywords: "this model finds any word: say which with -k"
    case .silentExample(let name, let clip):
      "example \(clip) of \"\(name)\": no speech is heard in it"
    case .uncalibrated(let model):
      "the model \"\(model)\" has no record of its false alarms; choose with a threshold"
    case .badThreshold(let value): "a threshold lies between 0 and 1, not at \(value)"
    case .cannotSpot(let model, let task, let needed):
      "the model \"\(model)\" is made for \(task), not for \(needed)"
    case .badFeatures(let model, let reason): "the model \"\(model)\": \(reason)"
    case .damagedFile(let path): "\(path): damaged, or not of the words.dict beside it"
    }
  }
}
