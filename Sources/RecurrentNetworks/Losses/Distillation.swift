public import DenseMath

/// Distillation: a network learns what another, its teacher, says of each frame, beside the labels (Hinton, Vinyals
/// and Dean, 2015). With CTC it learns where the teacher has its peaks, too (Kurata and Audhkhasi, 2018).
public enum Distillation {
  /// Adds the gradient of weight · Σ D(teacher's posteriors(t) ‖ y(t)) with respect to the logits of y:
  /// weight · (y(t, k) − the teacher's posterior of k). Where a posterior is not a number nothing is added to its
  /// frame. O(T·B·C).
  ///
  /// - Parameters:
  ///   - logits: T × B × C, before the softmax.
  ///   - teacher: T × B × C, the teacher's of the same input.
  ///   - gradient: T × B × C.
  public static func add(
    weight: Float, of logits: SequenceBatch, from teacher: SequenceBatch,
    to gradient: inout SequenceBatch
  ) {
    for other in [teacher, gradient] {
      precondition(other.layout == logits.layout && other.width == logits.width, "one shape")
    }
    let own = Softmax.posteriors(logits.values)
    let learned = Softmax.posteriors(teacher.values)
    for sequence in logits.layout.lengths.indices {
      for step in 0..<logits.layout.lengths[sequence] {
        let row = logits.layout.row(step: step, sequence: sequence)
        let (one, other) = (own.row(row), learned.row(row))
        for label in 0..<logits.width {
          let change = weight * (one[label] - other[label])
          guard change.isFinite else { break }
          gradient.values[row, label] += change
        }
      }
    }
  }
}
