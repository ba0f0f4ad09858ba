/// What metrics need of aligned detections: for each keyword how often it was said, and every claim
/// as a score and whether it is a hit; with the length of what was searched.
///
/// Tallies of parts add up to that of the whole, so speakers can be drawn for a bootstrap.
public struct SpottingTally: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var score: Double
    public var isHit: Bool

    public init(score: Double, isHit: Bool) {
      self.score = score
      self.isHit = isHit
    }
  }

  public struct Row: Sendable, Equatable {
    /// How often the keyword was said.
    public var occurrences: Int
    /// In falling order of score once sorted; see `sort()`.
    public var claims: [Entry]

    public init(occurrences: Int = 0, claims: [Entry] = []) {
      self.occurrences = occurrences
      self.claims = claims
    }
  }

  /// Every keyword that was searched for, also those never said and never claimed.
  public private(set) var rows: [String: Row]
  /// Seconds of audio that were searched.
  public var duration: Double

  public init(keywords: some Sequence<String> = [], duration: Double = 0) {
    precondition(duration >= 0, "a duration is not negative")
    rows = Dictionary(keywords.map { ($0, Row()) }, uniquingKeysWith: { one, _ in one })
    self.duration = duration
  }

  /// Of aligned detections.
  public init(
    _ alignment: DetectionAlignment, occurrences: [Occurrence], claims: [Claim],
    keywords: some Sequence<String>, duration: Double
  ) {
    self.init(keywords: keywords, duration: duration)
    for one in occurrences { rows[one.keyword, default: Row()].occurrences += 1 }
    for (index, claim) in claims.enumerated() {
      rows[claim.keyword, default: Row()].claims.append(
        Entry(score: claim.score, isHit: alignment.occurrenceOfClaim[index] != nil))
    }
  }

  public mutating func add(keyword: String, _ row: Row) {
    rows[keyword, default: Row()].occurrences += row.occurrences
    rows[keyword, default: Row()].claims += row.claims
  }

  public static func += (left: inout SpottingTally, right: SpottingTally) {
    for (keyword, row) in right.rows { left.add(keyword: keyword, row) }
    left.duration += right.duration
  }

  /// One keyword alone.
  public func tally(of keyword: String) -> SpottingTally {
    var result = SpottingTally(keywords: [keyword], duration: duration)
    if let row = rows[keyword] { result.rows[keyword] = row }
    return result
  }

  public var hours: Double { duration / 3600 }
  public var occurrenceCount: Int { rows.values.reduce(0) { $0 + $1.occurrences } }

  /// All claims of all keywords, highest score first.
  public var claims: [Entry] { Self.sorted(rows.values.flatMap(\.claims)) }

  static func sorted(_ claims: [Entry]) -> [Entry] { claims.sorted { $0.score > $1.score } }

  /// Hits, misses and false alarms of the claims that score at least `threshold`.
  public func counts(threshold: Double = -.infinity) -> SpottingCounts {
    var result = SpottingCounts(
      occurrences: occurrenceCount, hits: 0, falseAlarms: 0, keywordCount: rows.count,
      duration: duration)
    for row in rows.values {
      for claim in row.claims where claim.score >= threshold {
        if claim.isHit { result.hits += 1 } else { result.falseAlarms += 1 }
      }
    }
    return result
  }
}

/// How many keywords were found and how many were claimed wrongly, at one threshold.
public struct SpottingCounts: Sendable, Equatable {
  public var occurrences: Int
  public var hits: Int
  public var falseAlarms: Int
  public var keywordCount: Int
  /// Seconds.
  public var duration: Double

  public var misses: Int { occurrences - hits }
  /// Misses among occurrences; not a number without any.
  public var missRate: Double { Double(misses) / Double(occurrences) }
  /// Over all keywords together.
  public var falseAlarmsPerHour: Double { Double(falseAlarms) / (duration / 3600) }
  public var falseAlarmsPerKeywordHour: Double {
    falseAlarmsPerHour / Double(max(keywordCount, 1))
  }
  /// Hits among claims; not a number without any.
  public var precision: Double { Double(hits) / Double(hits + falseAlarms) }
}
