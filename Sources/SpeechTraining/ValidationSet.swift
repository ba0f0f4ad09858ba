package import DenseMath
package import RecurrentNetworks

/// Held-out speech with its features made once, measured after each epoch.
package struct ValidationSet: Sendable {
  private let batches: [(features: SequenceBatch, targets: Targets)]
  package let utteranceCount: Int
  private let counted: Range<Int>

  package init(
    _ examples: [Example], targeting: Targeting, batchSize: Int = 16, context: ComputeContext
  ) {
    let made = context.map(examples.count) { index in
      let example = examples[index]
      return targeting.features(
        of: example.clip.waveform, labeling: example.labeling, places: example.places)
    }
    let order = made.indices.sorted { made[$0].features.rows > made[$1].features.rows }
    batches = stride(from: 0, to: order.count, by: batchSize).map { start in
      let part = order[start..<min(start + batchSize, order.count)]
      return (
        SequenceBatch(part.map { made[$0].features }),
        Targets(part.map { made[$0].target }, task: targeting.task)
      )
    }
    counted = targeting.task.soughtLabels
    utteranceCount = examples.count
  }

  /// The mean loss an utterance (nats), infinite if none is finite, and the label error rate of best-path decoding
  /// or, framewise, the share of wrong frames.
  package func measure(
    _ network: Network, context: ComputeContext
  ) -> (loss: Double, error: Double) {
    let prepared = PreparedNetwork(network, context: context)
    var (loss, finite, errors, count) = (0.0, 0, 0, 0)
    for (features, targets) in batches {
      let result = targets.measure(
        prepared.logits(of: features), counted: counted, context: context)
      for value in result.losses where value.isFinite {
        loss += value
        finite += 1
      }
      errors += result.errors
      count += result.count
    }
    return (
      finite > 0 ? loss / Double(finite) : .infinity, Double(errors) / Double(max(count, 1))
    )
  }
}
