internal import CKernels

/// What the products of weights are made of; sums, gates and states are floats in any case.
public enum ProductNumbers: Sendable {
  case float32
  /// Weights and what they meet rounded to 8 bits of precision: half the memory, and up to twice the speed
  /// where the machine multiplies such numbers. Kernels that cannot (`Kernels.hasBFloat16`) take floats.
  case bfloat16
}

/// A matrix of weights that many values are multiplied by, arranged for the kernels: once an update in
/// training, once when a model loads for inference.
public struct PackedWeights: Sendable {
  /// As it was given.
  public let matrix: Matrix
  /// Columns of the product, and of the values.
  let outputs, inputs: Int
  /// Between elements of `matrix` along the inputs, and along the outputs.
  let strides: (input: Int64, output: Int64)
  /// Floats in a vector of the kernels that they were packed for.
  let lanes: Int32
  let numbers: ProductNumbers
  let packed: AlignedBuffer

  /// One pass over the weights; only kernels of the same instruction set can use the result.
  ///
  /// - Parameter matrix: outputs × inputs.
  public init(
    _ matrix: Matrix, for kernels: Kernels = Kernels(), numbers: ProductNumbers = .float32
  ) {
    self.init(matrix, isTransposed: false, kernels, numbers)
  }

  /// The same of the transpose of `matrix`, inputs × outputs.
  public init(
    transposing matrix: Matrix, for kernels: Kernels = Kernels(), numbers: ProductNumbers = .float32
  ) {
    self.init(matrix, isTransposed: true, kernels, numbers)
  }

  private init(
    _ matrix: Matrix, isTransposed: Bool, _ kernels: Kernels, _ numbers: ProductNumbers
  ) {
    self.matrix = matrix
    outputs = isTransposed ? matrix.columns : matrix.rows
    inputs = isTransposed ? matrix.rows : matrix.columns
    lanes = kernels.table.lanes
    self.numbers = kernels.hasBFloat16 ? numbers : .float32
    let (columns, depth) = (Int64(outputs), Int64(inputs))
    strides = isTransposed ? (columns, 1) : (1, depth)
    switch self.numbers {
    case .float32:
      packed = AlignedBuffer(count: Int(ck_packed_panels_count(depth, columns, lanes)))
      unsafe matrix.withUnsafePointer { source in
        unsafe ck_pack_product(
          depth, columns, strides.input, strides.output, lanes, source, packed.base)
      }
    case .bfloat16:
      packed = AlignedBuffer(bytes: 2 * Int(ck_packed_panels_bf16_count(depth, columns, lanes)))
      unsafe matrix.withUnsafePointer { source in
        unsafe ck_pack_panels_bf16(
          depth, columns, strides.input, strides.output, lanes, source,
          packed.integers(UInt16.self))
      }
    }
  }
}
