internal import DenseMath

/// Zeroes values with probability `rate` while training and multiplies the others by
/// 1 / (1 − rate), so that inference needs no change (Srivastava 2014).
struct DropoutLayer: TrainableLayer {
  let rate: Double
  /// Sets this layer's random numbers apart from those of other layers.
  let stream: UInt64

  private struct Trace: LayerTrace {
    let mask: Matrix?
  }

  func output(of input: SequenceBatch, context: ComputeContext) -> SequenceBatch { input }

  func forward(
    _ input: SequenceBatch, random: RandomSource?, context: ComputeContext
  ) -> (output: SequenceBatch, trace: any LayerTrace) {
    guard rate > 0, let source = random?.split(stream) else { return (input, Trace(mask: nil)) }
    var mask = Matrix.uninitialized(rows: input.values.rows, columns: input.width)
    let kept = Float(1 / (1 - rate))
    let threshold = UInt32(rate * 0x1p32)
    mask.updateRows(on: context) { rows, values in
      var source = source.split(UInt64(rows.lowerBound))
      var index = 0
      while index < values.count {
        // Two decisions a draw.
        let bits = source.next()
        values[index] = UInt32(truncatingIfNeeded: bits) < threshold ? 0 : kept
        if index + 1 < values.count {
          values[index + 1] = UInt32(truncatingIfNeeded: bits >> 32) < threshold ? 0 : kept
        }
        index += 2
      }
    }
    return (masked(input, by: mask, on: context), Trace(mask: mask))
  }

  func gradient(
    _ trace: any LayerTrace, outputGradient: SequenceBatch, wantsInput: Bool,
    context: ComputeContext
  ) -> (weights: [Matrix], input: SequenceBatch?) {
    guard let trace = trace as? Trace else { preconditionFailure("another layer's trace") }
    guard wantsInput else { return ([], nil) }
    return ([], trace.mask.map { masked(outputGradient, by: $0, on: context) } ?? outputGradient)
  }

  private func masked(
    _ batch: SequenceBatch, by mask: Matrix, on context: ComputeContext
  ) -> SequenceBatch {
    var result = batch
    let columns = mask.columns
    result.values.updateRows(on: context) { rows, values in
      let factors = mask.elements
      let first = rows.lowerBound * columns
      for index in values.indices { values[index] *= factors[first + index] }
    }
    return result
  }
}
