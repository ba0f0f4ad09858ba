/// An interval that holds the true value with a stated probability.
public struct ConfidenceInterval: Sendable, Equatable, Codable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Percentile bootstrap (Efron 1979) over groups, such as speakers: whole groups are drawn with
  /// replacement, since what one speaker says is not independent.
  ///
  /// - Parameters:
  ///   - groups: the material, one element a group.
  ///   - statistic: the figure of a drawn multiset of groups; draws where it is not finite, such
  ///     as a rate where nothing was said, are left out.
  /// - Returns: `nil` if there is nothing to draw from.
  public static func bootstrap<Group>(
    _ groups: [Group], level: Double = 0.95, draws: Int = 2000, seed: UInt64 = 1,
    statistic: ([Group]) -> Double
  ) -> ConfidenceInterval? {
    precondition((0..<1).contains(level) && draws > 0)
    guard !groups.isEmpty else { return nil }
    var state = seed
    func next(below bound: Int) -> Int {
      // SplitMix64 (Steele 2014), scaled by a multiplication.
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Int(z.multipliedFullWidth(by: UInt64(bound)).high)
    }
    var values: [Double] = []
    for _ in 0..<draws {
      let drawn = groups.indices.map { _ in groups[next(below: groups.count)] }
      let value = statistic(drawn)
      if value.isFinite { values.append(value) }
    }
    guard !values.isEmpty else { return nil }
    values.sort()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(values.count - 1)
      let below = Int(place)
      let above = min(below + 1, values.count - 1)
      return values[below] + (place - Double(below)) * (values[above] - values[below])
    }
    return ConfidenceInterval(low: quantile((1 - level) / 2), high: quantile((1 + level) / 2))
  }
}
