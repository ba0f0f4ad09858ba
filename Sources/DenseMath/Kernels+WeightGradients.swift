internal import CKernels

// MARK: Gradients of a recurrent layer's weights

/// The gradients of the weights of one direction of a recurrent layer; G is 4·H for an LSTM, H for a
/// simple recurrent layer.
public struct RecurrentWeightGradients: Sendable {
  /// G × N.
  public var inputWeights: Matrix
  /// G × H.
  public var recurrentWeights: Matrix
  /// 1 × G.
  public var bias: Matrix
}

extension Kernels {
  /// `δᵀ·x`, `δᵀ·h⁻` and `Σ δ` over the whole batch, h⁻ being the outputs at the step visited before
  /// and zero where a sequence starts. One product of (N + H + 1)·R·G multiplications.
  ///
  /// - Parameters:
  ///   - deltas: R × G, the gradient with respect to the pre-activations.
  ///   - inputs: R × N.
  ///   - hidden: R × H, the layer's outputs.
  ///   - numbers: what they are rounded to before they are multiplied.
  public func recurrentWeightGradients(
    layout: SequenceLayout, reversed: Bool, deltas: Matrix, inputs: Matrix, hidden: Matrix,
    numbers: ProductNumbers = .float32
  ) -> RecurrentWeightGradients {
    let rows = layout.rowCount
    precondition(
      deltas.rows == rows && inputs.rows == rows && hidden.rows == rows, "one row a step is needed")
    var input = Matrix.uninitialized(rows: deltas.columns, columns: inputs.columns)
    var recurrent = Matrix.uninitialized(rows: deltas.columns, columns: hidden.columns)
    var bias = Matrix.uninitialized(rows: 1, columns: deltas.columns)
    unsafe withLayout(layout, reversed: reversed) { layout in
      unsafe inputs.withUnsafePointer { x in
        unsafe hidden.withUnsafePointer { h in
          unsafe deltas.withUnsafePointer { d in
            unsafe input.withUnsafeMutablePointer { input in
              unsafe recurrent.withUnsafeMutablePointer { recurrent in
                unsafe bias.withUnsafeMutablePointer { bias in
                  var gradients = unsafe ck_weight_gradients(
                    inputs: Int64(inputs.columns), cells: Int64(hidden.columns),
                    columns: Int64(deltas.columns), x: x, hidden: h, deltas: d,
                    input_gradient: input, recurrent_gradient: recurrent, bias_gradient: bias)
                  let count = unsafe Int(ck_weight_gradients_scratch(&gradients))
                  unsafe withScratch(count: count) { scratch in
                    if numbers == .bfloat16 && hasBFloat16 {
                      unsafe table.weight_gradients_bf16(layout, &gradients, scratch)
                    } else {
                      unsafe table.weight_gradients_f32(layout, &gradients, scratch)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return RecurrentWeightGradients(
      inputWeights: input, recurrentWeights: recurrent, bias: bias)
  }
}
