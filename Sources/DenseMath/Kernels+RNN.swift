internal import Foundation

// MARK: Simple recurrent layer

extension Kernels {
  /// One direction of a simple recurrent layer, `h[t] = tanh(W·x + b + U·h[t−1])`.
  ///
  /// - Parameters:
  ///   - values: R × H. In: `W·x + b`. Out: h[t].
  ///   - reversed: steps are visited from each sequence's last to its first.
  public func rnnForward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, values: inout Matrix
  ) {
    let size = weights.cellCount
    precondition(weights.weights.rows == size, "these weights are not a simple recurrent layer's")
    precondition(values.rows == layout.rowCount && values.columns == size, "values are R × H")
    for index in 0..<layout.stepCount {
      let step = reversed ? layout.stepCount - 1 - index : index
      for sequence in 0..<Int(layout.active[step]) {
        let row = Int(layout.offsets[step]) + sequence
        let before = layout.rowVisitedBefore(step: step, sequence: sequence, reversed: reversed)
        for j in 0..<size {
          var sum = values[row, j]
          if let before {
            for k in 0..<size { sum += weights.weights[j, k] * values[before, k] }
          }
          values[row, j] = tanh(sum)
        }
      }
    }
  }

  /// The backward pass of `rnnForward`.
  ///
  /// - Parameters:
  ///   - values: R × H, h[t] as the forward pass left it.
  ///   - gradient: R × H. In: the gradient with respect to h[t] from above. Out: the gradient with
  ///     respect to the pre-activations.
  public func rnnBackward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, values: Matrix,
    gradient: inout Matrix
  ) {
    let size = weights.cellCount
    precondition(weights.weights.rows == size, "these weights are not a simple recurrent layer's")
    precondition(values.rows == layout.rowCount && values.columns == size, "values are R × H")
    precondition(gradient.rows == values.rows && gradient.columns == size, "gradient is R × H")
    var carried = Matrix(rows: layout.sequenceCount, columns: size)
    for index in 0..<layout.stepCount {
      let step = reversed ? index : layout.stepCount - 1 - index
      for sequence in 0..<Int(layout.active[step]) {
        let row = Int(layout.offsets[step]) + sequence
        for j in 0..<size {
          let h = values[row, j]
          gradient[row, j] = (gradient[row, j] + carried[sequence, j]) * (1 - h * h)
        }
        for k in 0..<size {
          var sum: Float = 0
          for j in 0..<size { sum += weights.weights[j, k] * gradient[row, j] }
          carried[sequence, k] = sum
        }
      }
    }
  }
}
