internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct CTCDecodingTests {
  func logits(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map { row in (0..<matrix.columns).map { Double(matrix[row, $0]) } }
  }

  func random(_ stream: UInt64...) -> RandomSource {
    stream.reduce(into: RandomSource(seed: Seed.value, stream: stream[0])) { source, part in
      source = RandomSource(seed: source.next(), stream: part)
    }
  }

  // MARK: Best path

  @Test func collapsing() {
    #expect(CTC.collapse([]) == [])
    #expect(CTC.collapse([0, 0]) == [])
    #expect(CTC.collapse([1, 1, 0, 1, 2, 2, 0]) == [1, 1, 2])
    #expect(CTC.collapse([1, 0, 2, 2, 1], blank: 2) == [1, 0, 1])
    // The same map as the reference's, over every path.
    CTCReference.forEachPath(frames: 6, width: 3) { path in
      #expect(CTC.collapse(path, blank: 1) == CTCReference.collapse(path, blank: 1))
    }
  }

  @Test func bestPathSegments() {
    let posteriors = Matrix(
      rows: 6, columns: 3,
      [
        0.8, 0.1, 0.1,
        0.2, 0.5, 0.3,
        0.1, 0.7, 0.2,
        0.3, 0.1, 0.6,
        0.9, 0.1, 0.0,
        0.1, 0.2, 0.7,
      ])
    #expect(
      CTC.bestPath(posteriors: posteriors) == [
        CTC.PathSegment(label: 1, frames: 1..<3, peak: 2, score: 0.7),
        CTC.PathSegment(label: 2, frames: 3..<4, peak: 3, score: 0.6),
        CTC.PathSegment(label: 2, frames: 5..<6, peak: 5, score: 0.7),
      ])
    #expect(CTC.bestPath(posteriors: posteriors, blank: 2).map(\.label) == [0, 1, 0])
    #expect(CTC.bestPath(posteriors: Matrix(rows: 0, columns: 3)).isEmpty)
  }

  @Test func bestPathIgnoresNaN() {
    let posteriors = Matrix(rows: 2, columns: 3, [.nan, 0.2, .nan, .nan, .nan, .nan])
    let segments = CTC.bestPath(posteriors: posteriors)
    #expect(segments.map(\.label) == [1])
    #expect(segments.map(\.frames) == [0..<1])
  }

  @Test(arguments: 0..<20)
  func bestPathIsTheBest(round: Int) {
    var random = random(1, UInt64(round))
    let matrix = Matrix.gaussian(rows: 5, columns: 4, from: &random)
    let logs = CTCReference.logSoftmax(logits(matrix))
    var best = (score: -Double.infinity, path: [Int]())
    CTCReference.forEachPath(frames: 5, width: 4) { path in
      let score = zip(logs, path).reduce(0.0) { $0 + $1.0[$1.1] }
      if score > best.score { best = (score, path) }
    }
    let segments = CTC.bestPath(posteriors: Softmax.posteriors(matrix))
    #expect(
      segments.map(\.label) == CTCReference.collapse(best.path, blank: 0), "seed \(Seed.value)")
    for segment in segments {
      #expect(segment.frames.allSatisfy { best.path[$0] == segment.label })
    }
  }

  // MARK: Prefix search

  @Test(arguments: 0..<60)
  func prefixSearchFindsTheMostProbable(round: Int) {
    var random = random(2, UInt64(round))
    let frames = 1 + round % 6
    let width = 2 + round % 3
    let scale = [0.2, 1, 4][round / 20]
    let matrix = Matrix.gaussian(rows: frames, columns: width, scale: scale, from: &random)
    let blank = round % width
    let probabilities = CTCReference.enumerate(logits: logits(matrix), blank: blank)
    let best = probabilities.max { $0.value < $1.value }!
    let found = CTC.prefixSearch(
      posteriors: Softmax.posteriors(matrix), blank: blank, sectionThreshold: nil)
    #expect(found.isExact)
    #expect(abs(found.logProbability - log(best.value)) < 1e-5, "seed \(Seed.value)")
    #expect(
      abs(log(probabilities[found.labeling] ?? 0) - log(best.value)) < 1e-5, "seed \(Seed.value)")
  }

  @Test func prefixSearchBeatsTheBestPath() {
    // Graves's example: blank is best in both frames, yet "a" in any of them sums to more.
    let posteriors = Matrix(rows: 2, columns: 2, [0.6, 0.4, 0.6, 0.4])
    #expect(CTC.bestPath(posteriors: posteriors).isEmpty)
    let found = CTC.prefixSearch(posteriors: posteriors)
    #expect(found.labeling == [1])
    #expect(abs(found.logProbability - log(0.64)) < 1e-6)
  }

  @Test func sections() {
    var random = random(3)
    // Three parts between frames that are all but certainly blank.
    var matrix = Matrix.gaussian(rows: 16, columns: 4, from: &random)
    for step in [0, 5, 6, 11] { matrix[step, 0] = 30 }
    let found = CTC.prefixSearch(posteriors: Softmax.posteriors(matrix), sectionThreshold: 0.9999)
    var labeling: [Int] = []
    var logProbability = 0.0
    for frames in [0..<1, 1..<6, 6..<7, 7..<12, 12..<16] {
      let best = CTCReference.enumerate(logits: Array(logits(matrix)[frames]), blank: 0)
        .max { $0.value < $1.value }!
      labeling += best.key
      logProbability += log(best.value)
    }
    #expect(found.isExact)
    #expect(found.labeling == labeling, "seed \(Seed.value)")
    #expect(abs(found.logProbability - logProbability) < 1e-5, "seed \(Seed.value)")
  }

  @Test func limitedSearchKeepsTheBestPathAtLeast() {
    var random = random(4)
    let posteriors = Softmax.posteriors(
      Matrix.gaussian(rows: 60, columns: 10, scale: 0.5, from: &random))
    let found = CTC.prefixSearch(
      posteriors: posteriors, sectionThreshold: nil, expansionLimit: 3)
    #expect(!found.isExact)
    let path = CTC.bestPath(posteriors: posteriors).map(\.label)
    let context = ComputeContext(kernels: Kernels(), threadCount: 1)
    var logs = posteriors
    for step in 0..<60 { for label in 0..<10 { logs[step, label] = log(logs[step, label]) } }
    let losses = CTC.losses(
      logits: SequenceBatch([logs, logs]), labelings: [path, found.labeling], context: context)
    #expect(found.logProbability >= -losses[0] - 1e-3)
    #expect(abs(found.logProbability + losses[1]) < 1e-3, "seed \(Seed.value)")
  }

  @Test func longSearchInTheLogDomain() {
    // The labelling's probability is far below the smallest Double.
    var matrix = Matrix(rows: 3_000, columns: 3)
    for step in 0..<3_000 { matrix[step, step % 4 == 0 ? 1 + step / 4 % 2 : 0] = 3 }
    let found = CTC.prefixSearch(
      posteriors: Softmax.posteriors(matrix), sectionThreshold: nil, expansionLimit: 2)
    #expect(found.labeling.count == 750)
    #expect(found.logProbability < -100 && found.logProbability.isFinite)
  }

  @Test func nothingToSearch() {
    let none = CTC.prefixSearch(posteriors: Matrix(rows: 0, columns: 3))
    #expect(none.labeling.isEmpty && none.logProbability == 0 && none.isExact)
  }

  // MARK: Alignment

  @Test(arguments: 0..<40)
  func alignmentIsTheBestPathOfItsLabeling(round: Int) {
    var random = random(5, UInt64(round))
    let frames = 1 + round % 6
    let matrix = Matrix.gaussian(rows: frames, columns: 3, scale: 2, from: &random)
    let blank = round % 3
    let logs = CTCReference.logSoftmax(logits(matrix))
    var best: [[Int]: Double] = [:]
    CTCReference.forEachPath(frames: frames, width: 3) { path in
      let score = zip(logs, path).reduce(0.0) { $0 + $1.0[$1.1] }
      let labeling = CTCReference.collapse(path, blank: blank)
      best[labeling] = max(best[labeling] ?? -.infinity, score)
    }
    let posteriors = Softmax.posteriors(matrix)
    for (labeling, score) in best {
      guard let found = CTC.align(posteriors: posteriors, labeling: labeling, blank: blank) else {
        Issue.record("\(labeling) not aligned, seed \(Seed.value)")
        continue
      }
      #expect(abs(found.logProbability - score) < 1e-5, "\(labeling), seed \(Seed.value)")
      #expect(found.segments.map(\.label) == labeling)
      var path = [Int](repeating: blank, count: frames)
      for segment in found.segments {
        for step in segment.frames { path[step] = segment.label }
        #expect(segment.frames.contains(segment.peak))
        #expect(segment.score == posteriors[segment.peak, segment.label])
      }
      #expect(CTCReference.collapse(path, blank: blank) == labeling)
      let pathScore = zip(logs, path).reduce(0.0) { $0 + $1.0[$1.1] }
      #expect(abs(pathScore - score) < 1e-5, "\(labeling), seed \(Seed.value)")
    }
  }

  @Test func impossibleAlignments() {
    let posteriors = Matrix(rows: 2, columns: 3, [0.5, 0.5, 0, 0.5, 0.5, 0])
    #expect(CTC.align(posteriors: posteriors, labeling: [1, 1]) == nil)
    #expect(CTC.align(posteriors: posteriors, labeling: [2]) == nil)
    #expect(CTC.align(posteriors: posteriors, labeling: [])?.segments == [])
    #expect(CTC.align(posteriors: Matrix(rows: 0, columns: 3), labeling: [1]) == nil)
    #expect(CTC.align(posteriors: Matrix(rows: 0, columns: 3), labeling: [])?.logProbability == 0)
  }
}
