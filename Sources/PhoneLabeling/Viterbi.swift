package import DenseMath

/// The most probable way through an `AlignmentGraph` by the scores of its labels, frame by frame.
///
/// Tokens are passed as in `PhoneLoop`. Nodes far less probable than the best are left aside, so that
/// the cost goes with the length of the recording and not with its product with the text's.
package struct Viterbi {
  package struct Stretch: Equatable {
    package var node: Int
    package var frames: Range<Int>
  }

  /// Log units below the best token at which a node is left aside. Wide: a passage that fits badly
  /// must not lose the way.
  package static let beam: Float = 400

  private struct Token {
    var score = -Float.infinity
    var start = 0
  }

  /// Who came before a node when it was entered, and when that one was.
  private struct Entry {
    package var node: Int32
    var start: Int32
  }

  /// - Parameters:
  ///   - scores: T × labels.
  ///   - minimum: frames that a node lasts at least.
  /// - Returns: the nodes passed and their frames, which are all; `nil` if there are too few frames.
  package static func path(
    _ graph: AlignmentGraph, scores: Matrix, minimum: Int
  ) -> [Stretch]? {
    precondition(minimum > 0)
    let nodes = graph.nodes
    let last = minimum - 1
    let reach =
      nodes.indices.map { index in
        index - (nodes[index].predecessors.filter { $0 >= 0 }.min() ?? index)
      }.max() ?? 0
    var tokens = [Token](repeating: Token(), count: nodes.count * minimum)
    // For each frame the entries of the nodes looked at, and the first of these nodes.
    var entries: [(first: Int, row: [Entry])] = []
    var active = 0..<0
    for frame in 0..<scores.rows {
      let row = scores.row(frame)
      let bounds =
        active.isEmpty
        ? 0..<min(nodes.count, reach + 1)
        : active.lowerBound..<min(nodes.count, active.upperBound + reach)
      var found = [Entry](repeating: Entry(node: -2, start: 0), count: bounds.count)
      var best = -Float.infinity
      // Backwards, since predecessors' tokens of the frame before are needed.
      for index in bounds.reversed() {
        let base = index * minimum
        var entry = Token(score: -.infinity, start: frame)
        var from = Entry(node: -2, start: 0)
        for predecessor in nodes[index].predecessors {
          if predecessor == AlignmentGraph.start {
            if frame == 0 && entry.score < 0 {
              entry.score = 0
              from = Entry(node: -1, start: 0)
            }
          } else {
            let exit = tokens[predecessor * minimum + last]
            if exit.score > entry.score {
              entry.score = exit.score
              from = Entry(node: Int32(predecessor), start: Int32(exit.start))
            }
          }
        }
        found[index - bounds.lowerBound] = from
        if minimum > 1 {
          if tokens[base + last].score < tokens[base + last - 1].score {
            tokens[base + last] = tokens[base + last - 1]
          }
          for place in stride(from: last - 1, to: 0, by: -1) {
            tokens[base + place] = tokens[base + place - 1]
          }
          tokens[base] = entry
        } else if tokens[base].score < entry.score {
          tokens[base] = entry
        }
        let score = row[nodes[index].label]
        for place in 0..<minimum {
          tokens[base + place].score += score
          best = max(best, tokens[base + place].score)
        }
      }
      entries.append((bounds.lowerBound, found))
      var (low, high) = (bounds.upperBound, bounds.lowerBound)
      for index in bounds {
        var top = -Float.infinity
        for place in index * minimum..<(index + 1) * minimum { top = max(top, tokens[place].score) }
        let isKept = top > best - beam
        for place in index * minimum..<(index + 1) * minimum {
          if isKept { tokens[place].score -= best } else { tokens[place].score = -.infinity }
        }
        if isKept { (low, high) = (min(low, index), max(high, index + 1)) }
      }
      active = low < high ? low..<high : bounds
    }
    return trace(graph, tokens, entries, minimum: minimum)
  }

  private static func trace(
    _ graph: AlignmentGraph, _ tokens: [Token], _ entries: [(first: Int, row: [Entry])],
    minimum: Int
  ) -> [Stretch]? {
    var best: (node: Int, token: Token)?
    for node in graph.finals {
      let token = tokens[node * minimum + minimum - 1]
      if token.score > best?.token.score ?? -.infinity { best = (node, token) }
    }
    guard let best else { return nil }
    var result: [Stretch] = []
    var (node, start, end) = (best.node, best.token.start, entries.count)
    while true {
      result.append(Stretch(node: node, frames: start..<end))
      let (first, row) = entries[start]
      let entry = row[node - first]
      if entry.node < 0 { break }
      (node, start, end) = (Int(entry.node), Int(entry.start), start)
    }
    return result.reversed()
  }
}
