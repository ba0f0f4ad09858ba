package import DenseMath
internal import Foundation

/// The most probable sequence of labels in which each lasts at least so many frames: Viterbi over a
/// loop of all labels, frame by frame, in memory that does not grow with the recording but while a
/// single label lasts.
///
/// A token knows only in which frame its label began. Which label ended before that frame, and when
/// it began, is kept once a frame: of all labels that may end there the best, the same for whatever
/// begins. Segments are handed out as soon as every token agrees on them.
package struct PhoneLoop {
  package struct Stretch: Equatable {
    package var label: Int
    package var frames: Range<Int>
    /// The sum of the label's posteriors.
    package var mass: Double
  }

  private struct Token {
    var score = -Float.infinity
    var start = 0
    package var mass: Double = 0
  }

  private struct Exit {
    package var label = -1
    var start = 0
    package var mass = 0.0
  }

  private static let improbable: Float = 1e30

  private let labelCount: Int
  private let minimum: Int
  private let penalty: Float
  /// For each label its tokens by how many frames it has lasted, the last `minimum` or more.
  private var tokens: [Token]
  /// What ended best at each frame, from `firstExit` on.
  private var exits: [Exit] = []
  private var firstExit = 0
  private var frame = 0
  private var handedOut = 0

  /// - Parameters:
  ///   - minimum: frames that a label lasts at least.
  ///   - penalty: taken off the score, a sum of log posteriors, at each change of the label.
  package init(labelCount: Int, minimum: Int, penalty: Float) {
    precondition(labelCount > 0 && minimum > 0 && penalty >= 0)
    self.labelCount = labelCount
    self.minimum = minimum
    self.penalty = penalty
    tokens = [Token](repeating: Token(), count: labelCount * minimum)
  }

  /// Goes on by some frames, T × labels; returns what is certain now.
  package mutating func push(_ logPosteriors: Matrix) -> [Stretch] {
    precondition(logPosteriors.columns == labelCount)
    for row in 0..<logPosteriors.rows { step(logPosteriors.row(row)) }
    return settled()
  }

  private mutating func step(_ scores: Span<Float>) {
    let last = minimum - 1
    let entry = frame == 0 ? 0 : (bestExit().map { $0.score - penalty } ?? -.infinity)
    // Scores are kept near zero: only differences count.
    var best = -Float.infinity
    for label in 0..<labelCount {
      let base = label * minimum
      // Networks of enormous weights give scores that are no numbers: no label is probable then, but
      // some label is the best.
      let value = scores[label] > -Self.improbable ? scores[label] : -Self.improbable
      let mass = exp(Double(value))
      if minimum > 1 {
        if tokens[base + last].score < tokens[base + last - 1].score {
          tokens[base + last] = tokens[base + last - 1]
        }
        for place in stride(from: last - 1, to: 0, by: -1) {
          tokens[base + place] = tokens[base + place - 1]
        }
        tokens[base] = Token(score: entry, start: frame)
      } else if tokens[base].score < entry {
        tokens[base] = Token(score: entry, start: frame)
      }
      for place in 0..<minimum {
        tokens[base + place].score += value
        tokens[base + place].mass += mass
        best = max(best, tokens[base + place].score)
      }
    }
    for index in tokens.indices { tokens[index].score -= best }
    var exit = Exit()
    if let found = bestExit() {
      let token = tokens[found.label * minimum + last]
      exit = Exit(label: found.label, start: token.start, mass: token.mass)
    }
    exits.append(exit)
    frame += 1
  }

  /// The label that ends best at the frame before.
  private func bestExit() -> (label: Int, score: Float)? {
    var best: (label: Int, score: Float)?
    for label in 0..<labelCount {
      let score = tokens[label * minimum + minimum - 1].score
      if score > best?.score ?? -.infinity { best = (label, score) }
    }
    return best
  }

  /// What every token's past has in common and was not handed out yet.
  private mutating func settled() -> [Stretch] {
    var starts = Set(tokens.lazy.filter { $0.score > -.infinity }.map(\.start))
    while starts.count > 1, let latest = starts.max() {
      // Nothing was open before the first frame.
      guard latest > handedOut else { break }
      starts.remove(latest)
      starts.insert(exits[latest - 1 - firstExit].start)
    }
    guard starts.count == 1, let common = starts.first, common > handedOut else { return [] }
    let result = past(before: common)
    handedOut = common
    exits.removeFirst(max(0, common - 1 - firstExit))
    firstExit = max(firstExit, common - 1)
    return result
  }

  /// The stretches that end where `end` begins, from the first not handed out on.
  private func past(before end: Int) -> [Stretch] {
    var result: [Stretch] = []
    var end = end
    while end > handedOut {
      let exit = exits[end - 1 - firstExit]
      result.append(Stretch(label: exit.label, frames: exit.start..<end, mass: exit.mass))
      end = exit.start
    }
    return result.reversed()
  }

  /// What is left at the recording's end. The last label may be shorter than the minimum, and is the
  /// only one of a recording that is.
  package mutating func finish() -> [Stretch] {
    guard frame > handedOut else { return [] }
    var best = 0
    for index in tokens.indices where tokens[index].score > tokens[best].score { best = index }
    let token = tokens[best]
    return past(before: token.start) + [
      Stretch(label: best / minimum, frames: token.start..<frame, mass: token.mass)
    ]
  }
}
