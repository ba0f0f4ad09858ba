import DenseMath
import Foundation
import KeywordSpotting

/// What `WordLoop` and its decoder compute, word by word in double precision: no tree, no beam.
struct WordLoopReference {
  private struct State {
    var phones: [Double]
    var blanks: [Double]
  }

  private let words: [(labels: [Int], cost: Double)]
  private let gains: [[Double]]
  /// Words of this sound do not end.
  private let excluded: [Int]

  /// - Parameter gains: frames × labels, at most 0.
  init(_ words: CommonWords, gains: Matrix, without excluded: [Int] = []) {
    self.excluded = excluded
    let labels = gains.columns
    self.words =
      words.entries.map { entry in
        (entry.labels.map { Int($0) }, 1.5 * log(Double(entry.rank + 10)))
      } + (1..<labels).map { ([$0], words.entries.isEmpty ? 0 : 18) }
    self.gains = (0..<gains.rows).map { row in (0..<labels).map { Double(gains[row, $0]) } }
  }

  /// Runs from `between` before frame `start` to before frame `end`; `staying` is a phone that goes on
  /// from the frame before. Returns what paths between words have by last label, the best path, and the best one if
  /// the recording ends there.
  private func run(
    _ start: Int, _ end: Int, _ initial: [Double], staying: Int? = nil
  ) -> (between: [Double], best: Double, ended: Double) {
    var between = initial
    var stay = 0.0
    var states = words.map { word in
      State(
        phones: word.labels.map { _ in -.infinity }, blanks: word.labels.map { _ in -.infinity })
    }
    for frame in start..<max(start, end) {
      let gain = gains[frame]
      var next = between.map { _ in -Double.infinity }
      next[0] = between.max()! + gain[0]
      for (number, word) in words.enumerated() {
        let old = states[number]
        for place in word.labels.indices {
          let label = word.labels[place]
          var entry: Double
          if place == 0 {
            entry =
              between.indices.filter { $0 != label }.map { between[$0] }.max()! - word.cost
          } else {
            entry = old.blanks[place - 1]
            if word.labels[place - 1] != label { entry = max(entry, old.phones[place - 1]) }
          }
          states[number].phones[place] = max(old.phones[place], entry) + gain[label]
          states[number].blanks[place] = max(old.phones[place], old.blanks[place]) + gain[0]
        }
        let last = word.labels[word.labels.count - 1]
        if word.labels != excluded {
          next[last] = max(next[last], states[number].phones[word.labels.count - 1])
        }
      }
      between = next
      if let staying {
        stay += gain[staying]
        between[staying] = max(between[staying], stay)
      }
    }
    if staying != nil { between.append(stay) }
    let unfinished = states.flatMap { $0.phones + $0.blanks }.max()!
    return (between, max(between.max()!, unfinished), max(between.max()!, unfinished - 4))
  }

  private var nothing: [Double] {
    gains[0].indices.map { $0 == 0 ? 0 : -.infinity }
  }

  /// The best path without a keyword, up to before `frame`.
  func best(_ frame: Int) -> Double { run(0, frame, nothing).best }

  /// The best path up to before `frame` that a word may follow which begins with `label`.
  func entry(of label: Int, at frame: Int) -> Double {
    let between = run(0, frame, nothing).between
    return between.indices.filter { $0 != label }.map { between[$0] }.max()!
  }

  /// The best path of the whole recording without a keyword.
  var whole: Double { run(0, gains.count, nothing).ended }

  /// The best path of words from `frame` to the end, after a word that ended with `label`.
  func sequel(of label: Int, from frame: Int) -> Double {
    run(
      frame, gains.count, gains[0].indices.map { $0 == label ? 0 : -.infinity }, staying: label
    ).ended
  }

  /// The best path of phones that begins with the first at `start` and is in the last at `end`.
  func gain(of phones: [Int], _ start: Int, _ end: Int) -> Double {
    // Phone, blank, phone, …, phone.
    let labels = [phones[0]] + phones.dropFirst().flatMap { [0, $0] }
    var scores = labels.map { _ in -Double.infinity }
    for frame in start...end {
      for state in labels.indices.reversed() {
        var score = frame == start ? (state == 0 ? 0 : -.infinity) : scores[state]
        if frame > start {
          if state > 0 { score = max(score, scores[state - 1]) }
          if state > 1, labels[state] != 0, labels[state] != labels[state - 2] {
            score = max(score, scores[state - 2])
          }
        }
        scores[state] = score + gains[frame][labels[state]]
      }
    }
    return scores[labels.count - 1]
  }
}
