import DenseMath
import Foundation
import KeywordSpotting
import SpottingSupport
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
    _ keywords: [[[Int]]], in matrix: Matrix, floor: Float = -3, pathFloor: Float = -20,
    words: CommonWords = .init(), wordWeight: Double = 1.8, patience: Int = 20, chunk: Int = .max
  ) -> [KeywordHit] {
    var search = KeywordSearch(
      KeywordTree(
        keywords, floors: keywords.map { _ in floor },
        pathFloors: keywords.map { _ in pathFloor }, framesPerPhone: 20),
      priors: keywords.map { _ in 0 },
      against: WordLoop(words, labelCount: matrix.columns, wordWeight: wordWeight),
      patience: patience, beam: 40)
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
    #expect(abs((found.first?.meanGain ?? -1)) < 1e-5)
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

  /// A hit's gain and odds against words each on its own, in double precision and without pruning; some words like to follow
  /// others.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func oddsAreThoseOfTheWholeSearch(_ stream: UInt64) {
    var random = RandomSource(seed: Seed.value, stream: stream)
    let labels = 5
    let frames = 14
    var matrix = Matrix.gaussian(rows: frames, columns: labels, scale: 3, from: &random)
    for row in 0..<frames {
      let top = (0..<labels).map { matrix[row, $0] }.max()!
      for column in 0..<labels { matrix[row, column] -= top }
    }
    let drawn = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      Int.random(in: 1..<labels, using: &random)
    }
    let pairs: WordLoopReference.Pairs = [
      (0, 1, 3), (1, 0, 1.5), (2, 2, 2.25), (0, 2, 0.5), (4, 5, 4), (5, 3, 2), (2, 4, 6),
      (3, 0, 0.0625),
    ]
    let words = CommonWords(
      dictionary: """
        A  AA AE
        B  AA AE AH
        C  AO
        D  AE AE AO AA
        E  AH AA
        F  AO
        """
    ) { WordPairs(pairs, wordCount: $0) }
    // Every other time a word of the list.
    let phones =
      stream % 2 == 0 ? drawn : words.entries[Int(stream / 2) % 5].labels.map { Int($0) }
    let weight = stream % 3 == 0 ? 0.7 : 1.8
    let reference = WordLoopReference(words, gains: matrix, pairs: pairs, weight: weight)
    let others = WordLoopReference(
      words, gains: matrix, pairs: pairs, weight: weight, without: phones)
    let isWord = phones.count == 1 || words.entries.contains { $0.labels.map { Int($0) } == phones }
    let found = hits(
      [[phones]], in: matrix, floor: -100, pathFloor: -1000, words: words, wordWeight: weight,
      patience: frames)
    #expect(!found.isEmpty, "seed \(Seed.value)")
    for hit in found {
      let (start, end) = (hit.frames.lowerBound, hit.frames.upperBound)
      let gain = reference.gain(of: phones, start, end)
      #expect(abs(Double(hit.gain) - gain) < 1e-3, "seed \(Seed.value)")
      let entry = reference.entry(of: phones[0], at: start)
      let odds =
        entry.score + gain + reference.pairGain(entry.after, phones)
        + reference.sequel(of: phones, from: end + 1) - reference.whole
      #expect(abs(Double(hit.odds) - odds) < 1e-3, "seed \(Seed.value)")
      // What is around begins ten frames before the hit: here with the first.
      guard start <= 10, abs(odds) > 1e-2 else { continue }
      let lead = isWord && odds > 0 ? reference.whole - others.whole : 0
      #expect(abs(Double(hit.lead) - lead) < 1e-3, "seed \(Seed.value)")
    }
    func score(_ start: Int, _ end: Int) -> Double {
      reference.entry(of: phones[0], at: start).score + reference.gain(of: phones, start, end)
        - reference.best(end + 1)
    }
    func withPair(_ start: Int, _ end: Int) -> Double {
      score(start, end)
        + reference.pairGain(reference.entry(of: phones[0], at: start).after, phones)
    }
    // One of them is the likeliest there is; of those that end together the best goes on before the pair is known.
    let likeliest = (0..<frames).map { end in
      withPair((0...end).max { score($0, end) < score($1, end) } ?? 0, end)
    }.max()!
    #expect(
      found.contains {
        abs(withPair($0.frames.lowerBound, $0.frames.upperBound) - likeliest) < 1e-3
      }, "seed \(Seed.value)")
  }

  /// Six, where six is said, where sixty is, and where a word is that no one knows. The keyword costs nothing here and
  /// a word what its rank does: the network has to be sure of the last phone for that.
  @Test func longerWordsSpeakAgainstTheirParts() {
    let words = CommonWords(
      dictionary: """
        SIX  AA AE AH
        SIXTY  AA AE AH AO
        """)
    func odds(_ path: [Int]) -> Float {
      hits([[[1, 2, 3]]], in: posteriors(path, labels: 6, sure: 0.98), words: words).map(\.odds)
        .max()
        ?? -.infinity
    }
    let silence = [Int](repeating: 0, count: 8)
    let six = odds(silence + [1, 2, 0, 3, 0] + silence)
    let sixty = odds(silence + [1, 2, 0, 3, 4] + silence)
    #expect(six > 0)
    #expect(sixty < 0)
    #expect(six - sixty > 3)
    // Nothing explains the rest better than single phones do.
    #expect(odds(silence + [1, 2, 0, 3, 5] + silence) > sixty)
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
      #expect(among.map(\.odds) == alone.map(\.odds), "seed \(Seed.value)")
    }
  }

  /// A word that nothing else explains leads by more than one that another word begins with and that is cut off.
  @Test func whatIsSureLeads() throws {
    let words = CommonWords(
      dictionary: """
        SIX  AA AE AH
        SIXTY  AA AE AH AO
        """)
    func lead(_ path: [Int]) -> Float? {
      hits([[[1, 2, 3]]], in: posteriors(path, labels: 6, sure: 0.99), words: words).map(\.lead)
        .max()
    }
    let silence = [Int](repeating: 0, count: 25)
    let cutOff = try #require(lead(silence + [1, 2, 0, 3]))
    #expect(abs(cutOff - 4) < 0.2)
    #expect(lead(silence + [1, 2, 0, 3] + silence) ?? 0 > cutOff + 1)
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
      [[[1, 2, 3]], [[1, 2, 4], [1, 2]], [[2]]], floors: [-1, -1, -1],
      pathFloors: [-1, -1, -1], framesPerPhone: 20)
    #expect(tree.nodeCount == 6)  // the root, 1, 2, 12, 123, 124
  }
}
