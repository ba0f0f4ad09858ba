public import SpeechMetrics

/// Detections against a reference: everything aligned, ready to be counted.
public struct SpottingEvaluation: Sendable {
  /// What is compared, and how.
  public struct Settings: Sendable {
    /// The keywords that were looked for.
    public var keywords: [String]
    /// Claims of a lower score do not count, but in curves.
    public var threshold: Double
    /// Seconds by which a claim's middle may lie outside an occurrence.
    public var tolerance: Double
    /// The weight of false alarms in the term-weighted value.
    public var beta: Double
    /// The seed of the bootstrap.
    public var seed: UInt64

    public init(
      keywords: [String], threshold: Double = -.infinity, tolerance: Double = 0.5,
      beta: Double = TermWeightedValue.standardBeta, seed: UInt64 = 1
    ) {
      self.keywords = keywords
      self.threshold = threshold
      self.tolerance = tolerance
      self.beta = beta
      self.seed = seed
    }
  }

  /// A recording that was searched.
  public struct Recording: Sendable {
    public var name: String
    /// Seconds; `nil` if nobody knows.
    public var duration: Double?
    /// What is drawn together for confidence intervals, such as a speaker.
    public var group: String

    public init(name: String, duration: Double?, group: String) {
      self.name = name
      self.duration = duration
      self.group = group
    }
  }

  public let settings: Settings
  public let recordings: [Recording]
  public let occurrences: [Occurrence]
  public let claims: [Claim]
  public let alignment: DetectionAlignment
  /// Over everything. Its duration is 0 where that of any recording is unknown.
  public let tally: SpottingTally
  /// By group, in the order of their names.
  public let groups: [Group]

  /// What one speaker gives.
  public struct Group: Sendable {
    public var name: String
    public var tally: SpottingTally
    /// The sequences of keywords, said against claimed.
    public var sequences: LabelErrorRate
  }

  /// - Parameters:
  ///   - occurrences: in order of time within a recording.
  ///   - claims: of the keywords and in the recordings; others must have been left out.
  public init(
    recordings: [Recording], occurrences: [Occurrence], claims: [Claim], settings: Settings
  ) {
    self.settings = settings
    self.recordings = recordings
    self.occurrences = occurrences
    self.claims = claims
    alignment = DetectionAlignment(
      occurrences: occurrences, claims: claims, tolerance: settings.tolerance)
    let areKnown = recordings.allSatisfy { $0.duration != nil }
    var groups: [String: Group] = [:]
    var groupOf: [String: String] = [:]
    for one in recordings {
      groupOf[one.name] = one.group
      let empty = Group(
        name: one.group, tally: SpottingTally(keywords: settings.keywords),
        sequences: LabelErrorRate())
      groups[one.group, default: empty].tally.duration += areKnown ? one.duration ?? 0 : 0
    }
    for one in occurrences {
      groups[groupOf[one.recording] ?? ""]?.tally.add(
        keyword: one.keyword, .init(occurrences: 1))
    }
    for (index, claim) in claims.enumerated() {
      groups[groupOf[claim.recording] ?? ""]?.tally.add(
        keyword: claim.keyword,
        .init(claims: [
          .init(score: claim.score, isHit: alignment.occurrenceOfClaim[index] != nil)
        ]))
    }
    let said = Self.sequences(occurrences)
    let claimed = Self.sequences(claims.filter { $0.score >= settings.threshold })
    for one in recordings {
      groups[one.group]?.sequences.add(
        reference: said[one.name] ?? [], hypothesis: claimed[one.name] ?? [])
    }
    self.groups = groups.values.sorted { $0.name < $1.name }
    var sum = SpottingTally(keywords: settings.keywords)
    for group in self.groups { sum += group.tally }
    tally = sum
  }

  /// For each recording the keywords in the order given, without those that are said as a part of others: no
  /// stretch of claims has both.
  private static func sequences(_ occurrences: [Occurrence]) -> [String: [String]] {
    Dictionary(grouping: occurrences, by: \.recording).mapValues { part in
      part.filter { one in
        !part.contains { other in
          guard let inner = one.time, let outer = other.time, one.keyword != other.keyword else {
            return false
          }
          return areOne(outer, inner) && " \(other.keyword) ".contains(" \(one.keyword) ")
        }
      }.map(\.keyword)
    }
  }

  /// For each recording the keywords in order of time. Where keywords compete for one stretch, the
  /// surest has it; claims without times stand in the order given.
  private static func sequences(_ claims: [Claim]) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for (recording, part) in Dictionary(grouping: claims, by: \.recording) {
      var kept: [Claim] = []
      for claim in part.sorted(by: { $0.score > $1.score }) {
        let hasRival = kept.contains { other in
          guard let one = claim.time, let two = other.time else { return false }
          return areOne(one, two)
        }
        if !hasRival { kept.append(claim) }
      }
      let hasTimes = kept.allSatisfy { $0.time != nil }
      result[recording] =
        hasTimes
        ? kept.sorted { ($0.time?.lowerBound ?? 0) < ($1.time?.lowerBound ?? 0) }.map(\.keyword)
        : part.map(\.keyword)
    }
    return result
  }

  /// Whether two keywords compete for a stretch: it is more than half of the shorter one.
  private static func areOne(_ one: ClosedRange<Double>, _ two: ClosedRange<Double>) -> Bool {
    let shared = min(one.upperBound, two.upperBound) - max(one.lowerBound, two.lowerBound)
    return shared > 0.5 * min(one.upperBound - one.lowerBound, two.upperBound - two.lowerBound)
  }

  /// The 95 % interval of a figure of the tally, by drawing groups.
  func interval(_ statistic: (SpottingTally) -> Double) -> ConfidenceInterval? {
    guard groups.count > 1 else { return nil }
    return .bootstrap(groups.map(\.tally), draws: 500, seed: settings.seed) { drawn in
      var sum = SpottingTally(keywords: settings.keywords)
      for one in drawn { sum += one }
      return statistic(sum)
    }
  }

  /// The same of the sequences' errors.
  func sequenceInterval(_ statistic: (LabelErrorRate) -> Double) -> ConfidenceInterval? {
    guard groups.count > 1 else { return nil }
    return .bootstrap(groups.map(\.sequences), draws: 2000, seed: settings.seed) { drawn in
      var sum = LabelErrorRate()
      for one in drawn { sum += one }
      return statistic(sum)
    }
  }
}
