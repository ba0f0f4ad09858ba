/// NIST's term-weighted value (spoken term detection plan 2006; OpenKWS): one minus, averaged over
/// the keywords, P(miss) + β·P(false alarm). 1 is perfect, 0 is silence, and it falls without limit.
///
/// P(false alarm) is the number of false alarms among the places for one, of which there is one a
/// second that is not an occurrence. Keywords that are never said do not count.
public struct TermWeightedValue: Sendable, Equatable {
  /// NIST's β: (cost / value) · (1 / prior − 1) with 0.1 and 10⁻⁴.
  public static let standardBeta = 999.9

  public let beta: Double
  /// At the threshold that was asked for.
  public let actual: Double
  public let threshold: Double
  /// At the best threshold in hindsight, one for all keywords.
  public let maximum: Double
  public let bestThreshold: Double

  /// - Returns: `nil` if no keyword is ever said, or there are not more seconds than occurrences of
  ///   a keyword.
  public init?(
    _ tally: SpottingTally, threshold: Double, beta: Double = TermWeightedValue.standardBeta
  ) {
    let said = tally.rows.filter { $0.value.occurrences > 0 }
    guard !said.isEmpty,
      said.values.allSatisfy({ tally.duration > Double($0.occurrences) })
    else { return nil }
    // What each claim adds to the value when it comes to count.
    var gains: [(score: Double, gain: Double)] = []
    for row in said.values {
      let hit = 1 / Double(row.occurrences)
      let falseAlarm = -beta / (tally.duration - Double(row.occurrences))
      gains += row.claims.map { ($0.score, ($0.isHit ? hit : falseAlarm) / Double(said.count)) }
    }
    gains.sort { $0.score > $1.score }
    var (value, atThreshold) = (0.0, 0.0)
    var (best, bestThreshold) = (0.0, Double.infinity)
    for (index, one) in gains.enumerated() {
      value += one.gain
      if one.score >= threshold { atThreshold = value }
      let isLastOfItsScore = index + 1 == gains.count || gains[index + 1].score < one.score
      if isLastOfItsScore && value > best { (best, bestThreshold) = (value, one.score) }
    }
    self.beta = beta
    self.threshold = threshold
    actual = atThreshold
    maximum = best
    self.bestThreshold = bestThreshold
  }
}
