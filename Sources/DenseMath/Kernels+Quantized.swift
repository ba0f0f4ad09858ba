internal import CKernels

// MARK: Inference on weights of 8 bits

extension Kernels {
  /// Each row of `values` as whole numbers times the row's largest magnitude over 8191 (over 127 with
  /// `valueBits` of 8): off by at most half of that.
  public func quantize(_ values: Matrix) -> QuantizedRows {
    let result = QuantizedRows(rows: values.rows, columns: values.columns, valueBits: valueBits)
    quantize(values, rows: 0..<values.rows, into: result)
    return result
  }

  /// The same of some rows, into memory that nobody else holds.
  func quantize(_ values: Matrix, rows: Range<Int>, into result: QuantizedRows) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= values.rows && result.rows == rows.count
        && result.columns == values.columns, "shapes do not fit")
    precondition(result.valueBits == valueBits, "values for other kernels")
    let (count, columns) = (Int64(rows.count), Int64(values.columns))
    unsafe values.withUnsafePointer { source in
      let source = unsafe source + rows.lowerBound * values.columns
      if valueBits == 8 {
        unsafe table.quantize_u8(
          count, columns, source, result.packed.integers(), result.scales.base)
      } else {
        unsafe table.quantize_s16(
          count, columns, source, result.packed.integers(), result.scales.base)
      }
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
    precondition(
      values.valueBits == valueBits && weights.valueBits == valueBits, "packed for other kernels")
    let (count, columns, depth) = (Int64(rows.count), Int64(weights.rows), Int64(weights.depth))
    let first = unsafe values.packed.integers(UInt8.self) + rows.lowerBound * values.stride
    let scales = unsafe values.scales.base + rows.lowerBound
    unsafe bias.withUnsafePointer { bias in
      unsafe result.withUnsafeMutablePointer { c in
        if valueBits == 8 {
          var product = unsafe ck_unsigned_product(
            rows: count, columns: columns, depth: depth, a: first, row_scales: scales,
            b: weights.packed.integers(), column_scales: weights.scales.base,
            offsets: weights.offsets.integers(), bias: bias, c: c)
          unsafe table.product_u8(&product)
        } else {
          let a = unsafe UnsafeRawPointer(first).assumingMemoryBound(to: Int16.self)
          var product = unsafe ck_quantized_product(
            rows: count, columns: columns, depth: depth, a: a, row_scales: scales,
            b: weights.packed.integers(), column_scales: weights.scales.base, bias: bias, c: c)
          unsafe table.product_s8(&product)
        }
      }
    }
  }

  /// As `lstmForward` on weights of floats, but for the products of the recurrent weights with h[t−1],
  /// both of them whole numbers; h in steps of 1/8191, or of 1/127 with `valueBits` of 8, when `gates` are
  /// undefined afterwards.
  public func lstmForward(
    layout: SequenceLayout, reversed: Bool, visits: Range<Int>? = nil,
    weights: QuantizedRecurrentWeights, peepholes: Matrix?, gates: inout Matrix,
    cells: inout Matrix, hidden: inout Matrix
  ) {
    let bytes = quantizedScratch(sequences: layout.sequenceCount, cells: weights.cellCount)
    unsafe withScratch(count: bytes / MemoryLayout<Float>.stride) { scratch in
      unsafe lstmForward(
        layout: layout, reversed: reversed, visits: visits, weights: weights,
        peepholes: peepholes, gates: &gates, cells: &cells, hidden: &hidden, scratch: scratch)
    }
  }

  /// Bytes of scratch for so many sequences.
  func quantizedScratch(sequences: Int, cells: Int) -> Int {
    let (sequences, cells) = (Int64(sequences), Int64(cells))
    return valueBits == 8
      ? Int(ck_lstm_forward_u8_scratch(sequences, cells))
      : Int(ck_lstm_forward_s8_scratch(sequences, cells)) * MemoryLayout<Int16>.stride
  }

  /// The same with the caller's scratch, `quantizedScratch` bytes.
  @unsafe func lstmForward(
    layout: SequenceLayout, reversed: Bool, visits: Range<Int>? = nil,
    weights: QuantizedRecurrentWeights, peepholes: Matrix?, gates: inout Matrix,
    cells: inout Matrix, hidden: inout Matrix, scratch: UnsafeMutablePointer<Float>
  ) {
    let size = weights.cellCount
    let visits = visits ?? 0..<layout.stepCount
    precondition(cells.columns == size, "cells are R × H")
    precondition(weights.valueBits == valueBits, "weights packed for other kernels")
    checkForward(layout, reversed, visits, gates: gates, cells: cells, hidden: hidden)
    if let peepholes {
      precondition(peepholes.rows == 3 && peepholes.columns == size, "peepholes are 3 × H")
    }
    unsafe withLayout(layout, reversed: reversed, visits: visits) { layout in
      unsafe withPointer(to: peepholes) { peepholes in
        unsafe gates.withUnsafeMutablePointer { gates in
          unsafe cells.withUnsafeMutablePointer { cells in
            unsafe hidden.withUnsafeMutablePointer { hidden in
              let scratch = UnsafeMutableRawPointer(scratch)
              if valueBits == 8 {
                unsafe table.lstm_forward_u8(
                  layout, Int64(size), weights.packed.integers(), weights.scales.base,
                  weights.offsets.integers(), peepholes, gates, cells, hidden,
                  scratch.assumingMemoryBound(to: UInt8.self))
              } else {
                unsafe table.lstm_forward_s8(
                  layout, Int64(size), weights.packed.integers(), weights.scales.base, peepholes,
                  gates, cells, hidden, scratch.assumingMemoryBound(to: Int16.self))
              }
            }
          }
        }
      }
    }
  }
}
