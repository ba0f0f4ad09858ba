public import DenseMath
internal import Foundation

/// From logits to probabilities, `y[k] = exp(x[k]) / Σ exp(x[j])`, frame by frame.
///
/// The largest logit is taken off first, so no finite logits overflow. A frame that has NaN or +∞,
/// or nothing but −∞, becomes NaN.
public enum Softmax {
  /// The posteriors of each row: R × C to R × C. O(R·C).
  public static func posteriors(_ logits: Matrix) -> Matrix {
    var result = logits
    var frame = FrameSoftmax(width: logits.columns)
    for row in 0..<logits.rows {
      let total = frame.load(logits.row(row))
      var target = result.mutableRow(row)
      frame.store(&target, total: total)
    }
    return result
  }

  /// The posteriors of a batch: T × B × C to T × B × C.
  public static func posteriors(_ logits: SequenceBatch) -> SequenceBatch {
    SequenceBatch(layout: logits.layout, values: posteriors(logits.values))
  }

  /// The natural logarithms of the posteriors, which keep what is too small for a `Float`:
  /// R × C to R × C.
  public static func logPosteriors(_ logits: Matrix) -> Matrix {
    var result = logits
    var frame = FrameSoftmax(width: logits.columns)
    for row in 0..<logits.rows {
      let logarithm = log(frame.load(logits.row(row)))
      let largest = frame.largest
      var target = result.mutableRow(row)
      for column in 0..<target.count { target[column] = (target[column] - largest) - logarithm }
    }
    return result
  }
}
