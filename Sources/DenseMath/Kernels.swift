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
  ///
  /// - Precondition: the shapes fit, and `result` already has the shape of the product.
  public func multiply(
    _ a: Matrix, transposed aTransposed: Bool = false,
    _ b: Matrix, transposed bTransposed: Bool = false,
    into result: inout Matrix, accumulating: Bool = false
  ) {
    let (m, k) = aTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    let (k2, n) = bTransposed ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == k2 && result.rows == m && result.columns == n, "shapes do not fit")
    let left = a.elements
    let right = b.elements
    var out = result.mutableElements
    if !accumulating { for index in 0..<(m * n) { out[index] = 0 } }
    for row in 0..<m {
      if bTransposed {
        for column in 0..<n {
          var sum: Float = 0
          for index in 0..<k {
            sum += left[aTransposed ? index * m + row : row * k + index] * right[column * k + index]
          }
          out[row * n + column] += sum
        }
      } else {
        for index in 0..<k {
          let factor = left[aTransposed ? index * m + row : row * k + index]
          for column in 0..<n {
            out[row * n + column] += factor * right[index * n + column]
          }
        }
      }
    }
  }
}
