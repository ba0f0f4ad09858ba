public import DenseMath

/// Consistency regularisation: what a network says of two variations of the same speech is drawn
/// together (CR-CTC: Yao and others, ICLR 2025).
public enum Consistency {
  /// Adds what draws the posteriors y(t) and y'(t) of the two sequences of each pair together to the
  /// gradient with respect to their logits: weight · (y(t, k) − y'(t, k)) to the first one's, and the
  /// opposite to the other's.
  ///
  /// This is the gradient of weight · Σ D(y'(t) ‖ y(t)) + D(y(t) ‖ y'(t)), each D's first argument
  /// taken as given. Where a posterior is not a number nothing is added to its frame. O(T·B·C).
  ///
  /// - Parameters:
  ///   - logits: T × B × C, before the softmax; sequences 2n and 2n + 1 are a pair, and as long as
  ///     each other.
  ///   - gradient: T × B × C.
  public static func add(
    weight: Float, of logits: SequenceBatch, to gradient: inout SequenceBatch
  ) {
    let lengths = logits.layout.lengths
    precondition(gradient.layout == logits.layout && gradient.width == logits.width, "one shape")
    precondition(lengths.count.isMultiple(of: 2), "sequences in pairs")
    let posteriors = Softmax.posteriors(logits.values)
    for first in stride(from: 0, to: lengths.count, by: 2) {
      precondition(lengths[first] == lengths[first + 1], "a pair's sequences are alike in length")
      for step in 0..<lengths[first] {
        let row = logits.layout.row(step: step, sequence: first)
        let (one, other) = (posteriors.row(row), posteriors.row(row + 1))
        for label in 0..<logits.width {
          let change = weight * (one[label] - other[label])
          guard change.isFinite else { break }
          gradient.values[row, label] += change
          gradient.values[row + 1, label] -= change
        }
      }
    }
  }
}
