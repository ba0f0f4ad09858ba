/// What a reader meets on its way: the first malformed line ends the reading of a corpus, or, for
/// `tyto corpus check`, all are written down.
struct ReadingLog {
  /// Where an utterance and its labels are listed.
  struct Origin {
    var path: String
    var line: Int?
    var wordFile: String?
    var phoneFile: String?
  }

  /// How often a phone label is met, and where first.
  struct LabelUse {
    var count: Int
    let path: String
    let line: Int
  }

  let stopsAtFirst: Bool
  private(set) var problems = ProblemList()
  private(set) var origins: [String: Origin] = [:]
  private(set) var phones: [String: LabelUse] = [:]
  private var identifiers: Set<String> = []

  static var strict: ReadingLog { ReadingLog(stopsAtFirst: true) }
  static var collecting: ReadingLog { ReadingLog(stopsAtFirst: false) }

  private init(stopsAtFirst: Bool) { self.stopsAtFirst = stopsAtFirst }

  /// Throws the error, or writes it down.
  mutating func refuse(_ error: CorpusError) throws(CorpusError) {
    guard !stopsAtFirst else { throw error }
    problems.append(CorpusProblem(error))
  }

  /// Writes down something that does not hinder reading; when reading strictly, nobody asks.
  mutating func note(_ problem: @autoclosure () -> CorpusProblem) {
    if !stopsAtFirst { problems.append(problem()) }
  }

  /// Takes an utterance in; `false` if its identifier is taken already.
  mutating func register(_ id: String, _ origin: @autoclosure () -> Origin)
    throws(CorpusError) -> Bool
  {
    guard identifiers.insert(id).inserted else {
      let origin = origin()
      try refuse(
        .malformed(
          path: origin.path, line: origin.line, expected: "an identifier of its own", found: id))
      return false
    }
    if !stopsAtFirst { origins[id] = origin() }
    return true
  }

  mutating func labelFiles(of id: String, words: String?, phones: String?) {
    guard !stopsAtFirst else { return }
    origins[id]?.wordFile = words
    origins[id]?.phoneFile = phones
  }

  /// Takes a phone's label in, for the corpus's set of phones.
  mutating func usePhone(_ label: String, path: String, line: Int) {
    guard !stopsAtFirst else { return }
    phones[label, default: LabelUse(count: 0, path: path, line: line)].count += 1
  }

  /// Compares a segment with the one before it: starts must not fall, and phones must not overlap.
  mutating func checkOrder(
    _ segment: Segment, after previous: Segment?, kind: SegmentKind, path: String, line: Int
  ) {
    guard !stopsAtFirst, let previous else { return }
    let earliest = kind == .phones ? previous.end : previous.start
    if segment.start < earliest {
      note(
        CorpusProblem(
          path: path, line: line, kind: .timesOutOfOrder,
          detail: "\"\(segment.label)\" starts at \(segment.start), before \(earliest), the "
            + (kind == .phones ? "end" : "start") + " of \"\(previous.label)\""))
    }
  }
}

/// What segments stand for.
enum SegmentKind: Equatable {
  case words, phones
}
