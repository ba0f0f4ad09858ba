import DenseMath
import PhoneLabeling
import TestSupport
import Testing


@Suite struct ViterbiTests {
  /// Every way through the graph, every length of every node.
  private func reference(_ graph: AlignmentGraph, _ scores: Matrix, minimum: Int) -> Float? {
    var best: Float?
    func extend(_ node: Int, _ frame: Int, _ score: Float) {
      var sum = score
      for end in frame..<scores.rows {
        sum += scores[end, graph.nodes[node].label]
        guard end - frame + 1 >= minimum else { continue }
        if end == scores.rows - 1 {
          if graph.finals.contains(node), sum > best ?? -.infinity { best = sum }
        } else {
          for next in graph.nodes.indices where graph.nodes[next].predecessors.contains(node) {
            extend(next, end + 1, sum)
          }
        }
      }
    }
    for node in graph.nodes.indices
    where graph.nodes[node].predecessors.contains(AlignmentGraph.start) {
      extend(node, 0, 0)
    }
    return best
  }

  @Test func graphOfTwoWords() {
    let graph = AlignmentGraph(words: [[[1, 2], [3]], [[4]]], silence: 0)
    #expect(graph.nodes.map(\.label) == [0, 1, 2, 3, 0, 4, 0])
    #expect(
      graph.nodes.map(\.predecessors) == [[-1], [-1, 0], [1], [-1, 0], [2, 3], [2, 3, 4], [5]])
    #expect(graph.nodes.map(\.word) == [nil, 0, 0, 0, nil, 1, nil])
    #expect(graph.finals == [5, 6])
  }

  @Test(arguments: [1, 2], 0..<6) func findsTheBestPath(minimum: Int, draw: Int) {
    var random = RandomSource(seed: Seed.value, stream: 7, UInt64(draw))
    let graph = AlignmentGraph(
      words: [[[1, 2], [3]], [[2]], [[1, 3], [3, 1]]], silence: 0)
    let rows = [3, 5, 8, 9, 10, 11][draw]
    let scores = Matrix(
      rows: rows, columns: 4, (0..<rows * 4).map { _ in Float(-random.uniform() * 5) })
    let found = Viterbi.path(graph, scores: scores, minimum: minimum)
    let expected = reference(graph, scores, minimum: minimum)
    guard let found, let expected else {
      #expect(found == nil && expected == nil)
      return
    }
    var score: Float = 0
    for stretch in found {
      #expect(stretch.frames.count >= minimum)
      for frame in stretch.frames { score += scores[frame, graph.nodes[stretch.node].label] }
    }
    #expect(found.flatMap { Array($0.frames) } == Array(0..<rows))
    for (one, next) in zip(found, found.dropFirst()) {
      #expect(graph.nodes[next.node].predecessors.contains(one.node))
    }
    #expect(abs(score - expected) < 1e-4)
  }

  /// A long text in a long recording: the beam keeps the way.
  @Test func longTexts() throws {
    var random = RandomSource(seed: Seed.value, stream: 8)
    let words = (0..<300).map { _ in [[Int.random(in: 1..<20, using: &random), 20]] }
    let graph = AlignmentGraph(words: words, silence: 0)
    var scores = Matrix(rows: 300 * 8, columns: 21, repeating: -6)
    for (place, word) in words.enumerated() {
      for frame in 0..<8 { scores[place * 8 + frame, frame < 4 ? word[0][0] : 20] = -0.1 }
    }
    let path = try #require(Viterbi.path(graph, scores: scores, minimum: 2))
    #expect(path.count == 600)
    #expect(path.allSatisfy { $0.frames.count == 4 && graph.nodes[$0.node].word != nil })
  }
}
