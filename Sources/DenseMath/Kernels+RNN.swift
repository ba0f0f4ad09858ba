internal import CKernels

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
    checkRNN(layout, weights, values)
    unsafe withLayout(layout, reversed: reversed) { layout in
      unsafe values.withUnsafeMutablePointer { values in
        unsafe table.rnn_forward_f32(
          layout, Int64(weights.cellCount), weights.forward.base, values)
      }
    }
  }

  /// The backward pass of `rnnForward`: the gradient with respect to the pre-activations, R × H.
  ///
  /// - Parameters:
  ///   - values: R × H, h[t] as the forward pass left it.
  ///   - hiddenGradient: the gradient with respect to h[t] from above: H columns from
  ///     `firstColumn` on, of a matrix of R rows.
  public func rnnBackward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, values: Matrix,
    hiddenGradient: Matrix, firstColumn: Int = 0
  ) -> Matrix {
    checkRNN(layout, weights, values)
    precondition(
      hiddenGradient.rows == layout.rowCount && firstColumn >= 0
        && firstColumn + weights.cellCount <= hiddenGradient.columns,
      "the gradient of hidden is R × H")
    var deltas = Matrix.uninitialized(rows: values.rows, columns: values.columns)
    unsafe withLayout(layout, reversed: reversed) { layout in
      unsafe values.withUnsafePointer { values in
        unsafe hiddenGradient.withUnsafePointer { above in
          unsafe deltas.withUnsafeMutablePointer { deltas in
            unsafe table.rnn_backward_f32(
              layout, Int64(weights.cellCount), weights.backward.base, values,
              above + firstColumn, Int64(hiddenGradient.columns), deltas)
          }
        }
      }
    }
    return deltas
  }

  private func checkRNN(
    _ layout: SequenceLayout, _ weights: PackedRecurrentWeights, _ values: Matrix
  ) {
    precondition(!weights.isGated, "these weights are not a simple recurrent layer's")
    precondition(weights.lanes == table.lanes, "weights packed for other kernels")
    precondition(
      values.rows == layout.rowCount && values.columns == weights.cellCount, "values are R × H")
  }
}
