package import DenseMath
package import RecurrentNetworks
package import SpeechFeatures
internal import SpeechMetrics

/// Held-out speech with its features made once, measured after each epoch.
package struct ValidationSet: Sendable {
  private let batches: [(features: SequenceBatch, labelings: [[Int]])]
  package let labelCount: Int
  package let utteranceCount: Int
  private let counted: Range<Int>

  /// - Parameter counted: the labels that the label error rate is of.
  package init(
    _ examples: [Example], counted: Range<Int>, extractor: MFCCExtractor, batchSize: Int = 16, context: ComputeContext
  ) {
    let features = context.map(examples.count) { index in
      extractor.features(of: examples[index].clip.waveform).values
    }
    let order = features.indices.sorted { features[$0].rows > features[$1].rows }
    batches = stride(from: 0, to: order.count, by: batchSize).map { start in
      let part = order[start..<min(start + batchSize, order.count)]
      return (SequenceBatch(part.map { features[$0] }), part.map { examples[$0].labeling })
    }
    self.counted = counted
    labelCount = examples.reduce(0) { $0 + $1.labeling.count(where: counted.contains) }
    utteranceCount = examples.count
  }

  /// The mean loss an utterance (nats) and the label error rate of best-path decoding.
  package func measure(
    _ network: Network, context: ComputeContext
  ) -> (loss: Double, error: Double) {
    let prepared = PreparedNetwork(network, context: context)
    var (loss, counted, errors) = (0.0, 0, 0)
    for (features, labelings) in batches {
      let logits = prepared.logits(of: features)
      let losses = CTC.losses(
        logits: logits, labelings: labelings, blank: 0, context: context)
      for value in losses where value.isFinite {
        loss += value
        counted += 1
      }
      let posteriors = Softmax.posteriors(logits)
      errors += context.map(labelings.count) { index in
        let path = CTC.bestPath(posteriors: posteriors.sequence(index), blank: 0)
        return EditAlignment(
          reference: labelings[index].filter(self.counted.contains),
          hypothesis: path.map(\.label).filter(self.counted.contains)
        ).errors
      }.reduce(0, +)
    }
    return (loss / Double(max(counted, 1)), Double(errors) / Double(max(labelCount, 1)))
  }
}
