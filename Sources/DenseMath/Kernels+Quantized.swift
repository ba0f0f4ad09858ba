internal import CKernels

// MARK: Inference on weights of 8 bits

extension Kernels {
  /// Each row of `values` as whole numbers times the row's largest magnitude over 8191: off by at most
  /// half of that.
  public func quantize(_ values: Matrix) -> QuantizedRows {
    let result = QuantizedRows(rows: values.rows, columns: values.columns)
    unsafe values.withUnsafePointer { source in
      unsafe table.quantize_s16(
        Int64(values.rows), Int64(values.columns), source, result.packed.integers(),
        result.scales.base)
    }
    return result
  }

  /// `result ← values·weightsᵀ + bias`, the sums of whole numbers exact.
  ///
  /// - Parameters:
  ///   - bias: 1 × M.
  ///   - result: R × M.
  public func multiply(
    _ values: QuantizedRows, _ weights: QuantizedWeights, bias: Matrix, into result: inout Matrix
  ) {
    precondition(
      values.columns == weights.depth && result.rows == values.rows
        && result.columns == weights.rows && bias.count == weights.rows, "shapes do not fit")
    unsafe bias.withUnsafePointer { bias in
      unsafe result.withUnsafeMutablePointer { c in
        var product = unsafe ck_quantized_product(
          rows: Int64(values.rows), columns: Int64(weights.rows), depth: Int64(weights.depth),
          a: values.packed.integers(), row_scales: values.scales.base,
          b: weights.packed.integers(), column_scales: weights.scales.base, bias: bias, c: c)
        unsafe table.product_s8(&product)
      }
    }
  }

  /// As `lstmForward` on weights of floats, but for the products of the recurrent weights with h[t−1],
  /// both of them whole numbers; h in steps of 1/8191.
  public func lstmForward(
    layout: SequenceLayout, reversed: Bool, weights: QuantizedRecurrentWeights,
    peepholes: Matrix?, gates: inout Matrix, cells: inout Matrix, hidden: inout Matrix
  ) {
    let size = weights.cellCount
    precondition(gates.rows == layout.rowCount && gates.columns == 4 * size, "gates are R × G")
    precondition(cells.rows == layout.rowCount && cells.columns == size, "cells are R × H")
    precondition(hidden.rows == layout.rowCount && hidden.columns == size, "hidden is R × H")
    if let peepholes {
      precondition(peepholes.rows == 3 && peepholes.columns == size, "peepholes are 3 × H")
    }
    unsafe withLayout(layout, reversed: reversed) { layout in
      unsafe withPointer(to: peepholes) { peepholes in
        unsafe gates.withUnsafeMutablePointer { gates in
          unsafe cells.withUnsafeMutablePointer { cells in
            unsafe hidden.withUnsafeMutablePointer { hidden in
              let integers = ck_lstm_forward_s8_scratch(
                unsafe layout.pointee.sequences, Int64(size))
              unsafe withScratch(count: Int(integers + 1) / 2) { scratch in
                unsafe table.lstm_forward_s8(
                  layout, Int64(size), weights.packed.integers(), weights.scales.base, peepholes,
                  gates, cells, hidden,
                  UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int16.self))
              }
            }
          }
        }
      }
    }
  }
}
