/// Why a spotter cannot be made.
public enum SpottingError: Error, Equatable, CustomStringConvertible {
  case unknownKeyword(String, known: [String])
  case noKeywords
  case silentExample(name: String, clip: Int)
  case uncalibrated(model: String)
  /// False alarms of keywords by example are on no record.
  case uncalibratedExample(name: String)
  case badThreshold(Double)
  case cannotSpot(model: String, task: String, needed: String = "spotting")
  case badFeatures(model: String, reason: String)
  /// The common words that keywords are weighed against are not installed.
  case wordsMissing(folders: [String])
  /// A file of common words that holds none.
  case noWords(path: String)
  /// Pairs that are not of the common words beside them.
  case damagedPairs(path: String)

  public var description: String {
    switch self {
    case .unknownKeyword(let word, let known):
      "the model does not know \"\(word)\"; it knows " + known.joined(separator: ", ")
    case .noKeywords: "this model finds any word: say which with -k"
    case .silentExample(let name, let clip):
      "example \(clip) of \"\(name)\": no speech is heard in it"
    case .uncalibrated(let model):
      "the model \"\(model)\" has no record of its false alarms; choose with a threshold"
    case .uncalibratedExample(let name):
      "there is no record of the false alarms of examples, such as that of \"\(name)\"; choose with a "
        + "threshold"
    case .wordsMissing(let folders):
      "words.dict, the common words, is not installed; expected in "
        + folders.joined(separator: " or ")
    case .badThreshold(let value): "a threshold lies between 0 and 1, not at \(value)"
    case .cannotSpot(let model, let task, let needed):
      "the model \"\(model)\" is made for \(task), not for \(needed)"
    case .badFeatures(let model, let reason): "the model \"\(model)\": \(reason)"
    case .noWords(let path): "\(path): damaged: there is no word with its phones in it"
    case .damagedPairs(let path): "\(path): damaged, or not of the words.dict beside it"
    }
  }
}
