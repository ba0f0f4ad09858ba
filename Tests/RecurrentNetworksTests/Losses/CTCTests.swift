internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct CTCTests {
  let context = ComputeContext(kernels: Kernels(), threadCount: 1)

  func doubles(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map { row in (0..<matrix.columns).map { Double(matrix[row, $0]) } }
  }

  func labeling(_ count: Int, below width: Int, blank: Int, from random: inout RandomSource)
    -> [Int]
  {
    (0..<count).map { _ in
      let label = Int(random.next() % UInt64(width - 1))
      return label < blank ? label : label + 1
    }
  }

  // MARK: By hand

  @Test func twoFramesTwoLabels() {
    // Of the four equally likely paths only blank–blank is not "a".
    let logits = SequenceBatch([Matrix(rows: 2, columns: 2)])
    let (losses, gradient) = CTC.loss(logits: logits, labelings: [[1]], context: context)
    #expect(abs(losses[0] + log(0.75)) < 1e-7)
    // γ(t, a) = 2/3, so the gradient for a is 1/2 − 2/3.
    for step in 0..<2 {
      #expect(abs(gradient.values[step, 1] + 1.0 / 6) < 1e-6)
      #expect(abs(gradient.values[step, 0] - 1.0 / 6) < 1e-6)
    }
  }

  @Test func framesNeeded() {
    #expect(CTC.frameCount(needed: []) == 0)
    #expect(CTC.frameCount(needed: [3, 1, 3]) == 3)
    #expect(CTC.frameCount(needed: [1, 1, 2, 2, 2]) == 8)
  }

  // MARK: Against every path

  @Test(arguments: [(1, 3, 0), (2, 3, 2), (3, 3, 0), (4, 3, 1), (5, 3, 0), (6, 2, 0), (4, 4, 3)])
  func everyPath(frames: Int, width: Int, blank: Int) {
    var random = RandomSource(seed: Seed.value, stream: UInt64(frames), UInt64(width))
    let logits = Matrix.gaussian(rows: frames, columns: width, scale: 2, from: &random)
    let probabilities = CTCReference.enumerate(logits: doubles(logits), blank: blank)
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-12)
    let labels = (0..<width).filter { $0 != blank }
    var labelings: [[Int]] = [[]]
    var longest: [[Int]] = [[]]
    for _ in 0...frames {
      longest = longest.flatMap { start in labels.map { start + [$0] } }
      labelings += longest
    }
    for labeling in labelings {
      let loss = CTC.loss(
        logits: SequenceBatch([logits]), labelings: [labeling], blank: blank, context: context)
      if let probability = probabilities[labeling] {
        #expect(
          abs(loss.losses[0] + log(probability)) < 2e-6 * max(1, -log(probability)),
          "labelling \(labeling), seed \(Seed.value)")
      } else {
        #expect(loss.losses[0] == .infinity, "labelling \(labeling)")
        #expect(loss.gradient.values.array.allSatisfy { $0 == 0 })
      }
    }
  }

  @Test func theReferenceAgreesWithItself() {
    var random = RandomSource(seed: Seed.value, stream: 2)
    let logits = doubles(Matrix.gaussian(rows: 5, columns: 3, from: &random))
    for (labeling, probability) in CTCReference.enumerate(logits: logits, blank: 0) {
      let loss = CTCReference.loss(logits: logits, labeling: labeling, blank: 0)
      #expect(abs(loss + log(probability)) < 1e-12)
    }
    // Its analytic gradient against differences of its loss.
    let labeling = [1, 1, 2]
    let gradient = CTCReference.gradient(logits: logits, labeling: labeling, blank: 0)
    for (step, label) in (0..<15).map({ ($0 / 3, $0 % 3) }) {
      var (more, less) = (logits, logits)
      more[step][label] += 1e-5
      less[step][label] -= 1e-5
      let slope =
        (CTCReference.loss(logits: more, labeling: labeling, blank: 0)
          - CTCReference.loss(logits: less, labeling: labeling, blank: 0)) / 2e-5
      #expect(abs(slope - gradient[step][label]) < 1e-8, "seed \(Seed.value)")
    }
  }

  // MARK: Gradients

  /// Labelling lengths around the eight lanes of a vector, widths around them too.
  @Test(arguments: [0, 1, 2, 6, 7, 8, 9, 14, 15, 16, 17, 23, 31])
  func gradientByDifferences(labelCount: Int) {
    var random = RandomSource(seed: Seed.value, stream: 3, UInt64(labelCount))
    let width = 2 + labelCount % 10
    let blank = labelCount % width
    let labels = labeling(labelCount, below: width, blank: blank, from: &random)
    let frames = CTC.frameCount(needed: labels) + labelCount / 2 + 1
    let logits = Matrix.gaussian(rows: frames, columns: width, scale: 2, from: &random)
    let result = CTC.loss(
      logits: SequenceBatch([logits]), labelings: [labels], blank: blank, context: context)
    let exact = doubles(logits)
    let loss = CTCReference.loss(logits: exact, labeling: labels, blank: blank)
    #expect(abs(result.losses[0] - loss) < 1e-6 * max(1, loss), "seed \(Seed.value)")
    for step in 0..<frames {
      for label in 0..<width {
        var (more, less) = (exact, exact)
        more[step][label] += 1e-5
        less[step][label] -= 1e-5
        let slope =
          (CTCReference.loss(logits: more, labeling: labels, blank: blank)
            - CTCReference.loss(logits: less, labeling: labels, blank: blank)) / 2e-5
        #expect(
          abs(slope - Double(result.gradient.values[step, label])) < 2e-6,
          "frame \(step), label \(label), seed \(Seed.value)")
      }
    }
  }

  @Test func longSequences() {
    var random = RandomSource(seed: Seed.value, stream: 4)
    let logits = Matrix.gaussian(rows: 5_000, columns: 20, scale: 4, from: &random)
    for count in [0, 12, 700] {
      let labels = labeling(count, below: 20, blank: 0, from: &random)
      let result = CTC.loss(
        logits: SequenceBatch([logits]), labelings: [labels], context: context)
      let loss = CTCReference.loss(logits: doubles(logits), labeling: labels, blank: 0)
      // The mantissas round three times a frame, each within 6e-8.
      #expect(abs(result.losses[0] - loss) < 5e-4, "loss \(loss), seed \(Seed.value)")
      let gradient = CTCReference.gradient(logits: doubles(logits), labeling: labels, blank: 0)
      var worst = 0.0
      for step in 0..<5_000 {
        for label in 0..<20 {
          worst = max(
            worst, abs(gradient[step][label] - Double(result.gradient.values[step, label])))
        }
      }
      #expect(worst < 1e-4, "\(count) labels, seed \(Seed.value)")
    }
  }

  // MARK: Batches

  @Test func unequalLengthsAndThreads() {
    var random = RandomSource(seed: Seed.value, stream: 5)
    let lengths = [40, 33, 33, 17, 8, 1, 0, 0]
    let counts = [12, 20, 0, 9, 7, 1, 0, 1]
    let matrices = lengths.map { Matrix.gaussian(rows: $0, columns: 11, from: &random) }
    let labelings = counts.map { labeling($0, below: 11, blank: 4, from: &random) }
    let batch = SequenceBatch(matrices)
    let whole = CTC.loss(logits: batch, labelings: labelings, blank: 4, context: context)
    #expect(
      CTC.losses(logits: batch, labelings: labelings, blank: 4, context: context) == whole.losses)
    for (index, matrix) in matrices.enumerated() {
      let alone = CTC.loss(
        logits: SequenceBatch([matrix]), labelings: [labelings[index]], blank: 4, context: context)
      #expect(alone.losses[0] == whole.losses[index])
      #expect(alone.gradient.sequence(0) == whole.gradient.sequence(index))
    }
    #expect(whole.losses[6] == 0)
    #expect(whole.losses[7] == .infinity)
    for threads in [2, 3, 8] {
      let other = CTC.loss(
        logits: batch, labelings: labelings, blank: 4,
        context: ComputeContext(kernels: Kernels(), threadCount: threads))
      #expect(other.losses == whole.losses)
      #expect(other.gradient.values == whole.gradient.values)
    }
  }

  @Test func noSequences() {
    let batch = SequenceBatch(layout: SequenceLayout(lengths: []), width: 4)
    let result = CTC.loss(logits: batch, labelings: [], context: context)
    #expect(result.losses.isEmpty)
    #expect(result.gradient.values.count == 0)
  }

  // MARK: Extremes

  @Test(arguments: [Float(30), 300, 10_000])
  func peakedLogits(height: Float) {
    // A path that the logits shout, and one that they forbid: losses of about 0 and 4 · height.
    var logits = Matrix(rows: 6, columns: 4)
    for (step, label) in [0, 1, 1, 0, 2, 0].enumerated() { logits[step, label] = height }
    for labels in [[1, 2], [3, 3, 3], [2, 1]] {
      let result = CTC.loss(
        logits: SequenceBatch([logits]), labelings: [labels], context: context)
      let loss = CTCReference.loss(logits: doubles(logits), labeling: labels, blank: 0)
      #expect(abs(result.losses[0] - loss) < 1e-6 * max(1, loss), "\(labels)")
      let gradient = CTCReference.gradient(logits: doubles(logits), labeling: labels, blank: 0)
      for step in 0..<6 {
        for label in 0..<4 {
          #expect(abs(gradient[step][label] - Double(result.gradient.values[step, label])) < 1e-5)
        }
      }
    }
  }

  @Test func labelsRuledOut() {
    var logits = Matrix(rows: 3, columns: 3)
    for step in 0..<3 { logits[step, 2] = -.infinity }
    let result = CTC.loss(
      logits: SequenceBatch([logits, logits]), labelings: [[1], [2]], context: context)
    // Six of the eight paths over blank and 1 read "1".
    #expect(abs(result.losses[0] + log(0.75)) < 1e-6)
    #expect(result.losses[1] == .infinity)
    #expect(result.gradient.sequence(1).array.allSatisfy { $0 == 0 })
    #expect(result.gradient.sequence(0).array.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func notNumbers(value: Float) {
    var logits = Matrix(rows: 4, columns: 9)
    for label in value < 0 ? 0..<9 : 5..<6 { logits[2, label] = value }
    let result = CTC.loss(
      logits: SequenceBatch([logits, Matrix(rows: 4, columns: 9)]), labelings: [[1], [1]],
      context: context)
    #expect(result.losses[0].isNaN)
    #expect(result.gradient.sequence(0).array.allSatisfy { $0 == 0 })
    #expect(result.losses[1].isFinite)
  }

  // MARK: PyTorch

  struct Golden: Decodable {
    struct Case: Decodable {
      var blank: Int
      var labelings: [[Int]]
      var logits: [[[Double]]]
      var losses: [Double?]
      var gradients: [[[Double]]]
    }
    var tool: String
    var cases: [Case]
  }

  @Test func goldenValues() throws {
    let url = try #require(Bundle.module.url(forResource: "Golden/ctc", withExtension: "json"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    try #require(golden.tool == "torch 2.13.0+cpu")
    try #require(golden.cases.count == 4)
    for golden in golden.cases {
      let batch = SequenceBatch(
        golden.logits.map { rows in
          Matrix(rows: rows.count, columns: rows[0].count, rows.flatMap { $0.map { Float($0) } })
        })
      let result = CTC.loss(
        logits: batch, labelings: golden.labelings, blank: golden.blank, context: context)
      for (index, loss) in golden.losses.enumerated() {
        if let loss {
          #expect(abs(result.losses[index] - loss) < 1e-6 * loss)
        } else {
          #expect(result.losses[index] == .infinity)
        }
        let gradient = doubles(result.gradient.sequence(index))
        for (row, expected) in zip(gradient, golden.gradients[index]) {
          for (value, expected) in zip(row, expected) { #expect(abs(value - expected) < 1e-6) }
        }
      }
    }
  }
}
