import DenseMath
import Foundation
import PhoneLabeling
import TestSupport
import Testing

@Suite struct BorderMediansTests {
  /// The medians from every way to place the borders.
  private func reference(
    _ labels: [Int], _ scores: Matrix, _ durations: Matrix
  ) -> [Double] {
    var masses = [[Double]](
      repeating: Array(repeating: 0, count: scores.rows + 1), count: labels.count)
    func extend(_ ends: [Int], _ score: Double) {
      let start = ends.last ?? 0
      let label = labels[ends.count]
      let isLast = ends.count == labels.count - 1
      var sum = score
      for end in start + 1..<max(start + 1, scores.rows + 1) {
        sum += Double(scores[end - 1, label])
        guard !isLast || end == scores.rows else { continue }
        let total = sum + Double(durations[label, min(end - start, durations.columns) - 1])
        guard isLast else {
          extend(ends + [end], total)
          continue
        }
        for (border, end) in ends.enumerated() {
          masses[border][end] += exp(BorderMedians.sharpness * total)
        }
      }
    }
    extend([], 0)
    return (0..<labels.count - 1).map { border in
      let half = masses[border].reduce(0, +) / 2
      var before = 0.0
      for (place, mass) in masses[border].enumerated() {
        if before + mass >= half { return Double(place) - 0.5 + (half - before) / mass }
        before += mass
      }
      return .nan
    }
  }

  @Test(arguments: 0..<12)
  func areThoseOfAllPaths(draw: Int) throws {
    var random = RandomSource(seed: Seed.value, stream: 9, UInt64(draw))
    // So few frames that no border is out of reach.
    let rows = [3, 4, 7, 9][draw % 4]
    let count = [2, 3, 3, 4][draw % 4]
    let minimum = draw % 4 == 3 ? 2 : 1
    let labels = (0..<count).map { _ in Int.random(in: 0..<4, using: &random) }
    let scores = Matrix(
      rows: rows, columns: 4, (0..<rows * 4).map { _ in Float(-random.uniform() * 6) })
    let places = [1, 3, 20][draw / 4]
    var durations = Matrix(
      rows: 4, columns: max(places, minimum),
      (0..<4 * max(places, minimum)).map { _ in Float(-random.uniform() * 4) })
    for label in 0..<4 {
      for place in 0..<minimum - 1 { durations[label, place] = -.infinity }
    }
    let graph = AlignmentGraph(words: [[labels.map { .init($0) }]], silence: 0)
    let path = try #require(Viterbi.path(graph, scores: scores, durations: durations))
    let spoken = path.map { graph.nodes[$0.node].label }
    let found = BorderMedians.borders(
      of: path, labels: spoken, scores: scores, durations: durations)
    let expected = reference(spoken, scores, durations)
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-9) }
  }

  /// Sure borders stay where they are; one that may be in several places is between them.
  @Test func betweenFrames() {
    var scores = Matrix(rows: 40, columns: 3, repeating: -30)
    for frame in 0..<40 { scores[frame, frame < 12 ? 0 : frame < 25 ? 1 : 2] = 0 }
    // As much for the second label as for the third.
    for frame in 22..<28 { (scores[frame, 1], scores[frame, 2]) = (-0.5, -0.5) }
    let path = [
      Viterbi.Stretch(node: 0, frames: 0..<12), Viterbi.Stretch(node: 1, frames: 12..<22),
      Viterbi.Stretch(node: 2, frames: 22..<40),
    ]
    let found = BorderMedians.borders(
      of: path, labels: [0, 1, 2], scores: scores, durations: Matrix(rows: 3, columns: 1))
    #expect(abs(found[0] - 12) < 1e-4)
    #expect(abs(found[1] - 25) < 1e-4)
  }

  /// In long recordings scores add up to more than `exp` can take.
  @Test func rise() throws {
    var random = RandomSource(seed: Seed.value, stream: 10)
    let labels = (0..<400).map { _ in Int.random(in: 1..<20, using: &random) }
    let scores = Matrix(
      rows: 4000, columns: 20, (0..<4000 * 20).map { _ in Float(-random.uniform() * 30) })
    let durations = Matrix(rows: 20, columns: 2, (0..<40).map { $0 % 2 == 0 ? -.infinity : 0 })
    let graph = AlignmentGraph(words: [[labels.map { .init($0) }]], silence: 0)
    let path = try #require(Viterbi.path(graph, scores: scores, durations: durations))
    let borders = BorderMedians.borders(
      of: path, labels: path.map { graph.nodes[$0.node].label }, scores: scores,
      durations: durations)
    #expect(borders.count == path.count - 1)
    for (one, next) in zip([0] + borders, borders + [4000]) { #expect(next - one >= 1.99) }
  }

  @Test func ofOneLabel() {
    #expect(
      BorderMedians.borders(
        of: [Viterbi.Stretch(node: 0, frames: 0..<5)], labels: [0],
        scores: Matrix(rows: 5, columns: 1), durations: Matrix(rows: 1, columns: 1)) == [])
  }
}
