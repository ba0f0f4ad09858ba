/// The lattice of one labelling for the forward–backward algorithm, eight states at a time.
///
/// The states are blank 0, label 0, blank 1, …, label L − 1, blank L (Graves 2006, section 4.1).
/// Blanks and labels are kept apart, so that all steps to a state are
///
///     blank[i] ← blank[i] + label[i−1]
///     label[i] ← label[i] + blank[i] + label[i−1]   the last only where the two labels differ
///
/// and striped (Farrar 2007): state i stands in vector i mod V, lane i div V. The neighbours of a
/// vector's eight states are then the eight of the vector before it, and only the first vector
/// takes its neighbours from the last one, moved by a lane. States past the end are reached but
/// lead nowhere: their backward probability is zero.
struct CTCLattice {
  /// Labels in the labelling, L.
  let labelCount: Int
  /// Vectors that hold L + 1 states, V.
  let vectorCount: Int
  /// The label of each state.
  let labels: [SIMD8<Int32>]
  /// Added to the exponent of label i − 1 on its way to label i: 0, or zero's where none may go.
  let skips: [Lanes]
  /// The same for the way from label i to label i + 1.
  let skipsAhead: [Lanes]

  init(labeling: [Int], blank: Int) {
    labelCount = labeling.count
    vectorCount = (labeling.count + Lanes.scalarCount) / Lanes.scalarCount
    var labels = [SIMD8<Int32>](repeating: SIMD8(repeating: Int32(blank)), count: vectorCount)
    var skips = [Lanes](
      repeating: Lanes(repeating: ScaledVector.zeroExponent), count: vectorCount)
    var skipsAhead = skips
    for (index, label) in labeling.enumerated() {
      labels[index % vectorCount][index / vectorCount] = Int32(label)
      guard index > 0 && labeling[index - 1] != label else { continue }
      skips[index % vectorCount][index / vectorCount] = 0
      skipsAhead[(index - 1) % vectorCount][(index - 1) / vectorCount] = 0
    }
    self.labels = labels
    self.skips = skips
    self.skipsAhead = skipsAhead
  }

  /// A row of states of which one has probability 1 and the others 0.
  func row(certain index: Int) -> [ScaledVector] {
    var row = [ScaledVector](repeating: .zero, count: vectorCount)
    row[index % vectorCount].exponent[index / vectorCount] = 0
    return row
  }

  /// One frame forward: reads row `frame`, writes row `frame + 1` of `blanks` and `labels`.
  @inline(__always)
  func stepForward(
    frame: Int, blankEmission: ScaledVector, emissions: [ScaledVector],
    blanks: inout [ScaledVector], labels: inout [ScaledVector]
  ) {
    let emissions = emissions.span
    var blanks = blanks.mutableSpan
    var labels = labels.mutableSpan
    let before = frame * vectorCount
    let after = before + vectorCount
    var neighbour = labels[after - 1].shiftedUp
    for vector in 0..<vectorCount {
      let blank = blanks[before + vector]
      let label = labels[before + vector]
      blanks[after + vector] = .product(.sum(blank, neighbour), blankEmission)
      neighbour.exponent += skips[vector]
      labels[after + vector] = .product(
        .sum(label, blank, neighbour), emissions[before + vector])
      neighbour = label
    }
  }

  /// One frame backward. `blanks` and `labels` hold, in, the probabilities of all that follows the
  /// frame, with the emission of the frame after it; out, the same one frame earlier.
  ///
  /// - Parameters:
  ///   - blankForward, labelForward: what `stepForward` wrote for this frame at `frame + 1`.
  ///   - reference: the exponent of the whole labelling's probability.
  ///   - occupancies: out, of each label state; their scale is that of the result.
  /// - Returns: the occupancy of all blank states and that of all states.
  @inline(__always)
  func stepBackward(
    frame: Int, reference: Float, blankEmission: ScaledVector, emissions: Span<ScaledVector>,
    blankForward: Span<ScaledVector>, labelForward: Span<ScaledVector>,
    blanks: inout MutableSpan<ScaledVector>, labels: inout MutableSpan<ScaledVector>,
    occupancies: inout MutableSpan<Lanes>
  ) -> (blank: Float, all: Float) {
    let row = frame * vectorCount
    let lastBlank = blanks[0].shiftedDown
    let lastLabel = labels[0].shiftedDown
    var blank = blanks[0]
    var label = labels[0]
    var blankTotal = Lanes.zero
    var labelTotal = Lanes.zero
    for vector in 0..<vectorCount {
      let isLast = vector == vectorCount - 1
      let nextBlank = isLast ? lastBlank : blanks[vector + 1]
      let nextLabel = isLast ? lastLabel : labels[vector + 1]
      var skipped = nextLabel
      skipped.exponent += skipsAhead[vector]
      let fromBlank = ScaledVector.sum(blank, label)
      let fromLabel = ScaledVector.sum(label, nextBlank, skipped)
      let blankHere = blankForward[row + vectorCount + vector]
      let labelHere = labelForward[row + vectorCount + vector]
      blankTotal += ScaledVector(
        mantissa: blankHere.mantissa * fromBlank.mantissa,
        exponent: blankHere.exponent + fromBlank.exponent
      ).values(relativeTo: reference)
      let occupancy = ScaledVector(
        mantissa: labelHere.mantissa * fromLabel.mantissa,
        exponent: labelHere.exponent + fromLabel.exponent
      ).values(relativeTo: reference)
      labelTotal += occupancy
      occupancies[vector] = occupancy
      blanks[vector] = .product(fromBlank, blankEmission)
      labels[vector] = .product(fromLabel, emissions[row + vector])
      blank = nextBlank
      label = nextLabel
    }
    let sum = blankTotal.sum()
    return (sum, sum + labelTotal.sum())
  }
}

extension CTCLattice {
  /// The probability of the whole labelling after `frame` frames: that of its last two states.
  func probability(
    blanks: Span<ScaledVector>, labels: Span<ScaledVector>, frame: Int
  ) -> (mantissa: Float, exponent: Float) {
    let (vector, lane) = (labelCount % vectorCount, labelCount / vectorCount)
    let blank = blanks[frame * vectorCount + vector]
    guard labelCount > 0 else { return (blank.mantissa[lane], blank.exponent[lane]) }
    let (labelVector, labelLane) = ((labelCount - 1) % vectorCount, (labelCount - 1) / vectorCount)
    let label = labels[frame * vectorCount + labelVector]
    let top = Swift.max(blank.exponent[lane], label.exponent[labelLane])
    let mantissa =
      blank.mantissa[lane] * scale(blank.exponent[lane] - top)
      + label.mantissa[labelLane] * scale(label.exponent[labelLane] - top)
    return (mantissa, top)
  }

  private func scale(_ exponent: Float) -> Float {
    exponent < -126 ? 0 : Float(sign: .plus, exponent: Int(exponent), significand: 1)
  }
}
