import DenseMath
import Foundation
import KeywordSpotting

/// What `WordLoop` and its decoder compute, word by word in double precision: no tree, no beam.
struct WordLoopReference {
  /// A path's score, and how the word before sounded; nothing if there was none.
  private struct Path {
    var score = -Double.infinity
    var after: [Int] = []

    func plus(_ gain: Double) -> Path { Path(score: score + gain, after: after) }
    static func best(_ a: Path, _ b: Path) -> Path { b.score > a.score ? b : a }
  }

  private struct State {
    var phones: [Path]
    var blanks: [Path]
  }

  /// What two words that follow each other gain, by their ranks.
  typealias Pairs = [(first: Int, second: Int, value: Float)]

  private let words: [(labels: [Int], cost: Double, rank: Int?)]
  private let gains: [[Double]]
  private let pairs: Pairs
  /// Words of this sound do not end.
  private let excluded: [Int]

  /// - Parameters:
  ///   - gains: frames × labels, at most 0.
  ///   - weight: of the words' logarithmic probabilities.
  init(
    _ words: CommonWords, gains: Matrix, pairs: Pairs = [], weight: Double = 1.8,
    without excluded: [Int] = []
  ) {
    self.excluded = excluded
    self.pairs = pairs
    let labels = gains.columns
    self.words =
      words.entries.map { entry in
        (entry.labels.map { Int($0) }, weight * log(Double(entry.rank + 10)), entry.rank)
      } + (1..<labels).map { ([$0], words.entries.isEmpty ? 0 : 18, nil) }
    self.gains = (0..<gains.rows).map { row in (0..<labels).map { Double(gains[row, $0]) } }
  }

  /// What is gained where words follow each other that sound so: the second may be any word of its sound.
  func pairGain(_ first: [Int], _ second: [Int]) -> Double {
    let cheapest = words.filter { $0.labels == second }.map(\.cost).min() ?? 0
    return pairs.flatMap { pair in
      words.filter { $0.rank == pair.second && $0.labels == second }.compactMap { word in
        words.contains { $0.rank == pair.first && $0.labels == first }
          ? 0.85 * Double(pair.value) - word.cost + cheapest : nil
      }
    }.max().map { max($0, 0) } ?? 0
  }

  /// Runs from `between` before frame `start` to before frame `end`; `staying` is a word whose last phone goes on
  /// from the frame before. Returns what paths between words have by last label, the best path, and the best one if
  /// the recording ends there.
  private func run(
    _ start: Int, _ end: Int, _ initial: [Path], staying: [Int] = []
  ) -> (between: [Path], best: Double, ended: Double) {
    var between = initial
    var stay = 0.0
    var states = words.map { word in
      State(phones: word.labels.map { _ in Path() }, blanks: word.labels.map { _ in Path() })
    }
    for frame in start..<max(start, end) {
      let gain = gains[frame]
      var next = between.map { _ in Path() }
      next[0] = between.max { $0.score < $1.score }!.plus(gain[0])
      for (number, word) in words.enumerated() {
        let old = states[number]
        for place in word.labels.indices {
          let label = word.labels[place]
          var entry: Path
          if place == 0 {
            entry = Self.entry(between, label).plus(-word.cost)
          } else {
            entry = old.blanks[place - 1]
            if word.labels[place - 1] != label { entry = .best(old.phones[place - 1], entry) }
          }
          states[number].phones[place] = Path.best(old.phones[place], entry).plus(gain[label])
          states[number].blanks[place] =
            Path.best(old.phones[place], old.blanks[place]).plus(gain[0])
        }
        let last = word.labels[word.labels.count - 1]
        if word.labels != excluded {
          let path = states[number].phones[word.labels.count - 1]
          let score = path.score + pairGain(path.after, word.labels)
          next[last] = Path.best(next[last], Path(score: score, after: word.labels))
        }
      }
      between = next
      if let label = staying.last {
        stay += gain[label]
        between[label] = .best(between[label], Path(score: stay, after: staying))
      }
    }
    if !staying.isEmpty { between.append(Path(score: stay)) }
    let unfinished = states.flatMap { $0.phones + $0.blanks }.map(\.score).max()!
    let most = between.map(\.score).max()!
    return (between, max(most, unfinished), max(most, unfinished - 4))
  }

  private static func entry(_ between: [Path], _ label: Int) -> Path {
    between.indices.filter { $0 != label }.map { between[$0] }.max { $0.score < $1.score }!
  }

  private var nothing: [Path] {
    gains[0].indices.map { $0 == 0 ? Path(score: 0) : Path() }
  }

  /// The best path without a keyword, up to before `frame`.
  func best(_ frame: Int) -> Double { run(0, frame, nothing).best }

  /// The best path up to before `frame` that a word may follow which begins with `label`, and how its last word sounded.
  func entry(of label: Int, at frame: Int) -> (score: Double, after: [Int]) {
    let path = Self.entry(run(0, frame, nothing).between, label)
    return (path.score, path.after)
  }

  /// The best path of the whole recording without a keyword.
  var whole: Double { run(0, gains.count, nothing).ended }

  /// The best path of words from `frame` to the end, after a word that sounded so.
  func sequel(of phones: [Int], from frame: Int) -> Double {
    let label = phones[phones.count - 1]
    let initial = gains[0].indices.map { $0 == label ? Path(score: 0, after: phones) : Path() }
    return run(frame, gains.count, initial, staying: phones).ended
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
