internal import DenseMath
internal import Foundation

/// Keywords in the outputs of a network whose labels are the keywords themselves: each rise of a
/// keyword's posterior is one candidate.
///
/// CTC outputs are peaks of a frame or three. A candidate begins where the posterior passes
/// `floor` and ends when it has been below for `gap` frames. Its score is the probability that one
/// of the five frames around the peak carries the keyword, 1 − Π(1 − p): a peak that the network
/// spreads over two frames of one half each is nearly sure, not half sure.
struct WordPeaks {
  struct Peak: Equatable {
    let label: Int
    let frame: Int
    let score: Double
  }

  private struct Rise {
    var peak = 0
    var best: Float = 0
    var lastAbove = 0
    /// Posteriors from the rise's start on.
    var values: [Float] = []
    var start = 0
  }

  private let floor: Float
  private let gap: Int
  private var rises: [Rise?]
  private var frame = 0

  init(labelCount: Int, floor: Float, gap: Int = 2) {
    self.floor = floor
    self.gap = gap
    rises = [Rise?](repeating: nil, count: labelCount)
  }

  /// Takes log posteriors (frames × labels), label 0 the blank; returns the peaks that are over.
  mutating func push(_ logPosteriors: Matrix) -> [Peak] {
    var result: [Peak] = []
    for row in 0..<logPosteriors.rows {
      for label in 1..<max(rises.count, 1) {
        let value = exp(logPosteriors[row, label])
        if value >= floor {
          var rise = rises[label] ?? Rise(start: frame)
          rise.values.append(value)
          rise.lastAbove = frame
          if value > rise.best { (rise.best, rise.peak) = (value, frame) }
          rises[label] = rise
        } else if var rise = rises[label] {
          rise.values.append(value)
          rises[label] = rise
          if frame - rise.lastAbove >= gap {
            result.append(finished(rise, label))
            rises[label] = nil
          }
        }
      }
      frame += 1
    }
    return result.sorted { ($0.frame, $0.label) < ($1.frame, $1.label) }
  }

  /// The peaks that the recording's end cut short.
  mutating func finish() -> [Peak] {
    let result = rises.indices.compactMap { label in
      rises[label].map { finished($0, label) }
    }
    rises = rises.map { _ in nil }
    return result.sorted { ($0.frame, $0.label) < ($1.frame, $1.label) }
  }

  private func finished(_ rise: Rise, _ label: Int) -> Peak {
    let place = rise.peak - rise.start
    let around = rise.values[max(place - 2, 0)..<min(place + 3, rise.values.count)]
    let nothing = around.reduce(1.0) { $0 * (1 - Double(min($1, 1))) }
    return Peak(label: label, frame: rise.peak, score: min(max(1 - nothing, 0), 1))
  }
}
