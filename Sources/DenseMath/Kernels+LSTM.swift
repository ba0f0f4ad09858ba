internal import Foundation

// MARK: Long short-term memory

extension Kernels {
  /// One direction of an LSTM layer with forget gates over a packed batch (Gers 2002).
  ///
  /// - Parameters:
  ///   - gates: R × G. In: `W·x + b`. Out: the activations of i, f, g, o.
  ///   - peepholes: 3 × H (rows i, f, o), or `nil`. i and f see c[t−1], o sees c[t].
  ///   - cells: R × H, out: c[t].
  ///   - hidden: R × H, out: h[t] = o·tanh(c[t]).
  ///   - reversed: steps are visited from each sequence's last to its first.
  public func lstmForward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, peepholes: Matrix?,
    gates: inout Matrix, cells: inout Matrix, hidden: inout Matrix
  ) {
    let size = weights.cellCount
    checkLSTM(layout, weights, peepholes, gates: gates, cells: cells)
    precondition(hidden.rows == layout.rowCount && hidden.columns == size, "hidden is R × H")
    for index in 0..<layout.stepCount {
      let step = reversed ? layout.stepCount - 1 - index : index
      for sequence in 0..<Int(layout.active[step]) {
        let row = Int(layout.offsets[step]) + sequence
        let before = layout.rowVisitedBefore(step: step, sequence: sequence, reversed: reversed)
        if let before {
          for gate in 0..<4 * size {
            var sum = gates[row, gate]
            for k in 0..<size { sum += weights.weights[gate, k] * hidden[before, k] }
            gates[row, gate] = sum
          }
        }
        for j in 0..<size {
          let last = before.map { cells[$0, j] } ?? 0
          let i = sigmoid(gates[row, j] + (peepholes.map { $0[0, j] * last } ?? 0))
          let f = sigmoid(gates[row, size + j] + (peepholes.map { $0[1, j] * last } ?? 0))
          let g = tanh(gates[row, 2 * size + j])
          let c = f * last + i * g
          let o = sigmoid(gates[row, 3 * size + j] + (peepholes.map { $0[2, j] * c } ?? 0))
          gates[row, j] = i
          gates[row, size + j] = f
          gates[row, 2 * size + j] = g
          gates[row, 3 * size + j] = o
          cells[row, j] = c
          hidden[row, j] = o * tanh(c)
        }
      }
    }
  }

  /// The backward pass of `lstmForward`.
  ///
  /// - Parameters:
  ///   - gates: R × G. In: the activations that the forward pass left. Out: the gradient with
  ///     respect to the pre-activations, from which every weight gradient follows as a product.
  ///   - cells: R × H, as the forward pass left them.
  ///   - hiddenGradient: R × H, the gradient with respect to h[t] from above.
  ///   - peepholeGradient: 3 × H, added to.
  public func lstmBackward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, peepholes: Matrix?,
    gates: inout Matrix, cells: Matrix, hiddenGradient: Matrix, peepholeGradient: inout Matrix?
  ) {
    let size = weights.cellCount
    checkLSTM(layout, weights, peepholes, gates: gates, cells: cells)
    precondition(
      hiddenGradient.rows == layout.rowCount && hiddenGradient.columns == size,
      "the gradient of hidden is R × H")
    precondition((peepholes == nil) == (peepholeGradient == nil), "peepholes have a gradient")
    // Carried back to the step visited before, one row a sequence.
    var carriedHidden = Matrix(rows: layout.sequenceCount, columns: size)
    var carriedCell = Matrix(rows: layout.sequenceCount, columns: size)
    for index in 0..<layout.stepCount {
      let step = reversed ? index : layout.stepCount - 1 - index
      for sequence in 0..<Int(layout.active[step]) {
        let row = Int(layout.offsets[step]) + sequence
        let before = layout.rowVisitedBefore(step: step, sequence: sequence, reversed: reversed)
        for j in 0..<size {
          let (i, f) = (gates[row, j], gates[row, size + j])
          let (g, o) = (gates[row, 2 * size + j], gates[row, 3 * size + j])
          let c = cells[row, j]
          let last = before.map { cells[$0, j] } ?? 0
          let squashed = tanh(c)
          let dh = hiddenGradient[row, j] + carriedHidden[sequence, j]
          let dO = dh * squashed * o * (1 - o)
          var dc = carriedCell[sequence, j] + dh * o * (1 - squashed * squashed)
          if let peepholes { dc += dO * peepholes[2, j] }
          let dI = dc * g * i * (1 - i)
          let dF = dc * last * f * (1 - f)
          let dG = dc * i * (1 - g * g)
          var carry = dc * f
          if let peepholes { carry += dI * peepholes[0, j] + dF * peepholes[1, j] }
          carriedCell[sequence, j] = carry
          peepholeGradient?[0, j] += dI * last
          peepholeGradient?[1, j] += dF * last
          peepholeGradient?[2, j] += dO * c
          gates[row, j] = dI
          gates[row, size + j] = dF
          gates[row, 2 * size + j] = dG
          gates[row, 3 * size + j] = dO
        }
        for k in 0..<size {
          var sum: Float = 0
          for gate in 0..<4 * size { sum += weights.weights[gate, k] * gates[row, gate] }
          carriedHidden[sequence, k] = sum
        }
      }
    }
  }

  private func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

  private func checkLSTM(
    _ layout: SequenceLayout, _ weights: PackedRecurrentWeights, _ peepholes: Matrix?,
    gates: Matrix, cells: Matrix
  ) {
    let size = weights.cellCount
    precondition(weights.weights.rows == 4 * size, "these weights are not an LSTM's")
    precondition(gates.rows == layout.rowCount && gates.columns == 4 * size, "gates are R × G")
    precondition(cells.rows == layout.rowCount && cells.columns == size, "cells are R × H")
    if let peepholes {
      precondition(peepholes.rows == 3 && peepholes.columns == size, "peepholes are 3 × H")
    }
  }
}

extension SequenceLayout {
  /// The row of the step visited just before `step`, or `nil` where the sequence starts.
  func rowVisitedBefore(step: Int, sequence: Int, reversed: Bool) -> Int? {
    let before = reversed ? step + 1 : step - 1
    guard before >= 0 && before < lengths[sequence] else { return nil }
    return Int(offsets[before]) + sequence
  }
}
