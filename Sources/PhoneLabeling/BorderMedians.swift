package import DenseMath
internal import Foundation

/// Where the borders of a known sequence of labels most likely are, finer than the frames: the medians
/// of their posteriors.
///
/// The most probable path places each border on a frame, and every border as all the others ask for. A
/// border's posterior sums over all places of the others (forward and backward variables with explicit
/// durations, as in J. Ferguson's hidden semi-Markov models, 1980), and its median has the least
/// expected distance from the true place.
package enum BorderMedians {
  /// Frames from the path's border within which it is looked for.
  static let reach = 8

  /// What scores are multiplied by, since networks' posteriors of neighbouring frames are not
  /// independent (`corpora/phones/README.md`).
  package static let sharpness = 0.5

  /// - Parameters:
  ///   - path: two frames or more a label, or as many as `durations` asks for.
  ///   - labels: the label of each stretch of the path.
  ///   - scores, durations: as `Viterbi.path` takes them.
  /// - Returns: for each stretch but the first where it begins, in frames: 3 is the border between the
  ///   third and the fourth frame. They rise as the path's do.
  /// - Complexity: O(frames + labels × `reach`²) in time, O(labels × `reach`) in memory.
  package static func borders(
    of path: [Viterbi.Stretch], labels: [Int], scores: Matrix, durations: Matrix
  ) -> [Double] {
    precondition(labels.count == path.count, "each stretch has a label")
    guard path.count > 1 else { return [] }
    let chain = Chain(path: path, labels: labels, scores: scores, durations: durations)
    // Log sums over the paths from the start to each place of each border, then from there to the end.
    var forward: [[Double]] = [[0]]
    for stretch in path.indices {
      let weights = chain.weights(of: stretch)
      forward.append(
        chain.places[stretch + 1].indices.map { end in
          logSum(chain.places[stretch].indices.map { forward[stretch][$0] + weights[$0][end] })
        })
    }
    var backward: [Double] = [0]
    var result: [Double] = []
    for stretch in path.indices.dropFirst().reversed() {
      let weights = chain.weights(of: stretch)
      backward = chain.places[stretch].indices.map { start in
        logSum(chain.places[stretch + 1].indices.map { weights[start][$0] + backward[$0] })
      }
      result.append(
        Double(chain.places[stretch][0])
          + median(logMasses: zip(forward[stretch], backward).map { $0 + $1 }))
    }
    return result.reversed()
  }

  /// The median of what spreads evenly over half a unit on either side of 0, 1, …
  private static func median(logMasses: [Double]) -> Double {
    let best = logMasses.max()!
    let masses = logMasses.map { exp($0 - best) }
    var left = masses.reduce(0, +) / 2
    for (place, mass) in masses.enumerated() {
      if left <= mass { return Double(place) - 0.5 + left / mass }
      left -= mass
    }
    return Double(masses.count) - 0.5
  }

  private static func logSum(_ terms: [Double]) -> Double {
    let best = terms.max()!
    guard best > -.infinity else { return best }
    return best + log(terms.reduce(0) { $0 + exp($1 - best) })
  }

  /// Labels in their order, and the places where the borders between them may be.
  private struct Chain {
    let labels: [Int]
    let scores: Matrix
    let durations: Matrix
    /// The start, the borders' places, the end.
    let places: [[Int]]

    init(path: [Viterbi.Stretch], labels: [Int], scores: Matrix, durations: Matrix) {
      self.labels = labels
      self.scores = scores
      self.durations = durations
      places =
        [[0]]
        + path.dropFirst().map {
          let border = $0.frames.lowerBound
          return Array(max(1, border - reach)...min(scores.rows - 1, border + reach))
        } + [[scores.rows]]
    }

    /// What a stretch scores by its places to begin and to end.
    func weights(of stretch: Int) -> [[Double]] {
      let (starts, ends) = (places[stretch], places[stretch + 1])
      let label = labels[stretch]
      var sums = [0.0]
      for frame in starts[0]..<ends[ends.count - 1] {
        sums.append(sums[sums.count - 1] + Double(scores[frame, label]))
      }
      return starts.map { start in
        ends.map { end in
          guard end > start else { return -.infinity }
          let score =
            sums[end - starts[0]] - sums[start - starts[0]]
            + Double(durations[label, min(end - start, durations.columns) - 1])
          return sharpness * score
        }
      }
    }
  }
}
