internal import DenseMath
internal import RecurrentNetworks
internal import SpeechMetrics

/// What a network is to say about one utterance.
package enum Target: Sendable, Equatable {
  /// These labels in this order; where they stand is left to the network (CTC).
  case labeling([Int])
  /// A class for every output frame, or `FramewiseLoss.ignored`.
  case frames([Int32])
}

/// What a network is to say about the utterances of a batch, in their order.
package enum Targets: Sendable {
  case labelings([[Int]])
  case frames([[Int32]], weighsDurations: Bool)

  init(_ targets: [Target], task: TrainingTask) {
    if case .framewise(let framewise) = task {
      self = .frames(
        targets.map { if case .frames(let frames) = $0 { frames } else { [] } },
        weighsDurations: framewise.weighsDurations)
    } else {
      self = .labelings(targets.map { if case .labeling(let labels) = $0 { labels } else { [] } })
    }
  }

  /// The loss of each utterance, in nats, and its gradient with respect to the logits.
  func loss(
    _ logits: SequenceBatch, context: ComputeContext
  ) -> (losses: [Double], gradient: SequenceBatch) {
    switch self {
    case .labelings(let labelings):
      return CTC.loss(logits: logits, labelings: labelings, blank: 0, context: context)
    case .frames(let frames, let weighsDurations):
      let evaluation = FramewiseLoss.evaluate(
        logits: logits, targets: frames,
        weights: weighsDurations ? frames.map(FramewiseLoss.durationWeights) : nil,
        context: context)
      return (evaluation.losses, evaluation.gradient)
    }
  }

  /// The loss of each utterance and how many of the labels or frames are wrong.
  ///
  /// - Parameter counted: the labels that count (CTC).
  func measure(
    _ logits: SequenceBatch, counted: Range<Int>, context: ComputeContext
  ) -> (losses: [Double], errors: Int, count: Int) {
    switch self {
    case .labelings(let labelings):
      let losses = CTC.losses(logits: logits, labelings: labelings, blank: 0, context: context)
      let posteriors = Softmax.posteriors(logits)
      let errors = context.map(labelings.count) { index in
        let path = CTC.bestPath(posteriors: posteriors.sequence(index), blank: 0)
        return EditAlignment(
          reference: labelings[index].filter(counted.contains),
          hypothesis: path.map(\.label).filter(counted.contains)
        ).errors
      }
      let count = labelings.reduce(0) { $0 + $1.count(where: counted.contains) }
      return (losses, errors.reduce(0, +), count)
    case .frames(let frames, let weighsDurations):
      let evaluation = FramewiseLoss.evaluate(
        logits: logits, targets: frames,
        weights: weighsDurations ? frames.map(FramewiseLoss.durationWeights) : nil,
        context: context)
      return (
        evaluation.losses, evaluation.errors.reduce(0, +), evaluation.frames.reduce(0, +)
      )
    }
  }
}
