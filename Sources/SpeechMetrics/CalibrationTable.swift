/// Whether scores hold what they promise: of the claims that score about p, a share p should be
/// hits.
public struct CalibrationTable: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    /// Scores from `low` to below `high`; the last row's `high` is within.
    public var low: Double
    public var high: Double
    public var count: Int
    public var hits: Int
    /// Mean score of the claims; not a number without any.
    public var meanScore: Double

    /// Hits among the claims.
    public var hitShare: Double { Double(hits) / Double(count) }
  }

  public let rows: [Row]

  /// Claims by score in equal steps of 0 … 1; scores beyond fall into the outermost rows.
  public init(_ tally: SpottingTally, rowCount: Int = 10) {
    precondition(rowCount > 0)
    var sums = [Double](repeating: 0, count: rowCount)
    var rows = (0..<rowCount).map { index in
      Row(
        low: Double(index) / Double(rowCount), high: Double(index + 1) / Double(rowCount),
        count: 0, hits: 0, meanScore: .nan)
    }
    for claim in tally.claims {
      let clamped = min(max(claim.score, 0), 1)
      let index = min(Int(clamped * Double(rowCount)), rowCount - 1)
      rows[index].count += 1
      rows[index].hits += claim.isHit ? 1 : 0
      sums[index] += claim.score
    }
    for index in rows.indices { rows[index].meanScore = sums[index] / Double(rows[index].count) }
    self.rows = rows
  }

  /// The expected calibration error: how far, on average over the claims, the share of hits lies
  /// from the mean score of its row. Not a number without claims.
  public var error: Double {
    let filled = rows.filter { $0.count > 0 }
    let total = filled.reduce(0) { $0 + $1.count }
    return filled.reduce(0.0) { $0 + Double($1.count) * abs($1.hitShare - $1.meanScore) }
      / Double(total)
  }
}
