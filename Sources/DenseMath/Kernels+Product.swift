internal import CKernels

// MARK: Products

extension Kernels {
  /// `result ← op(a)·op(b) + bias`, or `result ← result + op(a)·op(b)` when accumulating.
  ///
  /// - Parameter bias: 1 × columns, added to every row; not when accumulating.
  /// - Precondition: the shapes fit, and `result` already has the shape of the product.
  public func multiply(
    _ a: Matrix, transposed aTransposed: Bool = false,
    _ b: Matrix, transposed bTransposed: Bool = false,
    bias: Matrix? = nil, into result: inout Matrix, accumulating: Bool = false
  ) {
    let (m, k) = aTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    let (k2, n) = bTransposed ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == k2 && result.rows == m && result.columns == n, "shapes do not fit")
    if let bias { precondition(bias.count == n && !accumulating, "one bias a column") }
    unsafe a.withUnsafePointer { a in
      unsafe b.withUnsafePointer { b in
        unsafe withPointer(to: bias) { bias in
          unsafe result.withUnsafeMutablePointer { c in
            var product = unsafe ck_product(
              rows: Int64(m), columns: Int64(n), depth: Int64(k),
              a: a, a_row: aTransposed ? 1 : Int64(k), a_column: aTransposed ? Int64(m) : 1,
              b: b, b_row: bTransposed ? 1 : Int64(n), b_column: bTransposed ? Int64(k) : 1,
              c: c, c_row: Int64(n), c_column: 1,
              bias: bias, accumulate: accumulating ? 1 : 0, packed: nil)
            unsafe withScratch(count: Int(ck_product_scratch(&product))) { scratch in
              unsafe table.product_f32(&product, scratch)
            }
          }
        }
      }
    }
  }
}

extension Kernels {
  /// `result ← values·weightsᵀ + bias`, the same sums as `multiply` with `weights` as a matrix (of rounded
  /// numbers where the weights are bfloat16).
  ///
  /// - Parameters:
  ///   - rows: only these rows of `values`, whose products are the first rows of `result`.
  ///   - bias: 1 × M.
  ///   - result: R × M.
  public func multiply(
    _ values: Matrix, rows: Range<Int>? = nil, _ weights: PackedWeights, bias: Matrix? = nil,
    into result: inout Matrix
  ) {
    let rows = rows ?? 0..<values.rows
    let (m, n, k) = (rows.count, weights.outputs, weights.inputs)
    precondition(rows.lowerBound >= 0 && rows.upperBound <= values.rows, "no such rows")
    precondition(weights.lanes == table.lanes, "weights packed for other kernels")
    precondition(
      values.columns == k && result.rows >= m && result.columns == n
        && bias.map { $0.count == n } ?? true, "shapes do not fit")
    unsafe values.withUnsafePointer { a in
      unsafe weights.matrix.withUnsafePointer { b in
        unsafe withPointer(to: bias) { bias in
          unsafe result.withUnsafeMutablePointer { c in
            var product = unsafe ck_product(
              rows: Int64(m), columns: Int64(n), depth: Int64(k),
              a: a + rows.lowerBound * k, a_row: Int64(k), a_column: 1,
              b: b, b_row: weights.strides.input, b_column: weights.strides.output,
              c: c, c_row: Int64(n), c_column: 1,
              bias: bias, accumulate: 0, packed: UnsafePointer(weights.packed.base))
            switch weights.numbers {
            case .float32:
              unsafe withScratch(count: Int(ck_product_scratch(&product))) { scratch in
                unsafe table.product_f32(&product, scratch)
              }
            case .bfloat16:
              unsafe withBFloat16Scratch(count: ck_product_bf16_scratch(&product)) { scratch in
                unsafe table.product_bf16(&product, weights.packed.integers(), scratch)
              }
            }
          }
        }
      }
    }
  }
}

// MARK: For the wrappers

/// The address of the first element, or `nil` for no matrix, inside `body` only.
@unsafe func withPointer<R>(to matrix: Matrix?, _ body: (UnsafePointer<Float>?) -> R) -> R {
  if let matrix { return unsafe matrix.withUnsafePointer { unsafe body($0) } }
  return body(nil)
}

/// Uninitialised memory for `count` floats on a 64-byte boundary, inside `body` only.
@unsafe func withScratch<R>(count: Int, _ body: (UnsafeMutablePointer<Float>) -> R) -> R {
  let bytes = Swift.max(count, 1) * MemoryLayout<Float>.stride
  return unsafe withUnsafeTemporaryAllocation(
    byteCount: bytes, alignment: AlignedBuffer.alignment
  ) { raw in
    unsafe body(raw.bindMemory(to: Float.self).baseAddress!)
  }
}

/// The same for so many numbers of 16 bits.
@unsafe func withBFloat16Scratch<R>(
  count: Int64, _ body: (UnsafeMutablePointer<UInt16>) -> R
) -> R {
  unsafe withScratch(count: Int((count + 1) / 2)) { scratch in
    unsafe body(UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: UInt16.self))
  }
}
