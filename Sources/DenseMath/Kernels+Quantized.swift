internal import CKernels

// MARK: Inference on weights of 8 bits

extension Kernels {
  /// Each row of `values` as whole numbers times the row's largest magnitude over 8191: off by at most
  /// half of that.
  public func quantize(_ values: Matrix) -> QuantizedRows {
    let result = QuantizedRows(rows: values.rows, columns: values.columns)
    quantize(values, rows: 0..<values.rows, into: result)
    return result
  }

  /// The same of some rows, into memory that nobody else holds.
  func quantize(_ values: Matrix, rows: Range<Int>, into result: QuantizedRows) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= values.rows && result.rows == rows.count
        && result.columns == values.columns, "shapes do not fit")
    unsafe values.withUnsafePointer { source in
      unsafe table.quantize_s16(
        Int64(rows.count), Int64(values.columns), source + rows.lowerBound * values.columns,
        result.packed.integers(), result.scales.base)
    }
  }

  /// `result ← values·weightsᵀ + bias`, the sums of whole numbers exact.
  ///
  /// - Parameters:
  ///   - rows: only these rows of `values`, whose products are the first rows of `result`.
  ///   - bias: 1 × M.
  ///   - result: R × M.
  public func multiply(
    _ values: QuantizedRows, rows: Range<Int>? = nil, _ weights: QuantizedWeights, bias: Matrix,
    into result: inout Matrix
  ) {
    let rows = rows ?? 0..<values.rows
    precondition(rows.lowerBound >= 0 && rows.upperBound <= values.rows, "no such rows")
    precondition(
      values.columns == weights.depth && result.rows >= rows.count
        && result.columns == weights.rows && bias.count == weights.rows, "shapes do not fit")
    let width = (values.columns + 1) / 2 * 2
    unsafe bias.withUnsafePointer { bias in
      unsafe result.withUnsafeMutablePointer { c in
        var product = unsafe ck_quantized_product(
          rows: Int64(rows.count), columns: Int64(weights.rows), depth: Int64(weights.depth),
          a: values.packed.integers() + rows.lowerBound * width,
          row_scales: values.scales.base + rows.lowerBound,
          b: weights.packed.integers(), column_scales: weights.scales.base, bias: bias, c: c)
        unsafe table.product_s8(&product)
      }
    }
  }

  /// As `lstmForward` on weights of floats, but for the products of the recurrent weights with h[t−1],
  /// both of them whole numbers; h in steps of 1/8191.
  public func lstmForward(
    layout: SequenceLayout, reversed: Bool, visits: Range<Int>? = nil,
    weights: QuantizedRecurrentWeights, peepholes: Matrix?, gates: inout Matrix,
    cells: inout Matrix, hidden: inout Matrix
  ) {
    let bytes =
      Int(ck_lstm_forward_s8_scratch(Int64(layout.sequenceCount), Int64(weights.cellCount)))
      * MemoryLayout<Int16>.stride
    unsafe withScratch(count: bytes / MemoryLayout<Float>.stride) { scratch in
      unsafe lstmForward(
        layout: layout, reversed: reversed, visits: visits, weights: weights,
        peepholes: peepholes, gates: &gates, cells: &cells, hidden: &hidden, scratch: scratch)
    }
  }

  /// The same with the caller's scratch, `ck_lstm_forward_s8_scratch` integers.
  @unsafe func lstmForward(
    layout: SequenceLayout, reversed: Bool, visits: Range<Int>? = nil,
    weights: QuantizedRecurrentWeights, peepholes: Matrix?, gates: inout Matrix,
    cells: inout Matrix, hidden: inout Matrix, scratch: UnsafeMutablePointer<Float>
  ) {
    let size = weights.cellCount
    let visits = visits ?? 0..<layout.stepCount
    precondition(cells.columns == size, "cells are R × H")
    checkForward(layout, reversed, visits, gates: gates, cells: cells, hidden: hidden)
    if let peepholes {
      precondition(peepholes.rows == 3 && peepholes.columns == size, "peepholes are 3 × H")
    }
    unsafe withLayout(layout, reversed: reversed, visits: visits) { layout in
      unsafe withPointer(to: peepholes) { peepholes in
        unsafe gates.withUnsafeMutablePointer { gates in
          unsafe cells.withUnsafeMutablePointer { cells in
            unsafe hidden.withUnsafeMutablePointer { hidden in
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
