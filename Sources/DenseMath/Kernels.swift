/// The operations that the networks are built from.
///
/// Shapes by axis letters: T steps, B sequences, R rows of a packed batch (`SequenceLayout`),
/// N inputs, H cells, G = 4·H gate values in the order input, forget, candidate, output (i, f, g, o).
public struct Kernels: Sendable {
  public init() {}
}

// MARK: Products

extension Kernels {
  /// `result ← op(a)·op(b)`, or `result ← result + op(a)·op(b)` when accumulating.
  public func multiply(
    _ a: Matrix, transposed aTransposed: Bool = false,
    _ b: Matrix, transposed bTransposed: Bool = false,
    into result: inout Matrix, accumulating: Bool = false
  ) {
    let (m, k) = aTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    let (k2, n) = bTransposed ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == k2 && result.rows == m && result.columns == n, "shapes do not fit")
    for row in 0..<m {
      for column in 0..<n {
        var sum: Float = accumulating ? result[row, column] : 0
        for index in 0..<k {
          let left = aTransposed ? a[index, row] : a[row, index]
          let right = bTransposed ? b[column, index] : b[index, column]
          sum += left * right
        }
        result[row, column] = sum
      }
    }
  }
}

// MARK: Long short-term memory

/// The recurrent weights of one LSTM direction, arranged for the kernels: once an update in
/// training, once when a model loads for inference.
public struct PackedRecurrentWeights: Sendable {
  /// G × H (or H × H for a simple recurrent layer): row j holds the weights into unit j.
  let weights: Matrix

  public init(_ weights: Matrix) {
    self.weights = weights
  }
}

extension Kernels {
  /// One direction of an LSTM layer with forget gates over a packed batch (Gers 2002).
  ///
  /// - Parameters:
  ///   - gates: R × G. In: `W·x + b`. Out: the activations of i, f, g, o.
  ///   - peepholes: 3 × H (rows i, f, o), or `nil`. i and f see c[t−1], o sees c[t].
  ///   - cells: R × H, out: c[t].
  ///   - hidden: R × H, out: h[t] = o·tanh(c[t]).
  ///   - reversed: steps are visited from each sequence's last to its first.
  public func lstmForward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, peepholes: Matrix?,
    gates: inout Matrix, cells: inout Matrix, hidden: inout Matrix
  ) {
    fatalError()
  }

  /// The backward pass of `lstmForward`.
  ///
  /// - Parameters:
  ///   - gates: R × G. In: the activations that the forward pass left. Out: the gradient with
  ///     respect to the pre-activations, from which every weight gradient follows as a product.
  ///   - cells: R × H, as the forward pass left them.
  ///   - hiddenGradient: R × H, the gradient with respect to h[t] from above.
  ///   - peepholeGradient: 3 × H, added to.
  public func lstmBackward(
    layout: SequenceLayout, reversed: Bool, weights: PackedRecurrentWeights, peepholes: Matrix?,
    gates: inout Matrix, cells: Matrix, hiddenGradient: Matrix, peepholeGradient: inout Matrix?
  ) {
    fatalError()
  }
}
