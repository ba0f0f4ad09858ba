/// The error rate at the threshold where as large a share of the targets is missed as of the others
/// is accepted, over trials "is the keyword in this recording?".
public enum EqualErrorRate {
  /// - Parameters:
  ///   - targets: scores of trials where the answer is yes; −∞ where nothing was claimed.
  ///   - others: scores of trials where it is no.
  /// - Returns: the crossing of the two error rates, on the straight line between the thresholds on
  ///   either side of it; `nil` without trials of both kinds.
  public static func of(targets: [Double], others: [Double]) -> Double? {
    guard !targets.isEmpty, !others.isEmpty else { return nil }
    precondition((targets + others).allSatisfy { !$0.isNaN }, "a score is a number")
    let all = (targets.map { ($0, true) } + others.map { ($0, false) }).sorted { $0.0 > $1.0 }
    var (found, accepted) = (0, 0)
    var before = (miss: 1.0, accept: 0.0)
    for (index, trial) in all.enumerated() {
      if trial.1 { found += 1 } else { accepted += 1 }
      if index + 1 < all.count && all[index + 1].0 == trial.0 { continue }
      let now = (
        miss: 1 - Double(found) / Double(targets.count),
        accept: Double(accepted) / Double(others.count)
      )
      if now.accept >= now.miss {
        // before.miss > before.accept, so the difference changes sign on the way.
        let (first, last) = (before.miss - before.accept, now.miss - now.accept)
        let share = first / (first - last)
        return before.miss + share * (now.miss - before.miss)
      }
      before = now
    }
    return 0
  }

  /// With every keyword in every recording as a trial, which the highest of its claims' scores
  /// answers.
  ///
  /// - Parameter recordings: all that were searched, whether or not anything was said or claimed.
  public static func of(
    occurrences: [Occurrence], claims: [Claim], keywords: [String], recordings: [String]
  ) -> Double? {
    func key(_ recording: String, _ keyword: String) -> String { "\(recording)\u{0}\(keyword)" }
    let said = Set(occurrences.map { key($0.recording, $0.keyword) })
    let scores = Dictionary(
      claims.map { (key($0.recording, $0.keyword), $0.score) }, uniquingKeysWith: max)
    var (targets, others): ([Double], [Double]) = ([], [])
    for recording in recordings {
      for keyword in keywords {
        let trial = key(recording, keyword)
        let score = scores[trial] ?? -.infinity
        if said.contains(trial) { targets.append(score) } else { others.append(score) }
      }
    }
    return of(targets: targets, others: others)
  }
}
