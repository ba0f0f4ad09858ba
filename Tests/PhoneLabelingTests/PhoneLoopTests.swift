import DenseMath
import Foundation
import PhoneLabeling
import TestSupport
import Testing

@Suite struct PhoneLoopTests {
  /// By trying every labelling of every frame.
  private func reference(_ scores: Matrix, minimum: Int, penalty: Float) -> Float {
    var best = -Float.infinity
    func extend(_ frame: Int, _ label: Int, _ lasted: Int, _ score: Float) {
      if frame == scores.rows {
        best = max(best, score)
        return
      }
      for next in 0..<scores.columns {
        let value = score + scores[frame, next]
        if frame == 0 {
          extend(1, next, 1, value)
        } else if next == label {
          extend(frame + 1, next, lasted + 1, value)
          // The same phone again.
          if lasted >= minimum { extend(frame + 1, next, 1, value - penalty) }
        } else if lasted >= minimum {
          extend(frame + 1, next, 1, value - penalty)
        }
      }
    }
    extend(0, -1, 0, 0)
    return best
  }

  private func randomScores(_ rows: Int, _ columns: Int, stream: UInt64) -> Matrix {
    var random = RandomSource(seed: Seed.value, stream: stream)
    return Matrix(
      rows: rows, columns: columns,
      (0..<rows * columns).map { _ in Float(-random.uniform() * 4) })
  }

  @Test(arguments: [1, 2, 3], [0, 0.7] as [Float])
  func findsTheBestPath(minimum: Int, penalty: Float) {
    for rows in [1, 2, 5, 7] {
      let scores = randomScores(rows, 3, stream: UInt64(rows * 10 + minimum))
      var loop = PhoneLoop(labelCount: 3, minimum: minimum, penalty: penalty)
      let found = loop.push(scores) + loop.finish()
      #expect(found.map(\.frames).reduce(into: [Int]()) { $0 += Array($1) } == Array(0..<rows))
      var score = -penalty * Float(found.count - 1)
      for (place, stretch) in found.enumerated() {
        #expect(stretch.frames.count >= minimum || place == found.count - 1)
        var mass = 0.0
        for frame in stretch.frames {
          score += scores[frame, stretch.label]
          mass += exp(Double(scores[frame, stretch.label]))
        }
        #expect(abs(mass - stretch.mass) < 1e-6)
      }
      #expect(abs(score - reference(scores, minimum: minimum, penalty: penalty)) < 1e-4)
    }
  }

  /// What comes does not depend on how the frames come, and comes while they do.
  @Test(arguments: [1, 3]) func isTheSameInParts(minimum: Int) {
    let scores = randomScores(500, 6, stream: 99)
    var whole = PhoneLoop(labelCount: 6, minimum: minimum, penalty: 0.5)
    let expected = whole.push(scores) + whole.finish()
    var parts = PhoneLoop(labelCount: 6, minimum: minimum, penalty: 0.5)
    var found: [PhoneLoop.Stretch] = []
    for start in stride(from: 0, to: 500, by: 7) {
      let end = min(start + 7, 500)
      found += parts.push(
        Matrix(rows: end - start, columns: 6, Array(scores.array[start * 6..<end * 6])))
      if start > 250 { #expect(!found.isEmpty) }
    }
    found += parts.finish()
    #expect(found == expected)
  }

  @Test(arguments: [1, 3]) func scoresThatAreNoNumbersStillGiveLabels(minimum: Int) {
    for odd in [.nan, -.infinity, -3e38] as [Float] {
      var scores = randomScores(60, 4, stream: 5)
      for row in 10..<40 { for column in 0..<4 { scores[row, column] = odd } }
      for row in 40..<60 { scores[row, 1] = odd }
      var loop = PhoneLoop(labelCount: 4, minimum: minimum, penalty: 0.5)
      let found = loop.push(scores) + loop.finish()
      #expect(found.allSatisfy { (0..<4).contains($0.label) && $0.mass.isFinite })
      #expect(found.map(\.frames).reduce(into: [Int]()) { $0 += Array($1) } == Array(0..<60))
      #expect(found.filter { $0.frames.lowerBound >= 40 }.allSatisfy { $0.label != 1 })
    }
  }

  @Test func nothingGivesNothing() {
    var loop = PhoneLoop(labelCount: 2, minimum: 2, penalty: 0)
    #expect(loop.push(Matrix(rows: 0, columns: 2)).isEmpty && loop.finish().isEmpty)
  }
}
