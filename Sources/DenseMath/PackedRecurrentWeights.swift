/// The recurrent weights of one direction of a layer, arranged for the kernels: once an update in
/// training, once when a model loads for inference.
public struct PackedRecurrentWeights: Sendable {
  /// G × H (H × H for a simple recurrent layer): row j holds the weights into unit j.
  let weights: Matrix

  /// Cells, H.
  public var cellCount: Int { weights.columns }

  /// Packs `weights`, G × H for an LSTM or H × H for a simple recurrent layer, for `kernels`; only
  /// those can use the result.
  public init(_ weights: Matrix, for kernels: Kernels = Kernels()) {
    precondition(
      weights.rows == 4 * weights.columns || weights.rows == weights.columns,
      "recurrent weights are 4·H × H or H × H")
    self.weights = weights
  }
}
