internal import Foundation

/// CTC in `Double`, twice: by enumeration of every path, and by the textbook recursion in the log
/// domain (Graves 2006). Shares nothing with the code under test.
enum CTCReference {
  static func logSoftmax(_ logits: [[Double]]) -> [[Double]] {
    logits.map { row in
      let largest = row.max()!
      let normalizer = largest + log(row.map { exp($0 - largest) }.reduce(0, +))
      return row.map { $0 - normalizer }
    }
  }

  static func collapse(_ path: [Int], blank: Int) -> [Int] {
    var result: [Int] = []
    for (index, label) in path.enumerated()
    where label != blank && (index == 0 || path[index - 1] != label) {
      result.append(label)
    }
    return result
  }

  /// Calls `body` with every path of `frames` labels below `width`.
  static func forEachPath(frames: Int, width: Int, _ body: ([Int]) -> Void) {
    var path = [Int](repeating: 0, count: frames)
    while true {
      body(path)
      var index = frames - 1
      while index >= 0 && path[index] == width - 1 {
        path[index] = 0
        index -= 1
      }
      guard index >= 0 else { return }
      path[index] += 1
    }
  }

  /// The probability of every labelling that has a path, by enumeration: C^T paths.
  static func enumerate(logits: [[Double]], blank: Int) -> [[Int]: Double] {
    let logs = logSoftmax(logits)
    var result: [[Int]: Double] = [:]
    forEachPath(frames: logits.count, width: logits.first?.count ?? 1) { path in
      let score = zip(logs, path).reduce(0.0) { $0 + $1.0[$1.1] }
      result[collapse(path, blank: blank), default: 0] += exp(score)
    }
    return result
  }

  /// −ln p by the forward recursion.
  static func loss(logits: [[Double]], labeling: [Int], blank: Int) -> Double {
    let logs = logSoftmax(logits)
    let states = extended(labeling, blank)
    var row = [Double](repeating: -.infinity, count: states.count)
    row[0] = 0
    for (step, frame) in logs.enumerated() {
      row = step == 0 ? start(states, frame) : advance(row, states, blank, frame)
    }
    guard !logs.isEmpty else { return labeling.isEmpty ? 0 : .infinity }
    return -logAdd(row[states.count - 1], states.count > 1 ? row[states.count - 2] : -.infinity)
  }

  /// The gradient with respect to the logits by forward and backward recursions.
  static func gradient(logits: [[Double]], labeling: [Int], blank: Int) -> [[Double]] {
    let logs = logSoftmax(logits)
    let states = extended(labeling, blank)
    var forward: [[Double]] = []
    for (step, frame) in logs.enumerated() {
      forward.append(
        step == 0 ? start(states, frame) : advance(forward[step - 1], states, blank, frame))
    }
    // Backward is forward over the mirrored frames and labelling, its own emission included.
    let mirrored = Array(states.reversed())
    var backward: [[Double]] = []
    for (step, frame) in logs.reversed().enumerated() {
      backward.append(
        step == 0 ? start(mirrored, frame) : advance(backward[step - 1], mirrored, blank, frame))
    }
    let total = -loss(logits: logits, labeling: labeling, blank: blank)
    return logs.indices.map { step in
      var row = logs[step].map { exp($0) }
      for (state, label) in states.enumerated() {
        let b = backward[logs.count - 1 - step][states.count - 1 - state]
        let score = forward[step][state] + b - logs[step][label]
        if score > -.infinity { row[label] -= exp(score - total) }
      }
      return row
    }
  }

  private static func extended(_ labeling: [Int], _ blank: Int) -> [Int] {
    [blank] + labeling.flatMap { [$0, blank] }
  }

  private static func start(_ states: [Int], _ frame: [Double]) -> [Double] {
    states.enumerated().map { $0.offset < 2 ? frame[$0.element] : -.infinity }
  }

  private static func advance(
    _ row: [Double], _ states: [Int], _ blank: Int, _ frame: [Double]
  ) -> [Double] {
    states.indices.map { s in
      var sum = row[s]
      if s > 0 { sum = logAdd(sum, row[s - 1]) }
      if s > 1 && states[s] != blank && states[s] != states[s - 2] { sum = logAdd(sum, row[s - 2]) }
      return sum + frame[states[s]]
    }
  }

  static func logAdd(_ a: Double, _ b: Double) -> Double {
    let (high, low) = a > b ? (a, b) : (b, a)
    return low == -.infinity ? high : high + log1p(exp(low - high))
  }
}
