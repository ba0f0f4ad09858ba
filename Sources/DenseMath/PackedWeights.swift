internal import CKernels

/// A matrix of weights that many values are multiplied by, arranged for the kernels: once an update in
/// training, once when a model loads for inference.
public struct PackedWeights: Sendable {
  /// Outputs × inputs, as it was given.
  public let matrix: Matrix
  /// Floats in a vector of the kernels that they were packed for.
  let lanes: Int32
  let packed: AlignedBuffer

  /// One pass over the weights; only kernels of the same instruction set can use the result.
  public init(_ matrix: Matrix, for kernels: Kernels = Kernels()) {
    self.matrix = matrix
    lanes = kernels.table.lanes
    let (columns, depth) = (Int64(matrix.rows), Int64(matrix.columns))
    packed = AlignedBuffer(count: Int(ck_packed_panels_count(depth, columns, lanes)))
    unsafe matrix.withUnsafePointer { source in
      unsafe ck_pack_product(depth, columns, 1, depth, lanes, source, packed.base)
    }
  }
}
