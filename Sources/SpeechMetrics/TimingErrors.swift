/// How far the times of hits are from those of what was said.
public struct TimingErrors: Sendable, Equatable {
  /// Of one end of the hits, in seconds.
  public struct Summary: Sendable, Equatable {
    /// Claimed minus true: the median, positive when claims are late.
    public var median: Double
    public var medianAbsolute: Double
    /// Nine in ten absolute errors are at most this.
    public var ninthDecileAbsolute: Double
  }

  /// Hits that have times on both sides.
  public let count: Int
  public let start: Summary
  public let end: Summary

  /// `nil` without any such hit.
  public init?(claimed: [ClosedRange<Double>], said: [ClosedRange<Double>]) {
    precondition(claimed.count == said.count, "one of each a hit")
    guard !claimed.isEmpty else { return nil }
    count = claimed.count
    start = Self.summary(zip(claimed, said).map { $0.lowerBound - $1.lowerBound })
    end = Self.summary(zip(claimed, said).map { $0.upperBound - $1.upperBound })
  }

  /// Of the hits that score at least `threshold`.
  public init?(
    _ alignment: DetectionAlignment, occurrences: [Occurrence], claims: [Claim],
    threshold: Double = -.infinity
  ) {
    var (claimed, said): ([ClosedRange<Double>], [ClosedRange<Double>]) = ([], [])
    for (index, occurrence) in alignment.occurrenceOfClaim.enumerated() {
      guard claims[index].score >= threshold, let occurrence,
        let time = claims[index].time, let truth = occurrences[occurrence].time
      else { continue }
      claimed.append(time)
      said.append(truth)
    }
    self.init(claimed: claimed, said: said)
  }

  private static func summary(_ errors: [Double]) -> Summary {
    let absolute = errors.map { abs($0) }
    return Summary(
      median: Quantile.of(errors, 0.5), medianAbsolute: Quantile.of(absolute, 0.5),
      ninthDecileAbsolute: Quantile.of(absolute, 0.9))
  }
}

/// Quantiles by straight lines between the ordered values (Hyndman & Fan 1996, type 7).
public enum Quantile {
  /// - Precondition: there are values, and `share` lies in 0 … 1.
  public static func of(_ values: [Double], _ share: Double) -> Double {
    precondition(!values.isEmpty && share >= 0 && share <= 1)
    let sorted = values.sorted()
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
