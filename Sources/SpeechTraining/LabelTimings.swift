internal import DenseMath
internal import KeywordSpotting
internal import RecurrentNetworks
internal import SpeechFeatures

/// Where in a word (or phone) a CTC network's peak comes, learned from aligned training speech.
enum LabelTimings {
  /// One timing a label (see `LabelTiming`), or `nil` without aligned examples.
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
    let rate = Double(extractor.configuration.sampleRate)
    let samples = context.map(used.count) { index -> [LabelTiming.Sample] in
      let example = used[index]
      guard let places = example.places else { return [] }
      let features = extractor.features(of: example.clip.waveform)
      return LabelTiming.samples(
        logits: prepared.logits(of: SequenceBatch([features.values])).sequence(0),
        words: zip(example.labeling, places).map { label, place in
          (label, Double(place.lowerBound) / rate, Double(place.upperBound) / rate)
        }, features: extractor.configuration, subsampling: network.architecture.subsampling)
    }
    return LabelTiming.estimate(
      samples.flatMap { $0 }, labelCount: network.architecture.outputSize)
  }
}
