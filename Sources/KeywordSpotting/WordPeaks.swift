package import DenseMath
internal import Foundation

/// Keywords in the outputs of a network whose labels are the keywords themselves.
///
/// CTC outputs are peaks of a frame or three over nearly nothing. A peak begins where the label's
/// posterior passes `floor` and ends when it has been below it for `gap` frames.
///
/// Its score is 1 − Π(1 − p) over its frames: as CTC takes frames to be independent given the input
/// (Graves 2006, eq. 2), that is the probability, by the network itself, that the label is emitted
/// there at all. A peak spread over two frames of one half each is likely, not a coin's toss, which
/// the largest posterior would make of it. Scores do not depend on the threshold.
///
/// Its place is the mean of its frames weighed by their posteriors, which changes smoothly where the
/// highest frame would jump.
package struct WordPeaks: Sendable {
  package struct Peak: Sendable, Equatable {
    package let label: Int
    /// Output frames, also between two.
    package let place: Double
    package let score: Double
  }

  /// A peak under way.
  private struct Rise {
    /// Π(1 − p), Σp and Σp·t.
    var nothing = 1.0
    var mass = 0.0
    var moment = 0.0
    var lastAbove = 0
  }

  package static let floor: Float = 0.02
  private static let gap = 3
  /// One a label, the blank's unused.
  private var rises: [Rise?]
  private var frame = 0

  package init(labelCount: Int) {
    rises = [Rise?](repeating: nil, count: labelCount)
  }

  /// Takes log posteriors (frames × labels), label 0 the blank; returns the peaks that are over.
  package mutating func push(_ logPosteriors: Matrix) -> [Peak] {
    precondition(logPosteriors.columns == rises.count, "a column a label")
    let floor = log(Self.floor)
    var result: [Peak] = []
    for row in 0..<logPosteriors.rows {
      let values = logPosteriors.row(row)
      for label in 1..<rises.count {
        if values[label] >= floor {
          let posterior = Double(exp(min(values[label], 0)))
          var rise = rises[label] ?? Rise()
          rise.nothing *= 1 - posterior
          rise.mass += posterior
          rise.moment += posterior * Double(frame)
          rise.lastAbove = frame
          rises[label] = rise
        } else if let rise = rises[label], frame - rise.lastAbove >= Self.gap {
          result.append(finished(rise, label))
          rises[label] = nil
        }
      }
      frame += 1
    }
    return result
  }

  /// The peaks that the recording's end cut short.
  package mutating func finish() -> [Peak] {
    let result = rises.indices.compactMap { label in rises[label].map { finished($0, label) } }
    rises = rises.map { _ in nil }
    return result
  }

  private func finished(_ rise: Rise, _ label: Int) -> Peak {
    Peak(label: label, place: rise.moment / rise.mass, score: 1 - rise.nothing)
  }
}
