internal import DenseMath
internal import RecurrentNetworks
internal import SpeechFeatures

/// Where in a word (or phone) a CTC network's peak comes, learned from aligned training speech.
///
/// CTC leaves open when within its word a label is emitted; each label settles on a typical place.
/// The medians of "start to peak" and "peak to end" turn a peak into a start and an end.
enum LabelTimings {
  /// One timing a label, or `nil` without aligned examples. Labels seen fewer than five times get
  /// the medians over all labels.
  static func estimate(
    _ network: Network, _ examples: [Example], extractor: MFCCExtractor, limit: Int = 1500,
    context: ComputeContext
  ) -> [ModelCard.Timing]? {
    let prepared = PreparedNetwork(
      network, context: ComputeContext(kernels: context.kernels, threadCount: 1))
    let aligned = examples.filter { $0.places != nil && !$0.labeling.isEmpty }
    // Spread over the corpora, in their order.
    let used = stride(from: 0, to: aligned.count, by: max(1, aligned.count / limit)).map {
      aligned[$0]
    }
    guard !used.isEmpty else { return nil }
    let configuration = extractor.configuration
    let factor = network.architecture.subsampling
    let measured = context.map(used.count) { index -> [(label: Int, before: Double, after: Double)] in
      let example = used[index]
      guard let places = example.places else { return [] }
      let features = extractor.features(of: example.clip.waveform)
      let posteriors = Softmax.posteriors(
        prepared.logits(of: SequenceBatch([features.values])).sequence(0))
      let path = CTC.bestPath(posteriors: posteriors)
      guard path.map(\.label) == example.labeling else { return [] }
      let rate = Double(configuration.sampleRate)
      return zip(path, places).map { segment, place in
        let hops = Double(segment.peak * factor) + Double(factor - 1) / 2
        let time =
          (hops * Double(configuration.hopLength) + Double(configuration.windowLength) / 2) / rate
        return (
          segment.label, time - Double(place.lowerBound) / rate,
          Double(place.upperBound) / rate - time
        )
      }
    }.flatMap { $0 }
    guard !measured.isEmpty else { return nil }
    let overall = timing(measured)
    return (1..<network.architecture.outputSize).map { label in
      let own = measured.filter { $0.label == label }
      return own.count < 5 ? overall : timing(own)
    }
  }

  private static func timing(
    _ measured: [(label: Int, before: Double, after: Double)]
  ) -> ModelCard.Timing {
    ModelCard.Timing(
      fromStart: median(measured.map(\.before)), toEnd: median(measured.map(\.after)))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.count % 2 == 1
      ? sorted[sorted.count / 2]
      : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }
}
