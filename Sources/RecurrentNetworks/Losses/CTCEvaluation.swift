internal import DenseMath
internal import Foundation

/// The forward–backward algorithm for one sequence after another, in memory that they share.
struct CTCEvaluation {
  let blank: Int
  let needsGradient: Bool
  /// T × V: the emission probabilities of the label states, and for each frame the blank's.
  private var emissions: [ScaledVector] = []
  private var blankEmissions: [ScaledVector] = []
  /// (T + 1) × V: the forward probabilities after 0, 1, …, T frames.
  private var blanks: [ScaledVector] = []
  private var labels: [ScaledVector] = []

  init(blank: Int, needsGradient: Bool) {
    self.blank = blank
    self.needsGradient = needsGradient
  }

  /// The loss of one sequence and, when needed, its gradient, T × C (else 0 × 0).
  mutating func evaluate(
    _ logits: SequenceBatch, sequence: Int, labeling: [Int]
  ) -> (loss: Double, gradient: Matrix) {
    let frames = logits.layout.lengths[sequence]
    var gradient = Matrix(rows: needsGradient ? frames : 0, columns: logits.width)
    guard frames >= CTC.frameCount(needed: labeling) else { return (.infinity, gradient) }
    let lattice = CTCLattice(labeling: labeling, blank: blank)
    reserve(frames: frames, width: lattice.vectorCount)
    let normalizer = runForward(lattice, logits, sequence, softmax: &gradient)
    let result = lattice.probability(blanks: blanks.span, labels: labels.span, frame: frames)
    let isPossible = result.exponent > ScaledVector.zeroExponent / 2
    guard let normalizer, isPossible else {
      let zero = Matrix(rows: gradient.rows, columns: gradient.columns)
      return (normalizer == nil ? .nan : .infinity, zero)
    }
    if needsGradient {
      runBackward(lattice, frames: frames, reference: result.exponent, gradient: &gradient)
    }
    let logarithm = log(Double(result.mantissa)) + Double(result.exponent) * log(2)
    return (normalizer - logarithm, gradient)
  }

  private mutating func reserve(frames: Int, width: Int) {
    func grow(_ array: inout [ScaledVector], to count: Int) {
      if array.count < count { array = [ScaledVector](repeating: .zero, count: count) }
    }
    grow(&emissions, to: frames * width)
    grow(&blankEmissions, to: frames)
    grow(&blanks, to: (frames + 1) * width)
    grow(&labels, to: (frames + 1) * width)
  }

  /// Fills the lattice and, when a gradient is needed, `softmax`. Returns Σ ln Σ exp(x − max), by
  /// which the emission probabilities are too large, or `nil` where a frame's is not a number.
  private mutating func runForward(
    _ lattice: CTCLattice, _ logits: SequenceBatch, _ sequence: Int, softmax: inout Matrix
  ) -> Double? {
    let width = lattice.vectorCount
    let (blank, needsGradient) = (blank, needsGradient)
    for (vector, start) in lattice.row(certain: 0).enumerated() {
      blanks[vector] = start
      labels[vector] = .zero
    }
    var frame = FrameSoftmax(width: logits.width)
    var normalizer = 0.0
    for step in 0..<logits.layout.lengths[sequence] {
      let row = logits.values.row(logits.layout.row(step: step, sequence: sequence))
      let total = frame.load(row)
      guard total.isFinite else { return nil }
      normalizer += log(Double(total))
      if needsGradient {
        var target = softmax.mutableRow(step)
        frame.store(&target, total: total)
      }
      let blankEmission = frame.emission(row, SIMD8(repeating: Int32(blank)))
      blankEmissions[step] = blankEmission
      for vector in 0..<width {
        emissions[step * width + vector] = frame.emission(row, lattice.labels[vector])
      }
      lattice.stepForward(
        frame: step, blankEmission: blankEmission, emissions: emissions,
        blanks: &blanks, labels: &labels)
    }
    return normalizer
  }

  /// Takes each frame's occupancies from the softmax in `gradient`.
  private func runBackward(
    _ lattice: CTCLattice, frames: Int, reference: Float, gradient: inout Matrix
  ) {
    let width = lattice.vectorCount
    var nextBlanks = lattice.row(certain: lattice.labelCount)
    var nextLabels = [ScaledVector](repeating: .zero, count: width)
    var occupancies = [Lanes](repeating: .zero, count: width)
    var blankSpan = nextBlanks.mutableSpan
    var labelSpan = nextLabels.mutableSpan
    var occupancySpan = occupancies.mutableSpan
    for step in (0..<frames).reversed() {
      let total = lattice.stepBackward(
        frame: step, reference: reference, blankEmission: blankEmissions[step],
        emissions: emissions.span, blankForward: blanks.span, labelForward: labels.span,
        blanks: &blankSpan, labels: &labelSpan, occupancies: &occupancySpan)
      // Dividing by the frame's own total, not by p, takes out what rounding gathered on the way.
      let factor = 1 / total.all
      var target = gradient.mutableRow(step)
      target[blank] -= total.blank * factor
      for vector in 0..<width {
        let share = occupancySpan[vector] * factor
        let indices = lattice.labels[vector]
        for lane in 0..<Lanes.scalarCount { target[Int(indices[lane])] -= share[lane] }
      }
    }
  }
}
