internal import CKernels

/// A matrix of weights as whole numbers from −127 to 127 times a scale of each row's, arranged for
/// the kernels: a quarter of the memory, and two to four times the speed (see "Quantised" in ckernels.h).
public struct QuantizedWeights: Sendable {
  /// Outputs, the matrix's rows.
  public let rows: Int
  /// Inputs, the matrix's columns: at most `depthLimit`.
  public let depth: Int
  /// Of the values that they are arranged for.
  let valueBits: Int
  let packed: AlignedBuffer
  let scales: AlignedBuffer
  /// One a column, for values of 8 bits.
  let offsets: AlignedBuffer

  /// Beyond so many products a sum may not fit into 32 bits.
  public static let depthLimit = 2064

  /// One pass over the weights; each is off by at most half its row's largest magnitude over 127. Only
  /// kernels of the same instruction set can use the result.
  public init(_ weights: Matrix, for kernels: Kernels = Kernels()) {
    precondition(weights.columns <= Self.depthLimit, "sums of at most \(Self.depthLimit) products")
    rows = weights.rows
    depth = weights.columns
    valueBits = kernels.valueBits
    let isByte = valueBits == 8
    let (columns, depth) = (Int64(rows), Int64(depth))
    packed = AlignedBuffer(
      bytes: Int(
        isByte
          ? ck_packed_panels_u8_count(depth, columns) : ck_packed_panels_s8_count(depth, columns)))
    scales = AlignedBuffer(count: (rows + 63) / 64 * 64)
    offsets = AlignedBuffer(count: isByte ? scales.count : 0)
    unsafe weights.withUnsafePointer { source in
      if isByte {
        unsafe ck_pack_panels_u8(
          depth, columns, source, packed.integers(), scales.base, offsets.integers())
      } else {
        unsafe ck_pack_panels_s8(depth, columns, source, packed.integers(), scales.base)
      }
    }
  }
}

/// The recurrent weights of one direction of an LSTM layer, quantised likewise.
public struct QuantizedRecurrentWeights: Sendable {
  /// Cells, H.
  public let cellCount: Int
  let valueBits: Int
  let packed: AlignedBuffer
  let scales: AlignedBuffer
  let offsets: AlignedBuffer

  /// - Parameter weights: 4·H × H, H at most `QuantizedWeights.depthLimit`.
  public init(_ weights: Matrix, for kernels: Kernels = Kernels()) {
    let size = weights.columns
    precondition(weights.rows == 4 * size, "recurrent weights are 4·H × H")
    precondition(size <= QuantizedWeights.depthLimit, "too many cells")
    cellCount = size
    valueBits = kernels.valueBits
    let isByte = valueBits == 8
    packed = AlignedBuffer(
      bytes: Int(
        isByte
          ? ck_packed_gates_u8_count(Int64(size)) : ck_packed_gates_s8_count(Int64(size))))
    scales = AlignedBuffer(count: (size + 15) / 16 * 64)
    offsets = AlignedBuffer(count: isByte ? scales.count : 0)
    unsafe weights.withUnsafePointer { source in
      if isByte {
        unsafe ck_pack_gates_u8(
          Int64(size), source, packed.integers(), scales.base, offsets.integers())
      } else {
        unsafe ck_pack_gates_s8(Int64(size), source, packed.integers(), scales.base)
      }
    }
  }
}

/// Rows of values as whole numbers times a scale of each row's: from −8191 to 8191, or from −127 to 127
/// (`Kernels.valueBits`).
public struct QuantizedRows: Sendable {
  public let rows: Int
  public let columns: Int
  let valueBits: Int
  /// Bytes of a row.
  let stride: Int
  let packed: AlignedBuffer
  let scales: AlignedBuffer

  init(rows: Int, columns: Int, valueBits: Int) {
    self.rows = rows
    self.columns = columns
    self.valueBits = valueBits
    // Rows end with a pair of 16 bits, or with four of 8.
    stride = valueBits == 8 ? (columns + 3) / 4 * 4 : (columns + 1) / 2 * 4
    // Tiles are read whole: with up to 15 rows behind the last one.
    packed = AlignedBuffer(bytes: (rows + 15) * stride)
    scales = AlignedBuffer(count: rows)
  }
}

extension AlignedBuffer {
  convenience init(bytes: Int) {
    self.init(count: (bytes + MemoryLayout<Float>.stride - 1) / MemoryLayout<Float>.stride)
  }

  /// The memory as numbers of another type, for as long as the buffer lives.
  @unsafe func integers<Integer: FixedWidthInteger>(
    _ type: Integer.Type = Integer.self
  ) -> UnsafeMutablePointer<Integer> {
    unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: type)
  }
}
