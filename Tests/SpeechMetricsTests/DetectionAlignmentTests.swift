import DenseMath
import SpeechMetrics
import TestSupport
import Testing

@Suite struct DetectionAlignmentTests {
  private func said(_ recording: String, _ keyword: String, _ time: ClosedRange<Double>?)
    -> Occurrence
  {
    Occurrence(recording: recording, keyword: keyword, time: time)
  }

  private func claim(
    _ recording: String, _ keyword: String, _ time: ClosedRange<Double>?, _ score: Double
  ) -> Claim {
    Claim(recording: recording, keyword: keyword, time: time, score: score)
  }

  @Test func middleMustLieNearTheOccurrence() {
    let occurrences = [said("a", "yes", 1.0...1.4)]
    for (time, isHit) in [
      (1.1...1.3, true), (0.5...0.55, true), (0.4...0.58, false), (1.8...1.98, true),
      (1.9...1.96, false), (0.0...2.0, true),
    ] {
      let alignment = DetectionAlignment(
        occurrences: occurrences, claims: [claim("a", "yes", time, 1)])
      #expect((alignment.occurrenceOfClaim == [0]) == isHit, "\(time)")
    }
    let strict = DetectionAlignment(
      occurrences: occurrences, claims: [claim("a", "yes", 0.5...0.9, 1)], tolerance: 0)
    #expect(strict.outcomes == [.falseAlarm(claim: 0), .miss(occurrence: 0)])
  }

  @Test func recordingAndKeywordMustAgree() {
    let occurrences = [said("a", "yes", 1...2)]
    let alignment = DetectionAlignment(
      occurrences: occurrences,
      claims: [claim("b", "yes", 1...2, 1), claim("a", "no", 1...2, 1)])
    #expect(
      alignment.outcomes == [
        .falseAlarm(claim: 0), .falseAlarm(claim: 1), .miss(occurrence: 0),
      ])
  }

  @Test func anOccurrenceIsFoundOnce() {
    let alignment = DetectionAlignment(
      occurrences: [said("a", "yes", 1...2)],
      claims: [claim("a", "yes", 1...2, 0.5), claim("a", "yes", 1.1...2, 0.9)])
    // The surer one is the hit.
    #expect(alignment.outcomes == [.falseAlarm(claim: 0), .hit(claim: 1, occurrence: 0)])
  }

  @Test func withoutTimesAnyOfTheRecordingWillDo() {
    let occurrences = [said("a", "yes", nil), said("a", "yes", nil), said("b", "yes", nil)]
    let alignment = DetectionAlignment(
      occurrences: occurrences,
      claims: [
        claim("a", "yes", 7...8, 0.3), claim("a", "yes", nil, 0.8), claim("a", "yes", 1...2, 0.5),
      ])
    #expect(alignment.occurrenceOfClaim[0] == nil)
    #expect(Set(alignment.occurrenceOfClaim.compactMap { $0 }) == [0, 1])
    #expect(alignment.claimOfOccurrence[2] == nil)
  }

  @Test func claimsMakeRoomForEachOther() {
    // The surest claim is nearer to the second occurrence, which is the only one for the other.
    let occurrences = [said("a", "no", 0.0...0.2), said("a", "no", 0.8...1.0)]
    let claims = [claim("a", "no", 0.5...0.7, 0.9), claim("a", "no", 1.3...1.4, 0.4)]
    let alignment = DetectionAlignment(occurrences: occurrences, claims: claims)
    #expect(alignment.occurrenceOfClaim == [0, 1])
  }

  /// The most hits that any pairing gives, by trying all.
  private func mostHits(_ fits: [[Int]], _ taken: Set<Int> = []) -> Int {
    guard let first = fits.first else { return 0 }
    let rest = Array(fits.dropFirst())
    return first.filter { !taken.contains($0) }.reduce(mostHits(rest, taken)) { best, place in
      max(best, 1 + mostHits(rest, taken.union([place])))
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func hitsAreAsManyAsCanBeAtEveryThreshold(_ stream: UInt64) {
    var random = RandomSource(seed: Seed.value, stream: stream)
    func time() -> ClosedRange<Double> {
      let start = Double.random(in: 0..<4, using: &random)
      return start...(start + 0.3)
    }
    let occurrences = (0..<4).map { _ in said("a", "x", time()) }
    let claims = (0..<6).map { _ in
      claim("a", "x", time(), Double.random(in: 0..<1, using: &random))
    }
    let alignment = DetectionAlignment(occurrences: occurrences, claims: claims)
    let order = claims.indices.sorted { claims[$0].score > claims[$1].score }
    for count in 0...claims.count {
      let kept = order.prefix(count)
      let fits = kept.map { index in
        occurrences.indices.filter { place in
          let middle = (claims[index].time!.lowerBound + claims[index].time!.upperBound) / 2
          let range = occurrences[place].time!
          return middle >= range.lowerBound - 0.5 && middle <= range.upperBound + 0.5
        }
      }
      let hits = kept.filter { alignment.occurrenceOfClaim[$0] != nil }.count
      #expect(hits == mostHits(fits), "seed \(Seed.value), the first \(count)")
    }
  }

  /// Kuhn's algorithm without shortcuts, for occurrences and claims of one keyword and recording.
  private func plainAlignment(_ occurrences: [Occurrence], _ claims: [Claim]) -> [Int?] {
    func middle(_ time: ClosedRange<Double>) -> Double { (time.lowerBound + time.upperBound) / 2 }
    let candidates = claims.map { claim in
      occurrences.indices.compactMap { place -> (Double, Int)? in
        guard let said = occurrences[place].time, let time = claim.time else { return (0, place) }
        let range = said.lowerBound - 0.5...said.upperBound + 0.5
        return range.contains(middle(time)) ? (abs(middle(time) - middle(said)), place) : nil
      }
      .sorted { $0 < $1 }.map(\.1)
    }
    var holders = [Int?](repeating: nil, count: occurrences.count)
    func settle(_ claim: Int, _ visited: inout Set<Int>) -> Bool {
      if let free = candidates[claim].first(where: { holders[$0] == nil }) {
        holders[free] = claim
        return true
      }
      for place in candidates[claim] where visited.insert(place).inserted {
        if settle(holders[place]!, &visited) {
          holders[place] = claim
          return true
        }
      }
      return false
    }
    for claim in claims.indices.sorted(by: { (-claims[$0].score, $0) < (-claims[$1].score, $1) }) {
      var visited: Set<Int> = []
      _ = settle(claim, &visited)
    }
    return claims.indices.map { holders.firstIndex(of: $0) }
  }

  @Test(arguments: 100..<200 as Range<UInt64>)
  func shortcutsChangeNothing(_ stream: UInt64) {
    var random = RandomSource(seed: Seed.value, stream: stream)
    let timeless = [0, 0.3, 1][Int(stream % 3)]
    func time() -> ClosedRange<Double>? {
      let start = Double.random(in: 0..<8, using: &random)
      return Double.random(in: 0..<1, using: &random) < timeless ? nil : start...(start + 0.3)
    }
    let occurrences = (0..<10).map { _ in said("a", "x", time()) }
    let claims = (0..<25).map { _ in
      claim("a", "x", time(), Double(Int.random(in: 0..<6, using: &random)))
    }
    let alignment = DetectionAlignment(occurrences: occurrences, claims: claims)
    #expect(
      alignment.occurrenceOfClaim == plainAlignment(occurrences, claims), "seed \(Seed.value)")
  }

  /// Without shortcuts this takes minutes.
  @Test func manyWithoutTimes() {
    let occurrences = (0..<5000).map { _ in said("a", "x", nil) }
    let claims = (0..<10_000).map { claim("a", "x", 0...1, Double($0)) }
    let alignment = DetectionAlignment(occurrences: occurrences, claims: claims)
    let hits = claims.indices.filter { alignment.occurrenceOfClaim[$0] != nil }
    #expect(hits == Array(5000..<10_000))
  }
}
