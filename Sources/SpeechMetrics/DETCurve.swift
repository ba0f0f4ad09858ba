/// Misses against false alarms as the threshold falls (detection error trade-off, Martin 1997).
public struct DETCurve: Sendable, Equatable {
  /// What one threshold gives.
  public struct Point: Sendable, Equatable {
    /// Claims of at least this score count; +∞ for the point where none does.
    public var threshold: Double
    public var hits: Int
    public var falseAlarms: Int

    public init(threshold: Double, hits: Int, falseAlarms: Int) {
      self.threshold = threshold
      self.hits = hits
      self.falseAlarms = falseAlarms
    }
  }

  /// One a distinct score, from no claims to all.
  public let points: [Point]
  public let occurrences: Int
  public let keywordCount: Int
  /// Hours of audio that were searched.
  public let hours: Double

  /// One threshold for all keywords.
  public init(_ tally: SpottingTally) {
    var points = [Point(threshold: .infinity, hits: 0, falseAlarms: 0)]
    for claim in tally.claims {
      var point = points[points.count - 1]
      if claim.isHit { point.hits += 1 } else { point.falseAlarms += 1 }
      if claim.score == point.threshold {
        points[points.count - 1] = point
      } else {
        point.threshold = claim.score
        points.append(point)
      }
    }
    self.points = points
    occurrences = tally.occurrenceCount
    keywordCount = max(tally.rows.count, 1)
    hours = tally.hours
  }

  public func missRate(_ point: Point) -> Double {
    Double(occurrences - point.hits) / Double(occurrences)
  }

  public func falseAlarmsPerHour(_ point: Point) -> Double { Double(point.falseAlarms) / hours }

  public func falseAlarmsPerKeywordHour(_ point: Point) -> Double {
    falseAlarmsPerHour(point) / Double(keywordCount)
  }

  /// The point of the lowest threshold that raises at most so many false alarms an hour, all
  /// keywords together. There always is one: that of no claims.
  public func point(falseAlarmsPerHour limit: Double) -> Point {
    // A hair's breadth for what 3 / 0.1 makes of 30.
    let allowed = limit * hours * (1 + 1e-12)
    return points.last { Double($0.falseAlarms) <= allowed } ?? points[0]
  }

  /// The share missed at that point.
  public func missRate(atFalseAlarmsPerHour limit: Double) -> Double {
    missRate(point(falseAlarmsPerHour: limit))
  }

  public func missRate(atFalseAlarmsPerKeywordHour limit: Double) -> Double {
    missRate(atFalseAlarmsPerHour: limit * Double(keywordCount))
  }
}
