package import DenseMath
package import SpeechFeatures

/// Turns examples into batches of features: joined, varied, extracted, masked, made noisy.
///
/// What an example becomes is a function of the seed, the epoch and its place in the epoch only.
package struct BatchMaker: Sendable {
  let examples: [Example]
  let noises: [SpeechClip]
  let augmentation: Augmentation?
  let inputNoise: Double
  let extractor: MFCCExtractor
  let seed: UInt64
  /// Features of every example, where nothing varies them but the input noise.
  private let fixed: [Matrix]?
  private let bySpeaker: [String: [Int]]

  package init(
    examples: [Example], noises: [SpeechClip], augmentation: Augmentation?, inputNoise: Double,
    extractor: MFCCExtractor, seed: UInt64, context: ComputeContext
  ) {
    self.examples = examples
    self.noises = noises
    self.augmentation = augmentation
    self.inputNoise = inputNoise
    self.extractor = extractor
    self.seed = seed
    var bySpeaker: [String: [Int]] = [:]
    for (index, example) in examples.enumerated() where example.joinUpTo > 1 {
      bySpeaker["\(example.corpus) \(example.speaker)", default: []].append(index)
    }
    self.bySpeaker = bySpeaker
    if augmentation == nil && bySpeaker.isEmpty {
      fixed = context.map(examples.count) { index in
        extractor.features(of: examples[index].clip.waveform).values
      }
    } else {
      fixed = nil
    }
  }

  /// Batch number `number` of an epoch: features, longest first, and the labelling of each.
  package func batch(
    _ indices: [Int], number: Int, epoch: Int, context: ComputeContext
  ) -> (features: SequenceBatch, labelings: [[Int]]) {
    let made = context.map(indices.count) { place in
      var random = RandomSource(
        seed: seed, stream: 0xF0A7, UInt64(epoch), UInt64(number), UInt64(place))
      return example(indices[place], random: &random)
    }
    let sorted = made.enumerated().sorted {
      ($0.element.features.rows, $1.offset) > ($1.element.features.rows, $0.offset)
    }.map(\.element)
    return (SequenceBatch(sorted.map(\.features)), sorted.map(\.labeling))
  }

  private func example(
    _ index: Int, random: inout RandomSource
  ) -> (features: Matrix, labeling: [Int]) {
    var features: Matrix
    var labeling = examples[index].labeling
    if let fixed {
      features = fixed[index]
    } else {
      var waveform = examples[index].clip.waveform
      (waveform, labeling) = joined(index, random: &random)
      if let augmentation {
        waveform = augmentation.vary(waveform, noises: noises, random: &random)
      }
      features = extractor.features(of: waveform).values
      augmentation?.masks?.apply(to: &features, random: &random)
    }
    if inputNoise > 0 {
      var values = features.mutableElements
      for place in values.indices {
        values[place] += Float(inputNoise * random.gaussian())
      }
    }
    return (features, labeling)
  }

  /// An example, or several of its speaker one after the other with short pauses between.
  private func joined(
    _ index: Int, random: inout RandomSource
  ) -> (Waveform, [Int]) {
    let first = examples[index]
    var waveform = first.clip.waveform
    var labeling = first.labeling
    guard first.joinUpTo > 1, let pool = bySpeaker["\(first.corpus) \(first.speaker)"] else {
      return (waveform, labeling)
    }
    for _ in 1..<Int.random(in: 1...first.joinUpTo, using: &random) {
      let next = examples[pool[Int.random(in: 0..<pool.count, using: &random)]]
      let pause = Int(random.uniform(in: 0...0.3) * Double(waveform.sampleRate))
      waveform.samples.append(contentsOf: repeatElement(0, count: pause))
      waveform.samples.append(contentsOf: next.clip.waveform.samples)
      labeling.append(contentsOf: next.labeling)
    }
    return (waveform, labeling)
  }
}
