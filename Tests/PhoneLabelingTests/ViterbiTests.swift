import DenseMath
import PhoneLabeling
import TestSupport
import Testing

@Suite struct ViterbiTests {
  /// Every way through the graph, every length of every node.
  private func reference(
    _ graph: AlignmentGraph, _ scores: Matrix, _ durations: Matrix
  ) -> Float? {
    var best: Float?
    func extend(_ node: Int, _ frame: Int, _ score: Float) {
      var sum = score
      for end in frame..<scores.rows {
        let label = graph.nodes[node].label
        sum += scores[end, label]
        let total = sum + durations[label, min(end - frame, durations.columns - 1)]
        guard total > -.infinity else { continue }
        if end == scores.rows - 1 {
          for arc in graph.finals where arc.node == node {
            best = max(best ?? -.infinity, total - arc.cost)
          }
        } else {
          follow(node, end + 1, total)
        }
      }
    }
    func follow(_ node: Int, _ frame: Int, _ score: Float) {
      for next in graph.nodes.indices {
        for arc in graph.nodes[next].predecessors where arc.node == node {
          extend(next, frame, score - arc.cost)
        }
      }
    }
    follow(AlignmentGraph.start, 0, 0)
    return best
  }

  /// Without phones that may be left out.
  private func graph(of words: [[[Int]]]) -> AlignmentGraph {
    AlignmentGraph(
      words: words.map { $0.map { $0.map { AlignmentGraph.Phone($0) } } }, silence: 0)
  }

  private func cost(from node: Int, _ arcs: [AlignmentGraph.Arc]) -> Float {
    arcs.lazy.filter { $0.node == node }.map(\.cost).min() ?? .infinity
  }

  @Test func graphOfTwoWords() {
    let graph = graph(of: [[[1, 2], [3]], [[4]]])
    #expect(graph.nodes.map(\.label) == [0, 1, 2, 3, 0, 4, 0])
    #expect(
      graph.nodes.map { $0.predecessors.map(\.node) }
        == [[-1], [-1, 0], [1], [-1, 0], [2, 3], [2, 3, 4], [5]])
    #expect(graph.nodes.allSatisfy { $0.predecessors.allSatisfy { $0.cost == 0 } })
    #expect(graph.nodes.map(\.word) == [nil, 0, 0, 0, nil, 1, nil])
    #expect(graph.finals.map(\.node) == [5, 6])
  }

  @Test func phonesThatMayBeLeftOut() {
    let graph = AlignmentGraph(
      words: [[[.init(1), .init(2, omission: 3), .init(3, omission: 4)]]], silence: 0)
    func arcs(_ costs: KeyValuePairs<Int, Float>) -> [AlignmentGraph.Arc] {
      costs.map { AlignmentGraph.Arc(node: $0, cost: $1) }
    }
    #expect(graph.nodes.map(\.label) == [0, 1, 2, 3, 0])
    #expect(graph.nodes[2].predecessors == arcs([1: 0]))
    #expect(graph.nodes[3].predecessors == arcs([2: 0, 1: 3]))
    #expect(graph.nodes[4].predecessors == arcs([3: 0, 2: 4, 1: 7]))
    #expect(graph.finals == arcs([3: 0, 2: 4, 1: 7, 4: 0]))
  }

  /// At least `minimum` frames, with scores for up to `places` drawn at random, or 0.
  private func durations(
    labels: Int, minimum: Int, places: Int, _ random: inout RandomSource
  ) -> Matrix {
    var result = Matrix(rows: labels, columns: places)
    for label in 0..<labels {
      for place in 0..<places {
        result[label, place] =
          place < minimum - 1
          ? -.infinity : places > minimum ? Float(-random.uniform() * 8) : 0
      }
    }
    return result
  }

  @Test(arguments: [(1, 1), (2, 2), (1, 2), (1, 4), (2, 5), (3, 20)], 0..<6)
  func findsTheBestPath(lengths: (minimum: Int, places: Int), draw: Int) {
    var random = RandomSource(seed: Seed.value, stream: 7, UInt64(draw))
    let graph = AlignmentGraph(
      words: [
        [[.init(1), .init(2)], [.init(3)]], [[.init(2)]],
        [[.init(1, omission: 1), .init(3), .init(2, omission: 2)], [.init(3), .init(1)]],
      ], silence: 0)
    let rows = [3, 5, 8, 9, 10, 11][draw]
    let scores = Matrix(
      rows: rows, columns: 4, (0..<rows * 4).map { _ in Float(-random.uniform() * 5) })
    let durations = durations(
      labels: 4, minimum: lengths.minimum, places: lengths.places, &random)
    let found = Viterbi.path(graph, scores: scores, durations: durations)
    let expected = reference(graph, scores, durations)
    guard let found, let expected else {
      #expect(found == nil && expected == nil)
      return
    }
    var score: Float = 0
    for stretch in found {
      #expect(stretch.frames.count >= lengths.minimum)
      let label = graph.nodes[stretch.node].label
      for frame in stretch.frames { score += scores[frame, label] }
      score += durations[label, min(stretch.frames.count, lengths.places) - 1]
    }
    if let last = found.last { score -= cost(from: last.node, graph.finals) }
    #expect(found.flatMap { Array($0.frames) } == Array(0..<rows))
    var before = AlignmentGraph.start
    for stretch in found {
      score -= cost(from: before, graph.nodes[stretch.node].predecessors)
      before = stretch.node
    }
    #expect(abs(score - expected) < 1e-4)
  }

  /// A long text in a long recording: the beam keeps the way.
  @Test func longTexts() throws {
    var random = RandomSource(seed: Seed.value, stream: 8)
    let words = (0..<300).map { _ in [[Int.random(in: 1..<20, using: &random), 20]] }
    let graph = graph(of: words)
    var scores = Matrix(rows: 300 * 8, columns: 21, repeating: -6)
    for (place, word) in words.enumerated() {
      for frame in 0..<8 { scores[place * 8 + frame, frame < 4 ? word[0][0] : 20] = -0.1 }
    }
    let durations = durations(labels: 21, minimum: 2, places: 2, &random)
    for wholeSize in [0, Int.max] {
      let path = try #require(
        Viterbi.path(graph, scores: scores, durations: durations, wholeSize: wholeSize))
      #expect(path.count == 600)
      #expect(path.allSatisfy { $0.frames.count == 4 && graph.nodes[$0.node].word != nil })
    }
  }

  /// A recording that begins before its text, with what sounds like the text's end: a way that has rushed there is
  /// the better one for long, and no other may have been given up by then.
  @Test func textsThatLackTheBeginning() throws {
    var random = RandomSource(seed: Seed.value, stream: 9)
    let words = [[1, 2], [3, 4], [1, 2], [3, 4], [5, 6]]
    let graph = graph(of: words.map { [$0] })
    let phones = words.flatMap { $0 }
    var scores = Matrix(rows: 100 + 40 * phones.count, columns: 7, repeating: -9)
    for frame in 0..<scores.rows {
      scores[frame, 0] = -8
      scores[frame, frame < 100 ? 6 : phones[(frame - 100) / 40]] = -0.1
    }
    let durations = durations(labels: 7, minimum: 2, places: 2, &random)
    let path = try #require(Viterbi.path(graph, scores: scores, durations: durations))
    #expect(path.map { graph.nodes[$0.node].label } == [0] + phones)
    #expect(path.map(\.frames.lowerBound) == [0] + phones.indices.map { 100 + 40 * $0 })
    // Where not all can be looked at, some way is found all the same.
    #expect(Viterbi.path(graph, scores: scores, durations: durations, wholeSize: 0) != nil)
  }
}
