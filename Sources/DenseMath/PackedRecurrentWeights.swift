internal import CKernels

/// The recurrent weights of one direction of a layer, arranged for the kernels: once an update in
/// training, once when a model loads for inference.
public struct PackedRecurrentWeights: Sendable {
  /// Cells, H.
  public let cellCount: Int
  /// Whether these are an LSTM's, 4·H × H, rather than a simple recurrent layer's, H × H.
  let isGated: Bool
  /// Floats in a vector of the kernels that they were packed for.
  let lanes: Int32
  let numbers: ProductNumbers
  /// Panels for the forward pass: the products with h[t−1].
  let forward: AlignedBuffer
  /// Panels for the backward pass: the products with the gradients of the pre-activations.
  let backward: AlignedBuffer

  /// Packs `weights`, 4·H × H for an LSTM (row j holds the weights into gate value j) or H × H for
  /// a simple recurrent layer, for `kernels`; only kernels of the same instruction set can use the
  /// result. One pass over the weights. A simple recurrent layer's are always floats.
  public init(
    _ weights: Matrix, for kernels: Kernels = Kernels(), numbers: ProductNumbers = .float32
  ) {
    let size = weights.columns
    precondition(
      weights.rows == 4 * size || weights.rows == size, "recurrent weights are 4·H × H or H × H")
    cellCount = size
    isGated = weights.rows == 4 * size
    lanes = kernels.table.lanes
    self.numbers = isGated && kernels.hasBFloat16 ? numbers : .float32
    let (cells, depth) = (Int64(size), Int64(weights.rows))
    if self.numbers == .bfloat16 {
      forward = AlignedBuffer(bytes: 2 * Int(ck_packed_gates_bf16_count(cells, lanes)))
      backward = AlignedBuffer(bytes: 2 * Int(ck_packed_panels_bf16_count(depth, cells, lanes)))
      unsafe weights.withUnsafePointer { source in
        unsafe ck_pack_gates_bf16(cells, lanes, source, forward.integers(UInt16.self))
        unsafe ck_pack_panels_bf16(
          depth, cells, cells, 1, lanes, source, backward.integers(UInt16.self))
      }
      return
    }
    let panels = ck_packed_panels_count(depth, cells, lanes)
    backward = AlignedBuffer(count: Int(panels))
    forward = AlignedBuffer(
      count: Int(isGated ? ck_packed_gates_count(cells, lanes) : panels))
    unsafe weights.withUnsafePointer { source in
      unsafe ck_pack_panels(depth, cells, cells, 1, lanes, source, backward.base)
      if isGated {
        unsafe ck_pack_gates(cells, lanes, source, forward.base)
      } else {
        unsafe ck_pack_panels(cells, cells, 1, cells, lanes, source, forward.base)
      }
    }
  }
}
