extension SpottingTally {
  /// The figure of merit of one keyword (Rohlicek 1989): the share of its occurrences found,
  /// averaged over 0 to `limit` false alarms an hour. Not a number if it is never said.
  ///
  /// With p(i) the share found before the i-th false alarm and T hours it is
  /// (p(1) + … + p(N) + a·p(N+1)) / (10·T), N = ⌊10·T⌋, a = 10·T − N: the area under the curve
  /// itself, where HTK's HResults rounds N. Of equal scores false alarms come first.
  public func figureOfMerit(of keyword: String, limit: Double = 10) -> Double {
    guard let row = rows[keyword], row.occurrences > 0 else { return .nan }
    let width = limit * hours
    var hits = 0
    var area = 0.0
    var falseAlarms = 0.0
    for claim in row.claims.sorted(by: {
      ($0.score, $1.isHit ? 1 : 0) > ($1.score, $0.isHit ? 1 : 0)
    }) {
      if claim.isHit {
        hits += 1
        continue
      }
      let step = min(1, width - falseAlarms)
      area += step * Double(hits)
      falseAlarms += step
      if falseAlarms >= width { break }
    }
    area += max(0, width - falseAlarms) * Double(hits)
    // Of no time at all: what is found without any false alarm.
    let share = width > 0 ? area / width : Double(hitsBeforeFalseAlarm(row))
    return share / Double(row.occurrences)
  }

  /// The figure of merit over all keywords, each with its own ranking, weighed by how often it is
  /// said.
  public func figureOfMerit(limit: Double = 10) -> Double {
    var sum = 0.0
    for (keyword, row) in rows where row.occurrences > 0 {
      sum += figureOfMerit(of: keyword, limit: limit) * Double(row.occurrences)
    }
    return sum / Double(occurrenceCount)
  }

  private func hitsBeforeFalseAlarm(_ row: Row) -> Int {
    let highest = row.claims.filter { !$0.isHit }.map(\.score).max() ?? -.infinity
    return row.claims.filter { $0.isHit && $0.score > highest }.count
  }
}
