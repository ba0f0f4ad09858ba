import DenseMath
import Foundation
import KeywordSpotting
import TestSupport
import Testing

@Suite struct KeywordSearchTests {
  /// Log posteriors in which `path` is likely and all else is not.
  private func posteriors(_ path: [Int], labels: Int, sure: Double = 0.9) -> Matrix {
    var result = Matrix(
      rows: path.count, columns: labels,
      repeating: Float(log((1 - sure) / Double(labels - 1))))
    for (frame, label) in path.enumerated() { result[frame, label] = Float(log(sure)) }
    return result
  }

  private func hits(
    _ keywords: [[[Int]]], in matrix: Matrix, floor: Float = -3, chunk: Int = .max
  ) -> [KeywordHit] {
    var search = KeywordSearch(
      KeywordTree(keywords, floors: keywords.map { _ in floor }, framesPerPhone: 20), patience: 20)
    var result: [KeywordHit] = []
    for start in stride(from: 0, to: matrix.rows, by: min(chunk, matrix.rows)) {
      let rows = min(chunk, matrix.rows - start)
      var part = Matrix(rows: rows, columns: matrix.columns)
      for row in 0..<rows {
        for column in 0..<matrix.columns { part[row, column] = matrix[start + row, column] }
      }
      result += search.push(part)
    }
    return (result + search.finish()).sorted { $0.frames.lowerBound < $1.frames.lowerBound }
  }

  @Test func findsAWordWhereItIs() {
    let path = [0, 0, 4, 0, 0, 1, 1, 0, 2, 0, 0, 3, 0, 0, 4, 5, 0, 0]
    let found = hits([[[1, 2, 3]], [[3, 2, 1]]], in: posteriors(path, labels: 6), floor: -0.5)
    #expect(found.count == 1)
    #expect(found.first?.keyword == 0)
    #expect(found.first?.frames.upperBound == 11)
    #expect([5, 6].contains(found.first?.frames.lowerBound))
    #expect(abs((found.first?.score ?? -1)) < 1e-5)
  }

  @Test func doubledPhonesNeedABlankBetween() {
    let once = hits([[[1, 1]]], in: posteriors([0, 1, 1, 1, 0], labels: 3), floor: -0.2)
    #expect(once.isEmpty)
    let twice = hits([[[1, 1]]], in: posteriors([0, 1, 0, 1, 0], labels: 3), floor: -0.2)
    #expect(twice.count == 1)
  }

  @Test func findsEachOfSeveral() {
    let word = [0, 1, 2, 0, 3]
    let path = (0..<5).flatMap { _ in word + [Int](repeating: 0, count: 80) }
    let found = hits([[[1, 2, 3]]], in: posteriors(path, labels: 4), floor: -0.5)
    #expect(found.map(\.frames.upperBound) == (0..<5).map { $0 * 85 + 4 })
  }

  @Test func chunksDoNotMatter() {
    var random = RandomSource(seed: Seed.value)
    let path = (0..<400).map { _ in Int.random(in: 0..<6, using: &random) }
    let matrix = posteriors(path, labels: 6, sure: 0.5)
    let keywords = [[[1, 2, 3]], [[4, 4]], [[5, 1], [2, 5]]]
    let whole = hits(keywords, in: matrix, floor: -1.2)
    #expect(!whole.isEmpty)
    for chunk in [1, 7, 64] {
      #expect(hits(keywords, in: matrix, floor: -1.2, chunk: chunk) == whole, "seed \(Seed.value)")
    }
  }

  /// The best score over all frame ranges and all paths, by enumeration in double precision.
  private func bruteForce(_ phones: [Int], _ matrix: Matrix) -> Double {
    // Phone, blank, phone, …, phone.
    let states = phones.flatMap { [0, $0] }.dropFirst().map { $0 }
    var best = -Double.infinity
    func gain(_ frame: Int, _ label: Int) -> Double {
      let row = (0..<matrix.columns).map { Double(matrix[frame, $0]) }
      return row[label] - row.max()!
    }
    func walk(_ frame: Int, _ state: Int, _ sum: Double) {
      let now = sum + gain(frame, states[state])
      if state == states.count - 1 { best = max(best, now) }
      guard frame + 1 < matrix.rows else { return }
      walk(frame + 1, state, now)
      if state + 1 < states.count { walk(frame + 1, state + 1, now) }
      if state + 2 < states.count, states[state] > 0, states[state + 2] != states[state] {
        walk(frame + 1, state + 2, now)
      }
    }
    for start in 0..<matrix.rows { walk(start, 0, 0) }
    return best / Double(phones.count)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func bestScoreIsThatOfEnumeration(_ stream: UInt64) {
    var random = RandomSource(seed: Seed.value, stream: stream)
    let labels = 4
    let phones = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      Int.random(in: 1..<labels, using: &random)
    }
    var matrix = Matrix.gaussian(rows: 9, columns: labels, scale: 2, from: &random)
    for row in 0..<matrix.rows {
      let sum = (0..<labels).reduce(0.0) { $0 + exp(Double(matrix[row, $1])) }
      for column in 0..<labels { matrix[row, column] -= Float(log(sum)) }
    }
    let best = hits([[phones]], in: matrix, floor: -100).map(\.score).max()!
    #expect(abs(Double(best) - bruteForce(phones, matrix)) < 1e-4, "seed \(Seed.value)")
  }

  /// Keywords that share beginnings, are part of each other or are the same are found as each is
  /// alone.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func manyAreFoundAsEachIsAlone(_ stream: UInt64) {
    var random = RandomSource(seed: Seed.value, stream: stream)
    let keywords = (0..<60).map { _ in
      (0..<Int.random(in: 1...2, using: &random)).map { _ in
        (0..<Int.random(in: 1...5, using: &random)).map { _ in
          Int.random(in: 1...4, using: &random)
        }
      }
    }
    let path = (0..<300).map { _ in Int.random(in: 0..<6, using: &random) }
    let matrix = posteriors(path, labels: 6, sure: 0.6)
    let together = hits(keywords, in: matrix, floor: -0.9)
    for (number, keyword) in keywords.enumerated() {
      let alone = hits([keyword], in: matrix, floor: -0.9)
      let among = together.filter { $0.keyword == number }
      #expect(among.map(\.frames) == alone.map(\.frames), "seed \(Seed.value)")
      #expect(among.map(\.score) == alone.map(\.score), "seed \(Seed.value)")
    }
  }

  /// What is pruned could not have been a hit.
  @Test(arguments: 0..<10 as Range<UInt64>)
  func aHigherFloorOnlyLeavesOut(_ stream: UInt64) {
    var random = RandomSource(seed: Seed.value, stream: stream)
    let path = (0..<200).map { _ in Int.random(in: 0..<5, using: &random) }
    let matrix = posteriors(path, labels: 5, sure: 0.6)
    for phones in [[1], [1, 2], [3, 1, 4], [2, 2, 3]] {
      let all = hits([[phones]], in: matrix, floor: -20).map(\.score).max()
      let few = hits([[phones]], in: matrix, floor: -0.9).map(\.score).max()
      if let all, all >= -0.9 { #expect(few == all, "seed \(Seed.value)") }
      if let few { #expect(few == all, "seed \(Seed.value)") }
    }
  }

  @Test func phonesThatLastTooLongAreGivenUp() {
    // A phone, then nothing for 100 frames, then the other.
    let path = [1] + [Int](repeating: 0, count: 100) + [2, 0]
    #expect(hits([[[1, 2]]], in: posteriors(path, labels: 3), floor: -0.5).isEmpty)
    let quick = [1] + [Int](repeating: 0, count: 30) + [2, 0]
    #expect(hits([[[1, 2]]], in: posteriors(quick, labels: 3), floor: -0.5).count == 1)
  }

  @Test func wordsThatBeginAlikeShareNodes() {
    let tree = KeywordTree(
      [[[1, 2, 3]], [[1, 2, 4], [1, 2]], [[2]]], floors: [-1, -1, -1], framesPerPhone: 20)
    #expect(tree.nodeCount == 6)  // the root, 1, 2, 12, 123, 124
  }
}
