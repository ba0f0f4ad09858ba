internal import CKernels

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
  ///   - visits: only these steps, in the order of visits; those before have been visited, and the
  ///     first rows of `gates` are the rows of these (`SequenceLayout.rows(ofVisits:)`).
  public func lstmForward(
    layout: SequenceLayout, reversed: Bool, visits: Range<Int>? = nil,
    weights: PackedRecurrentWeights, peepholes: Matrix?,
    gates: inout Matrix, cells: inout Matrix, hidden: inout Matrix
  ) {
    let size = weights.cellCount
    let visits = visits ?? 0..<layout.stepCount
    checkLSTM(layout, weights, peepholes, cells: cells)
    checkForward(layout, reversed, visits, gates: gates, cells: cells, hidden: hidden)
    unsafe withLayout(layout, reversed: reversed, visits: visits) { layout in
      unsafe withPointer(to: peepholes) { peepholes in
        unsafe gates.withUnsafeMutablePointer { gates in
          unsafe cells.withUnsafeMutablePointer { cells in
            unsafe hidden.withUnsafeMutablePointer { hidden in
              switch weights.numbers {
              case .float32:
                unsafe table.lstm_forward_f32(
                  layout, Int64(size), weights.forward.base, peepholes, gates, cells, hidden)
              case .bfloat16:
                unsafe withBFloat16Scratch(layout, columns: size) { scratch in
                  unsafe table.lstm_forward_bf16(
                    layout, Int64(size), weights.forward.integers(), peepholes, gates, cells,
                    hidden, scratch)
                }
              }
            }
          }
        }
      }
    }
  }

  /// The backward pass of `lstmForward`: the gradient with respect to the pre-activations, R × G,
  /// from which the gradients of all weights follow (`recurrentWeightGradients`).
  ///
  /// - Parameters:
  ///   - activations, cells: what the forward pass left in `gates` and `cells`.
  ///   - hiddenGradient: the gradient with respect to h[t] from above: H columns from
  ///     `firstColumn` on, of a matrix of R rows.
  ///   - peepholeGradient: 3 × H, added to; `nil` without peepholes.
  public func lstmBackward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, peepholes: Matrix?,
    activations: Matrix, cells: Matrix, hiddenGradient: Matrix, firstColumn: Int = 0,
    peepholeGradient: inout Matrix?
  ) -> Matrix {
    let size = weights.cellCount
    checkLSTM(layout, weights, peepholes, cells: cells)
    precondition(
      activations.rows == layout.rowCount && activations.columns == 4 * size, "gates are R × G")
    precondition(
      hiddenGradient.rows == layout.rowCount && firstColumn >= 0
        && firstColumn + size <= hiddenGradient.columns, "the gradient of hidden is R × H")
    precondition((peepholes == nil) == (peepholeGradient == nil), "peepholes have a gradient")
    if let peepholeGradient {
      precondition(
        peepholeGradient.rows == 3 && peepholeGradient.columns == size,
        "the gradient of the peepholes is 3 × H")
    }
    var deltas = Matrix.uninitialized(rows: layout.rowCount, columns: 4 * size)
    var holes = peepholeGradient ?? Matrix(rows: 0, columns: 0)
    peepholeGradient = nil  // held once, so that writing does not copy
    unsafe withLayout(layout, reversed: reversed) { layout in
      unsafe withPointer(to: peepholes) { peepholes in
        unsafe activations.withUnsafePointer { activations in
          unsafe cells.withUnsafePointer { cells in
            unsafe hiddenGradient.withUnsafePointer { above in
              unsafe deltas.withUnsafeMutablePointer { deltas in
                unsafe holes.withUnsafeMutablePointer { holes in
                  unsafe withScratch(count: Int(layout.pointee.sequences) * size) { carried in
                    let above = unsafe above + firstColumn
                    let holes = unsafe peepholes == nil ? nil : holes
                    let width = Int64(hiddenGradient.columns)
                    switch weights.numbers {
                    case .float32:
                      unsafe table.lstm_backward_f32(
                        layout, Int64(size), weights.backward.base, peepholes, activations, cells,
                        above, width, deltas, holes, carried)
                    case .bfloat16:
                      unsafe withBFloat16Scratch(layout, columns: 4 * size) { scratch in
                        unsafe table.lstm_backward_bf16(
                          layout, Int64(size), weights.backward.integers(), peepholes,
                          activations, cells, above, width, deltas, holes, carried, scratch)
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    if peepholes != nil { peepholeGradient = holes }
    return deltas
  }

  private func checkLSTM(
    _ layout: SequenceLayout, _ weights: PackedRecurrentWeights, _ peepholes: Matrix?,
    cells: Matrix
  ) {
    let size = weights.cellCount
    precondition(weights.isGated, "these weights are not an LSTM's")
    precondition(weights.lanes == table.lanes, "weights packed for other kernels")
    precondition(cells.rows == layout.rowCount && cells.columns == size, "cells are R × H")
    if let peepholes {
      precondition(peepholes.rows == 3 && peepholes.columns == size, "peepholes are 3 × H")
    }
  }
}

// MARK: For the wrappers

/// The shapes of a forward pass of an LSTM over some steps.
func checkForward(
  _ layout: SequenceLayout, _ reversed: Bool, _ visits: Range<Int>, gates: Matrix, cells: Matrix,
  hidden: Matrix
) {
  let size = cells.columns
  let rows = layout.rows(ofVisits: visits, reversed: reversed).count
  precondition(gates.rows >= rows && gates.columns == 4 * size, "gates are R × G")
  precondition(cells.rows == layout.rowCount, "cells are R × H")
  precondition(hidden.rows == layout.rowCount && hidden.columns == size, "hidden is R × H")
}

/// Scratch of a recurrent kernel on bfloat16: a step's rows of `columns` numbers.
@unsafe private func withBFloat16Scratch<R>(
  _ layout: UnsafePointer<ck_layout>, columns: Int, _ body: (UnsafeMutablePointer<UInt16>) -> R
) -> R {
  unsafe withBFloat16Scratch(
    count: ck_lstm_bf16_scratch(layout.pointee.sequences, Int64(columns)), body)
}

/// `layout` as the C side has it, inside `body` only: the steps up to the last of `visits`.
@unsafe func withLayout<R>(
  _ layout: SequenceLayout, reversed: Bool, visits: Range<Int>? = nil,
  _ body: (UnsafePointer<ck_layout>) -> R
) -> R {
  let visits = visits ?? 0..<layout.stepCount
  let firstStep = reversed ? layout.stepCount - visits.upperBound : 0
  return unsafe layout.active.withUnsafeBufferPointer { active in
    unsafe layout.offsets.withUnsafeBufferPointer { offsets in
      var value = unsafe ck_layout(
        active: active.baseAddress.map { unsafe $0 + firstStep },
        offsets: offsets.baseAddress.map { unsafe $0 + firstStep },
        steps: Int64(visits.upperBound), sequences: Int64(layout.sequenceCount),
        reversed: reversed ? 1 : 0, visited: Int64(visits.lowerBound),
        gates_row: Int64(layout.rows(ofVisits: visits, reversed: reversed).lowerBound))
      return unsafe body(&value)
    }
  }
}
