import DenseMath
import KeywordSpotting
import Testing

@Suite struct HeardFramesTests {
  /// Frames × labels, each row's logarithms of `frames` posteriors.
  private func heard(_ frames: [[Float]]) -> HeardFrames {
    var result = HeardFrames()
    var values = Matrix(rows: frames.count, columns: frames.first?.count ?? 0)
    for (row, frame) in frames.enumerated() {
      for (column, value) in frame.enumerated() { values[row, column] = value }
    }
    result.append(values)
    return result
  }

  private func random(frames: Int, labels: Int, seed: UInt64) -> [[Float]] {
    var source = RandomSource(seed: seed)
    return (0..<frames).map { _ in
      (0..<labels).map { _ in Float.random(in: -6...0, using: &source) }
    }
  }

  /// Against every path there is.
  @Test(arguments: 1...6) func gainIsThatOfTheBestPath(frameCount: Int) {
    let frames = random(frames: frameCount, labels: 3, seed: UInt64(frameCount))
    let heard = heard(frames)
    for labels in [[], [1], [2], [1, 2], [1, 1], [2, 1, 2]] {
      var best = -Float.infinity
      var path = [Int](repeating: 0, count: frameCount)
      paths: while true {
        var collapsed: [Int] = []
        for (place, label) in path.enumerated()
        where label != 0 && (place == 0 || path[place - 1] != label) { collapsed.append(label) }
        if collapsed == labels {
          best = max(best, zip(frames, path).map { $0[$1] - ($0.max() ?? 0) }.reduce(0, +))
        }
        var place = 0
        while path[place] == 2 {
          path[place] = 0
          place += 1
          if place == frameCount { break paths }
        }
        path[place] += 1
      }
      let gain = heard.gain(of: labels)
      #expect(gain == best || abs(gain - best) < 1e-4, "\(labels)")
    }
  }

  @Test func whatWasHeardFitsItself() {
    let heard = heard(random(frames: 40, labels: 6, seed: 3))
    #expect(heard.gain(of: heard.labels(in: 0...Int.max)) == 0)
    #expect(HeardFrames().labels(in: 0...5) == [])
    #expect(HeardFrames().gain(of: [1]) == -.infinity)
  }

  @Test func faintPhonesAreHeardWithAHandicap() {
    let heard = heard([[-0.1, -3, -4], [-0.2, -1.9, -1.6], [-0.1, -5, -5], [-0.3, -1.5, -4]])
    #expect(heard.labels(in: 0...3).isEmpty && heard.labels(in: 0...3, handicap: 1).isEmpty)
    #expect(heard.labels(in: 0...3, handicap: 1.3) == [1])
    #expect(heard.labels(in: 0...3, handicap: 2) == [2, 1])
  }

  @Test func whatIsForgottenIsNotHeard() {
    let frames: [[Float]] = [1, 0, 2, 2, 0, 2, 3].map { best in
      (0..<4).map { $0 == best ? -0.1 : -3 }
    }
    var heard = heard(frames)
    #expect(heard.labels(in: 0...6) == [1, 2, 2, 3])
    #expect(heard.labels(in: 2...3) == [2])
    heard.forget(before: 1)  // too few to be worth it
    #expect(heard.labels(in: 0...6) == [1, 2, 2, 3])
    heard.forget(before: 5)
    #expect(heard.labels(in: 0...6) == [2, 3])
    #expect(heard.labels(in: 6...9) == [3])
  }
}
