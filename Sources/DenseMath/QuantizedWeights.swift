internal import CKernels

/// A matrix of weights as whole numbers from −127 to 127 times a scale of each row's, arranged for
/// the kernels: a quarter of the memory, and about twice the speed (see "Quantised" in ckernels.h).
public struct QuantizedWeights: Sendable {
  /// Outputs, the matrix's rows.
  public let rows: Int
  /// Inputs, the matrix's columns: at most `depthLimit`.
  public let depth: Int
  let packed: AlignedBuffer
  let scales: AlignedBuffer

  /// Beyond so many products a sum may not fit into 32 bits.
  public static let depthLimit = 2064

  /// One pass over the weights; each is off by at most half its row's largest magnitude over 127.
  public init(_ weights: Matrix) {
    precondition(weights.columns <= Self.depthLimit, "sums of at most \(Self.depthLimit) products")
    rows = weights.rows
    depth = weights.columns
    let (columns, depth) = (Int64(rows), Int64(depth))
    packed = AlignedBuffer(bytes: Int(ck_packed_panels_s8_count(depth, columns)))
    scales = AlignedBuffer(count: (rows + 31) / 32 * 32)
    unsafe weights.withUnsafePointer { source in
      unsafe ck_pack_panels_s8(depth, columns, source, packed.integers(), scales.base)
    }
  }
}

/// The recurrent weights of one direction of an LSTM layer, quantised likewise.
public struct QuantizedRecurrentWeights: Sendable {
  /// Cells, H.
  public let cellCount: Int
  let packed: AlignedBuffer
  let scales: AlignedBuffer

  /// - Parameter weights: 4·H × H, H at most `QuantizedWeights.depthLimit`.
  public init(_ weights: Matrix) {
    let size = weights.columns
    precondition(weights.rows == 4 * size, "recurrent weights are 4·H × H")
    precondition(size <= QuantizedWeights.depthLimit, "too many cells")
    cellCount = size
    packed = AlignedBuffer(bytes: Int(ck_packed_gates_s8_count(Int64(size))))
    scales = AlignedBuffer(count: (size + 7) / 8 * 32)
    unsafe weights.withUnsafePointer { source in
      unsafe ck_pack_gates_s8(Int64(size), source, packed.integers(), scales.base)
    }
  }
}

/// Rows of values as whole numbers from −8191 to 8191 times a scale of each row's.
public struct QuantizedRows: Sendable {
  public let rows: Int
  public let columns: Int
  let packed: AlignedBuffer
  let scales: AlignedBuffer

  init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    packed = AlignedBuffer(bytes: rows * ((columns + 1) / 2) * 2 * MemoryLayout<Int16>.stride)
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
