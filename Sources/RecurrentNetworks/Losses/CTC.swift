public import DenseMath

/// Connectionist temporal classification: the probability of a labelling, summed over all ways to
/// spread it over the frames (Graves, Fernández, Gomez and Schmidhuber, ICML 2006).
///
/// A *path* gives each frame one label or the *blank*; `collapse` makes it a *labelling* by dropping
/// repeats, then blanks. Labels are the columns of the logits: 0 ..< C, one of them the blank.
public enum CTC {
  /// −ln p(labelling | logits) of each sequence, and its gradient with respect to the logits.
  ///
  /// The gradient of the sum over the sequences is y(t, k) − γ(t, k), with y the softmax of the
  /// logits and γ(t, k) the probability that the path is in label k at frame t given the labelling
  /// (equation 16). Sums over paths keep a separate exponent (`ScaledVector`), so neither length nor
  /// unlikely labels underflow; the loss is summed in `Double`.
  ///
  /// A labelling that the frames cannot hold, or of probability 0, has the loss +∞ and a gradient
  /// of zero. A sequence whose logits are not numbers has the loss NaN and a gradient of zero.
  /// The result does not depend on the number of threads. O(T·(C + L)) time, O(T·(C + L)) memory a
  /// sequence.
  ///
  /// - Parameters:
  ///   - logits: T × B × C, before the softmax.
  ///   - labelings: one a sequence, in the order of the batch; labels in 0 ..< C, never the blank.
  public static func loss(
    logits: SequenceBatch, labelings: [[Int]], blank: Int = 0, context: ComputeContext
  ) -> (losses: [Double], gradient: SequenceBatch) {
    let results = evaluate(logits, labelings, blank, context, needsGradient: true)
    return (results.map(\.loss), SequenceBatch(results.map(\.gradient)))
  }

  /// −ln p(labelling | logits) of each sequence: `loss` without the gradient, at half the cost.
  public static func losses(
    logits: SequenceBatch, labelings: [[Int]], blank: Int = 0, context: ComputeContext
  ) -> [Double] {
    evaluate(logits, labelings, blank, context, needsGradient: false).map(\.loss)
  }

  /// The fewest frames that can hold a labelling: one a label, and a blank between equal ones.
  public static func frameCount(needed labeling: [Int]) -> Int {
    labeling.count + zip(labeling, labeling.dropFirst()).count { $0 == $1 }
  }

  private static func evaluate(
    _ logits: SequenceBatch, _ labelings: [[Int]], _ blank: Int, _ context: ComputeContext,
    needsGradient: Bool
  ) -> [(loss: Double, gradient: Matrix)] {
    precondition(labelings.count == logits.layout.sequenceCount, "one labelling a sequence")
    precondition(blank >= 0 && blank < logits.width || labelings.isEmpty, "blank is a column")
    precondition(
      labelings.allSatisfy { $0.allSatisfy { $0 >= 0 && $0 < logits.width && $0 != blank } },
      "a label is a column and not the blank")
    // A worker's sequences share its memory; which worker takes a sequence changes no bit.
    let workers = Swift.max(1, Swift.min(context.threadCount, labelings.count))
    let shares = context.map(workers) { worker in
      var evaluation = CTCEvaluation(blank: blank, needsGradient: needsGradient)
      return stride(from: worker, to: labelings.count, by: workers).map {
        evaluation.evaluate(logits, sequence: $0, labeling: labelings[$0])
      }
    }
    return labelings.indices.map { shares[$0 % workers][$0 / workers] }
  }
}
