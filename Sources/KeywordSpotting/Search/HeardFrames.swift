package import DenseMath
internal import RecurrentNetworks

/// What a CTC network heard in a stretch of audio, so that a keyword's example and a place that it may
/// have been found can be compared both ways: the keyword search asks how well the place fits the
/// phones of the example, and `gain(of:)` how well the example fits the phones of the place.
package struct HeardFrames: Sendable, Equatable {
  /// The frame of the recording that comes first.
  private var firstFrame = 0
  /// For each frame the labels' log posteriors less the best one's.
  private var gains: [[Float]] = []

  package init() {}

  package mutating func append(_ logPosteriors: Matrix) {
    for index in 0..<logPosteriors.rows {
      let row = logPosteriors.row(index)
      var best = -Float.infinity
      for label in row.indices { best = max(best, row[label]) }
      gains.append(row.indices.map { row[$0] - best })
    }
  }

  /// Forgets the frames before `frame`, a good many at a time.
  package mutating func forget(before frame: Int) {
    let count = frame - firstFrame
    guard count > gains.count / 2, count <= gains.count else { return }
    gains.removeFirst(count)
    firstFrame = frame
  }

  /// The labels heard in `frames`, as far as they are remembered, without blanks and repetitions.
  ///
  /// - Parameter handicap: what is taken off the blank's log posteriors, at least 0.
  package func labels(in frames: ClosedRange<Int>, handicap: Float = 0) -> [Int] {
    let range = frames.clamped(to: firstFrame...firstFrame + max(gains.count - 1, 0))
    return CTC.collapse(
      gains[min(range.lowerBound - firstFrame, gains.count)...].prefix(range.count).map { row in
        // Of equally probable ones the first.
        var best = 0
        for label in row.indices.dropFirst()
        where row[label] > row[best] - (best == 0 ? handicap : 0) {
          best = label
        }
        return best
      })
  }

  /// The log-likelihood ratio of "these labels and no others were said in all of this" to "whatever fits
  /// best was", at most 0: Viterbi over the labels with blanks between (Graves 2006, section 4.1).
  /// O(frames × labels).
  package func gain(of labels: [Int]) -> Float {
    // Blank, label, blank, … label, blank.
    var scores = [Float](repeating: -.infinity, count: 2 * labels.count + 1)
    scores[0] = 0
    for row in gains {
      for state in scores.indices.reversed() {
        let label = state.isMultiple(of: 2) ? 0 : labels[state / 2]
        var score = scores[state]
        if state > 0 { score = max(score, scores[state - 1]) }
        if state > 2, label != 0, label != labels[state / 2 - 1] {
          score = max(score, scores[state - 2])
        }
        scores[state] = score + row[label]
      }
    }
    return scores.suffix(2).max() ?? 0
  }
}
