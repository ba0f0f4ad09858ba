/// Keyword accuracy as Fernández, Graves and Schmidhuber (2007) report it: the sequence of keywords
/// found in an utterance against the sequence spoken.
public struct KeywordScore: Sendable {
  /// What became of one keyword.
  public struct Row: Sendable, Equatable {
    public var spoken = 0
    public var found = 0
    /// Spoken, and another keyword found in its place.
    public var substituted = 0
    /// Spoken, and nothing found.
    public var deleted = 0
    /// Found where no keyword, or another one, was spoken.
    public var falselyFound = 0
  }

  public private(set) var total = LabelErrorRate()
  public private(set) var rows: [String: Row] = [:]
  private var speakers: [String: LabelErrorRate] = [:]

  public init() {}

  /// Counts one utterance.
  public mutating func add(speaker: String, spoken: [String], found: [String]) {
    let alignment = EditAlignment(reference: spoken, hypothesis: found)
    total.add(alignment, labels: spoken.count)
    speakers[speaker, default: .init()].add(alignment, labels: spoken.count)
    for step in alignment.steps {
      switch step {
      case .correct(let place, _):
        rows[spoken[place], default: .init()].spoken += 1
        rows[spoken[place], default: .init()].found += 1
      case .substitution(let place, let other):
        rows[spoken[place], default: .init()].spoken += 1
        rows[spoken[place], default: .init()].substituted += 1
        rows[found[other], default: .init()].falselyFound += 1
      case .deletion(let place):
        rows[spoken[place], default: .init()].spoken += 1
        rows[spoken[place], default: .init()].deleted += 1
      case .insertion(let other):
        rows[found[other], default: .init()].falselyFound += 1
      }
    }
  }

  public var speakerCount: Int { speakers.count }

  /// The 95 % interval of the accuracy, by drawing speakers; `nil` without any.
  public func accuracyInterval(seed: UInt64 = 1) -> ConfidenceInterval? {
    let groups = speakers.keys.sorted().map { speakers[$0] ?? .init() }
    return .bootstrap(groups, seed: seed) { drawn in
      var sum = LabelErrorRate()
      for one in drawn { sum += one }
      return sum.labels == 0 ? .nan : sum.accuracy
    }
  }
}
