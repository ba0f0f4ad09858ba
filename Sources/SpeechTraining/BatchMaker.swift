package import DenseMath
internal import SpeechFeatures

/// Turns examples into batches of features: joined, varied, extracted, masked, made noisy.
///
/// What an example becomes is a function of the seed, the epoch and its place in the epoch only.
package struct BatchMaker: Sendable {
  let examples: [Example]
  let noises: NoisePool
  let augmentation: Augmentation?
  let inputNoise: Double
  let targeting: Targeting
  let seed: UInt64
  /// Variations of each example in a batch, side by side; their timing is the same.
  let views: Int
  /// Features of every example, where nothing varies them but the input noise.
  private let fixed: [(features: Matrix, target: Target)]?
  private let bySpeaker: [String: [Int]]

  package init(
    examples: [Example], noises: [SpeechClip], augmentation: Augmentation?, inputNoise: Double,
    targeting: Targeting, seed: UInt64, views: Int, context: ComputeContext
  ) {
    self.views = views
    self.examples = examples
    // Only utterances in which something is said make babble.
    let babbles = augmentation?.noise?.babble != nil
    self.noises = NoisePool(
      recordings: noises,
      speech: babbles ? examples.filter { !$0.labeling.isEmpty }.map(\.clip) : [])
    self.augmentation = augmentation
    self.inputNoise = inputNoise
    self.targeting = targeting
    self.seed = seed
    var bySpeaker: [String: [Int]] = [:]
    for (index, example) in examples.enumerated() where example.joinUpTo > 1 {
      bySpeaker["\(example.corpus) \(example.speaker)", default: []].append(index)
    }
    self.bySpeaker = bySpeaker
    if augmentation == nil && bySpeaker.isEmpty {
      fixed = context.map(examples.count) { index in
        let example = examples[index]
        return targeting.features(
          of: example.clip.waveform, labeling: example.labeling, places: example.places)
      }
    } else {
      fixed = nil
    }
  }

  /// Batch number `number` of an epoch: features, longest first, and the target of each; variations of one
  /// example stand side by side.
  package func batch(
    _ indices: [Int], number: Int, epoch: Int, context: ComputeContext
  ) -> (features: SequenceBatch, targets: Targets) {
    let made = context.map(indices.count) { place in
      var random = RandomSource(
        seed: seed, stream: 0xF0A7, UInt64(epoch), UInt64(number), UInt64(place))
      let material = material(indices[place], random: &random)
      return (0..<views).map { view in
        if view > 0 {
          random = RandomSource(
            seed: seed, stream: 0xF0A8, UInt64(epoch), UInt64(number), UInt64(place),
            UInt64(view))
        }
        return example(of: material, random: &random)
      }
    }
    let sorted = made.flatMap { $0 }.enumerated().sorted {
      ($0.element.features.rows, $1.offset) > ($1.element.features.rows, $0.offset)
    }.map(\.element)
    return (
      SequenceBatch(sorted.map(\.features)),
      Targets(sorted.map(\.target), task: targeting.task)
    )
  }

  /// What an example is before the variations that leave its timing alone.
  private enum Material {
    case speech(Waveform, labeling: [Int], places: [Range<Int>]?)
    case features(Matrix, Target)
  }

  /// An example joined, cut, and spoken faster or slower.
  private func material(_ index: Int, random: inout RandomSource) -> Material {
    if let fixed { return .features(fixed[index].features, fixed[index].target) }
    var (waveform, labeling, places) = joined(index, random: &random)
    if let cut = augmentation?.edgeCut, !labeling.isEmpty {
      let kept = cut.kept(waveform, random: &random)
      waveform.samples = Array(waveform.samples[kept])
      places = places?.map {
        let part = $0.clamped(to: kept)
        return part.lowerBound - kept.lowerBound..<part.upperBound - kept.lowerBound
      }
    }
    if let augmentation {
      let before = waveform.samples.count
      waveform = augmentation.retimed(waveform, random: &random)
      let scale = Double(waveform.samples.count) / Double(max(before, 1))
      places = places?.map { $0.scaled(by: scale) }
    }
    return .speech(waveform, labeling: labeling, places: places)
  }

  private func example(
    of material: Material, random: inout RandomSource
  ) -> (features: Matrix, target: Target) {
    var features: Matrix
    let target: Target
    switch material {
    case .speech(var waveform, let labeling, let places):
      if let augmentation {
        waveform = augmentation.coloured(waveform, noises: noises, random: &random)
      }
      (features, target) = targeting.features(of: waveform, labeling: labeling, places: places)
      augmentation?.masks?.apply(to: &features, random: &random)
    case .features(let made, let its):
      (features, target) = (made, its)
    }
    if inputNoise > 0 {
      var values = features.mutableElements
      for place in values.indices {
        values[place] += Float(inputNoise * random.gaussian())
      }
    }
    return (features, target)
  }

  /// An example, or several of its speaker one after the other with short pauses between.
  private func joined(
    _ index: Int, random: inout RandomSource
  ) -> (Waveform, [Int], [Range<Int>]?) {
    let first = examples[index]
    var waveform = first.clip.waveform
    var (labeling, places) = (first.labeling, first.places)
    guard first.joinUpTo > 1, let pool = bySpeaker["\(first.corpus) \(first.speaker)"] else {
      return (waveform, labeling, places)
    }
    for _ in 1..<Int.random(in: 1...first.joinUpTo, using: &random) {
      let next = examples[pool[Int.random(in: 0..<pool.count, using: &random)]]
      let pause = Int(random.uniform(in: 0...0.3) * Double(waveform.sampleRate))
      waveform.samples.append(contentsOf: repeatElement(0, count: pause))
      let start = waveform.samples.count
      places = next.places.flatMap { more in
        places.map { $0 + more.map { start + $0.lowerBound..<start + $0.upperBound } }
      }
      waveform.samples.append(contentsOf: next.clip.waveform.samples)
      labeling.append(contentsOf: next.labeling)
    }
    return (waveform, labeling, places)
  }
}
