package import DenseMath

/// The most probable way through an `AlignmentGraph` by the scores of its labels, frame by frame, and
/// by how long each of them lasts.
///
/// A node has a token for each number of frames that it may have lasted, so that its duration can be
/// weighed when it ends (explicit durations, as in J. Ferguson's hidden semi-Markov models, 1980).
/// Where all that would be too much, nodes far less probable than the best are left aside, so that the cost goes
/// with the length of the recording and not with its product with the text's.
package struct Viterbi {
  package struct Stretch: Equatable {
    package var node: Int
    package var frames: Range<Int>

    package init(node: Int, frames: Range<Int>) {
      self.node = node
      self.frames = frames
    }
  }

  /// Log units below the best token at which a node is left aside, one after the other until a way is found. Wide: a
  /// passage that fits badly must not lose the way.
  package static let beams: [Float] = [400, 1600, 6400]

  /// Tokens up to which none is left aside: some 0.3 s.
  private static let wholeSize = 300_000_000

  /// The best token that a node may be left with, and when it was entered.
  private struct Exit {
    var score = -Float.infinity
    var start = 0
  }

  /// Who came before a node when it was entered, and when that one was.
  private struct Entry {
    var node: Int32
    var start: Int32
  }

  /// - Parameters:
  ///   - scores: T × labels.
  ///   - durations: labels × D, the score of lasting 1, 2, … frames, the last one that of D frames
  ///     or more; `-infinity` where a label may not end.
  ///   - wholeSize: frames × nodes × D up to which no node is left aside.
  /// - Returns: the nodes passed and their frames, which are all; `nil` if there are too few frames or, with nodes
  ///   left aside, if the scores lead nowhere.
  /// - Complexity: O(T × nodes within the beam × D).
  package static func path(
    _ graph: AlignmentGraph, scores: Matrix, durations: Matrix, wholeSize: Int = Self.wholeSize
  ) -> [Stretch]? {
    let (size, isTooMuch) = graph.nodes.count.multipliedReportingOverflow(
      by: scores.rows * durations.columns)
    if !isTooMuch && size <= wholeSize {
      return path(graph, scores: scores, durations: durations, beam: .infinity)
    }
    for beam in beams {
      if let found = path(graph, scores: scores, durations: durations, beam: beam) { return found }
    }
    return nil
  }

  private static func path(
    _ graph: AlignmentGraph, scores: Matrix, durations: Matrix, beam: Float
  ) -> [Stretch]? {
    precondition(durations.columns > 0, "durations begin with one frame")
    precondition(durations.rows == scores.columns, "each label has durations")
    let nodes = graph.nodes
    let places = durations.columns
    let reach =
      nodes.indices.map { index in
        index - (nodes[index].predecessors.map(\.node).filter { $0 >= 0 }.min() ?? index)
      }.max() ?? 0
    // Tokens by the frames that they have lasted; those in the last place began at `starts`.
    var tokens = [Float](repeating: -.infinity, count: nodes.count * places)
    var starts = [Int](repeating: 0, count: nodes.count)
    var exits = [Exit](repeating: Exit(), count: nodes.count)
    // For each frame the entries of the nodes looked at, and the first of these nodes.
    var entries: [(first: Int, row: [Entry])] = []
    var active = 0..<0
    var top = [Float](repeating: -.infinity, count: nodes.count)
    // Scores are kept near 0 by taking off the best of the frame before.
    var excess: Float = 0
    for frame in 0..<scores.rows {
      let row = scores.row(frame)
      let bounds =
        active.isEmpty
        ? 0..<min(nodes.count, reach + 1)
        : active.lowerBound..<min(nodes.count, active.upperBound + reach)
      var found = [Entry](repeating: Entry(node: -2, start: 0), count: bounds.count)
      var best = -Float.infinity
      // Backwards, since predecessors' exits of the frame before are needed.
      for index in bounds.reversed() {
        var entry = -Float.infinity
        var from = Entry(node: -2, start: 0)
        for predecessor in nodes[index].predecessors {
          let node = predecessor.node
          if node == AlignmentGraph.start {
            if frame == 0 && -predecessor.cost > entry {
              entry = -predecessor.cost
              from = Entry(node: -1, start: 0)
            }
          } else if exits[node].score - predecessor.cost > entry {
            entry = exits[node].score - predecessor.cost
            from = Entry(node: Int32(node), start: Int32(exits[node].start))
          }
        }
        found[index - bounds.lowerBound] = from
        let label = nodes[index].label
        let own = index * places..<(index + 1) * places
        top[index] = advance(
          &tokens, own, start: &starts[index], frame: frame, entry: entry,
          score: row[label] - excess)
        exits[index] = exit(
          tokens.span.extracting(own), durations.row(label), start: starts[index], frame: frame)
        best = max(best, top[index])
      }
      entries.append((bounds.lowerBound, found))
      excess = best
      var (low, high) = (bounds.upperBound, bounds.lowerBound)
      for index in bounds {
        if top[index] > best - beam {
          (low, high) = (min(low, index), max(high, index + 1))
        } else {
          exits[index].score = -.infinity
          for place in index * places..<(index + 1) * places { tokens[place] = -.infinity }
        }
      }
      active = low < high ? low..<high : bounds
    }
    return trace(graph, exits, entries)
  }

  /// Brings a node's tokens to the next frame.
  ///
  /// - Returns: the best of them.
  private static func advance(
    _ tokens: inout [Float], _ own: Range<Int>, start: inout Int, frame: Int, entry: Float,
    score: Float
  ) -> Float {
    let (first, last) = (own.lowerBound, own.upperBound - 1)
    if first == last {
      if tokens[first] < entry { (tokens[first], start) = (entry, frame) }
    } else {
      if tokens[last] < tokens[last - 1] {
        (tokens[last], start) = (tokens[last - 1], frame - (last - first))
      }
      for place in stride(from: last - 1, to: first, by: -1) { tokens[place] = tokens[place - 1] }
      tokens[first] = entry
    }
    var best = -Float.infinity
    for place in own {
      tokens[place] += score
      best = max(best, tokens[place])
    }
    return best
  }

  private static func exit(
    _ tokens: Span<Float>, _ durations: Span<Float>, start: Int, frame: Int
  ) -> Exit {
    var best = -Float.infinity
    var lasted = 0
    for place in tokens.indices {
      let score = tokens[place] + durations[place]
      if score > best { (best, lasted) = (score, place) }
    }
    return Exit(score: best, start: lasted == tokens.count - 1 ? start : frame - lasted)
  }

  private static func trace(
    _ graph: AlignmentGraph, _ exits: [Exit], _ entries: [(first: Int, row: [Entry])]
  ) -> [Stretch]? {
    var best: (node: Int, exit: Exit)?
    for final in graph.finals {
      var exit = exits[final.node]
      exit.score -= final.cost
      if exit.score > best?.exit.score ?? -.infinity { best = (final.node, exit) }
    }
    guard let best else { return nil }
    var result: [Stretch] = []
    var (node, start, end) = (best.node, best.exit.start, entries.count)
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
