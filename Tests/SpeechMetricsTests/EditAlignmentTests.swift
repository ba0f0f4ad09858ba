import DenseMath
import SpeechMetrics
import TestSupport
import Testing

@Suite struct EditAlignmentTests {
  @Test(arguments: [
    // reference, hypothesis, substitutions, deletions, insertions
    ("", "", 0, 0, 0), ("abc", "abc", 0, 0, 0), ("abc", "", 0, 3, 0), ("", "ab", 0, 0, 2),
    ("abc", "axc", 1, 0, 0), ("abc", "ac", 0, 1, 0), ("abc", "abxc", 0, 0, 1),
    ("kitten", "sitting", 2, 0, 1), ("abcd", "bcde", 0, 1, 1),
  ])
  func countsErrors(_ reference: String, _ hypothesis: String, _ s: Int, _ d: Int, _ i: Int) {
    let alignment = EditAlignment(reference: Array(reference), hypothesis: Array(hypothesis))
    #expect(alignment.substitutions == s)
    #expect(alignment.deletions == d)
    #expect(alignment.insertions == i)
  }

  @Test func stepsTellWhatBecameOfEachLabel() {
    let alignment = EditAlignment(
      reference: ["one", "two", "six"], hypothesis: ["two", "nine", "x"])
    // Three errors either way; a substitution is preferred to a deletion and an insertion.
    #expect(alignment.errors == 3)
    let shifted = EditAlignment(reference: ["a", "b", "c"], hypothesis: ["b", "c", "d"])
    #expect(
      shifted.steps == [
        .deletion(reference: 0), .correct(reference: 1, hypothesis: 0),
        .correct(reference: 2, hypothesis: 1), .insertion(hypothesis: 2),
      ])
  }

  /// The distance by its recursive definition.
  private func distance(_ a: ArraySlice<Int>, _ b: ArraySlice<Int>) -> Int {
    guard let first = a.first, let other = b.first else { return max(a.count, b.count) }
    return min(
      distance(a.dropFirst(), b.dropFirst()) + (first == other ? 0 : 1),
      distance(a.dropFirst(), b) + 1, distance(a, b.dropFirst()) + 1)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func agreesWithTheDefinition(_ stream: UInt64) {
    var random = RandomSource(seed: Seed.value, stream: stream)
    func labels() -> [Int] {
      (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 0..<3, using: &random) }
    }
    let (reference, hypothesis) = (labels(), labels())
    let alignment = EditAlignment(reference: reference, hypothesis: hypothesis)
    #expect(
      alignment.errors == distance(reference[...], hypothesis[...]), "seed \(Seed.value)")
    // The steps replay both sequences in order.
    var (first, second): ([Int], [Int]) = ([], [])
    for step in alignment.steps {
      switch step {
      case .correct(let place, let other):
        #expect(reference[place] == hypothesis[other])
        first.append(place)
        second.append(other)
      case .substitution(let place, let other):
        #expect(reference[place] != hypothesis[other])
        first.append(place)
        second.append(other)
      case .deletion(let place): first.append(place)
      case .insertion(let other): second.append(other)
      }
    }
    #expect(first == Array(reference.indices) && second == Array(hypothesis.indices))
  }
}
