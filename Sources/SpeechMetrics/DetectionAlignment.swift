/// Which claims are hits, which are false alarms, and which occurrences are missed.
///
/// A claim may stand for an occurrence of its keyword in its recording if the claim's middle lies
/// within the occurrence's time, give or take `tolerance` (NIST's spoken term detection plan of 2006
/// uses 0.5 s); without times on either side any claim of the recording may. Each claim stands for
/// one occurrence at most, and each occurrence is found once: further claims are false alarms.
///
/// Claims are taken by falling score, and one becomes a hit if all hits so far and it can have
/// occurrences of their own (augmenting paths, Kuhn 1955). So hits are as many as they can be at
/// every threshold, and what a claim is does not depend on the threshold.
public struct DetectionAlignment: Sendable {
  public enum Outcome: Sendable, Equatable {
    /// A claim that stands for an occurrence.
    case hit(claim: Int, occurrence: Int)
    case falseAlarm(claim: Int)
    case miss(occurrence: Int)
  }

  /// For each claim, in the order given: the occurrence it stands for, or `nil` for a false alarm.
  public let occurrenceOfClaim: [Int?]
  /// For each occurrence: the claim that stands for it, or `nil` for a miss.
  public let claimOfOccurrence: [Int?]

  /// O(n log n) and, within a recording, the claims of one keyword times its occurrences, more only
  /// where claims have to make room for each other.
  ///
  /// - Precondition: no score is NaN.
  public init(occurrences: [Occurrence], claims: [Claim], tolerance: Double = 0.5) {
    precondition(claims.allSatisfy { !$0.score.isNaN }, "a score is a number")
    var places: [Key: [Int]] = [:]
    for (index, one) in occurrences.enumerated() {
      places[Key(recording: one.recording, keyword: one.keyword), default: []].append(index)
    }
    var ofClaim = [Int?](repeating: nil, count: claims.count)
    var ofOccurrence = [Int?](repeating: nil, count: occurrences.count)
    var candidates = [[Int]](repeating: [], count: claims.count)
    var freeCounts = places.mapValues(\.count)
    // Occurrences from which a search found none free. No later one will: they hold only claims that
    // fit none but them, and stay with them.
    var isSettled = [Bool](repeating: false, count: occurrences.count)

    /// Finds an occurrence for `claim`, moving other claims to other occurrences if need be.
    func settle(_ claim: Int, _ visited: inout Set<Int>) -> Bool {
      if let free = candidates[claim].first(where: { ofOccurrence[$0] == nil }) {
        ofOccurrence[free] = claim
        ofClaim[claim] = free
        return true
      }
      for occurrence in candidates[claim]
      where !isSettled[occurrence] && visited.insert(occurrence).inserted {
        if let holder = ofOccurrence[occurrence], !settle(holder, &visited) { continue }
        ofOccurrence[occurrence] = claim
        ofClaim[claim] = occurrence
        return true
      }
      return false
    }

    /// Which of the occurrences a claim may stand for, the nearest first, so that without competition
    /// it takes the one it is about.
    func fitting(_ claim: Claim, _ all: [Int]) -> [Int] {
      guard let time = claim.time, all.contains(where: { occurrences[$0].time != nil })
      else { return all }
      let middle = (time.lowerBound + time.upperBound) / 2
      return all.compactMap { place -> (place: Int, distance: Double)? in
        guard let said = occurrences[place].time else { return (place, 0) }
        guard said.lowerBound - tolerance <= middle, middle <= said.upperBound + tolerance
        else { return nil }
        return (place, abs(middle - (said.lowerBound + said.upperBound) / 2))
      }
      .sorted { ($0.distance, $0.place) < ($1.distance, $1.place) }.map(\.place)
    }

    let order = claims.indices.sorted {
      (claims[$1].score, $0) < (claims[$0].score, $1)
    }
    for index in order {
      let claim = claims[index]
      let key = Key(recording: claim.recording, keyword: claim.keyword)
      guard let all = places[key], freeCounts[key, default: 0] > 0 else { continue }
      candidates[index] = fitting(claim, all)
      var visited: Set<Int> = []
      if settle(index, &visited) {
        freeCounts[key, default: 0] -= 1
      } else {
        for occurrence in visited { isSettled[occurrence] = true }
      }
    }
    occurrenceOfClaim = ofClaim
    claimOfOccurrence = ofOccurrence
  }

  /// Every claim and every missed occurrence: claims in the order given, then misses.
  public var outcomes: [Outcome] {
    occurrenceOfClaim.enumerated().map { claim, occurrence in
      occurrence.map { .hit(claim: claim, occurrence: $0) } ?? .falseAlarm(claim: claim)
    }
      + claimOfOccurrence.enumerated().compactMap { occurrence, claim in
        claim == nil ? .miss(occurrence: occurrence) : nil
      }
  }

  private struct Key: Hashable {
    let recording: String
    let keyword: String
  }
}
