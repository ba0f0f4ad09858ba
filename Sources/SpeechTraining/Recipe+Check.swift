internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import SpeechFeatures

extension Recipe {
  /// Refuses values that training cannot follow.
  func check() throws(RecipeError) {
    try require(
      !name.isEmpty && !name.contains("/") && name.utf8.count <= 200 && name != "checkpoint"
        && !name.unicodeScalars.contains(where: \.breaksLines), "name",
      "a file's name, of at most 200 bytes and not \"checkpoint\"", name.debugDescription)
    for label in task.labels {
      try require(
        !label.unicodeScalars.contains(where: \.breaksLines), "task",
        "labels without control characters", label.debugDescription)
    }
    try require(!training.isEmpty, "training", "a corpus at least", "none")
    if case .keywords(let words, _) = task {
      try require(
        !words.isEmpty && Set(words.map { $0.uppercased() }).count == words.count
          && words.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) },
        "task.words", "different words, none of them a phrase", words)
    }
    let fraction = validation.speakerFraction
    try require(fraction > 0 && fraction < 1, "validation.speakerFraction", "0 to 1", fraction)
    try require(precision != .int8, "precision", "float32 or bfloat16", "int8")
    try require(
      initialRange > 0 && initialRange <= 10, "initialRange", "0 to 10", initialRange)
    try require(noise.input, in: 0...1000, "noise.input")
    try require(noise.weight, in: 0...1000, "noise.weight")
    try require(consistency, in: 0...1000, "consistency")
    try require(teacher?.weight, in: 0...1000, "teacher.weight")
    try schedule.check()
    for source in training { try source.check() }
    try augmentation?.check()
    let network = NetworkArchitecture(
      inputSize: try featureConfiguration().featureCount, layers: layers,
      outputSize: task.labels.count)
    if let excess = network.excess {
      throw .invalid(field: "layers", expected: excess.expected, found: excess.found)
    }
  }
}

extension Schedule {
  fileprivate func check() throws(RecipeError) {
    try require(batchSize, in: 1...4096, "schedule.batchSize")
    try require(maximumEpochs, in: 1...1_000_000, "schedule.maximumEpochs")
    try require(patience >= 1, "schedule.patience", "1 or more", patience)
    try require(
      gradientNorm ?? 1 > 0, "schedule.gradientNorm", "a positive number", gradientNorm ?? 0)
    try require(finalRateShare, in: 0...1, "schedule.finalRateShare")
    try require(
      warmUpUpdates ?? 0 >= 0, "schedule.warmUpUpdates", "0 or more", warmUpUpdates ?? 0)
    let decay = averagingDecay ?? 0
    try require(decay >= 0 && decay < 1, "schedule.averagingDecay", "0 to below 1", decay)
  }
}

extension TrainingSource {
  fileprivate func check() throws(RecipeError) {
    try require(weight, in: 0...100, "training.weight")
    try require(keywordWeight, in: 0...100, "training.keywordWeight")
    try require(joinUpTo, in: 1...64, "training.joinUpTo")
  }
}

extension Augmentation {
  fileprivate func check() throws(RecipeError) {
    try require(edgeCut?.probability, in: 0...1, "augmentation.edgeCut.probability")
    try require(edgeCut?.leave, in: 0...60, "augmentation.edgeCut.leave")
    try require(speed, in: 0.25...4, "augmentation.speed")
    try require(tempo, in: 0.25...4, "augmentation.tempo")
    try require(gain, in: -100...100, "augmentation.gain")
    try require(noise?.probability, in: 0...1, "augmentation.noise.probability")
    try require(noise?.signalToNoise, in: -100...100, "augmentation.noise.signalToNoise")
    try require(noise?.babble?.probability, in: 0...1, "augmentation.noise.babble.probability")
    try require(noise?.babble?.voices, in: 1...64, "augmentation.noise.babble.voices")
    try require(reverberation?.probability, in: 0...1, "augmentation.reverberation.probability")
    try require(reverberation?.decay, in: 0...60, "augmentation.reverberation.decay")
    try require(telephone, in: 0...1, "augmentation.telephone")
    try require(masks?.bands, in: 0...1000, "augmentation.masks.bands")
    try require(masks?.widestBand, in: 0...65536, "augmentation.masks.widestBand")
    try require(masks?.stretches, in: 0...1000, "augmentation.masks.stretches")
    try require(masks?.longestStretch, in: 0...1_000_000, "augmentation.masks.longestStretch")
  }
}

private func require(
  _ holds: Bool, _ field: String, _ expected: String, _ found: Any
) throws(RecipeError) {
  if !holds { throw .invalid(field: field, expected: expected, found: "\(found)") }
}

private func require(
  _ value: Int?, in range: ClosedRange<Int>, _ field: String
) throws(RecipeError) {
  guard let value else { return }
  try require(
    range.contains(value), field, "\(range.lowerBound) to \(range.upperBound)", value)
}

private func require(
  _ value: Double?, in range: ClosedRange<Double>, _ field: String
) throws(RecipeError) {
  guard let value else { return }
  try require(range.contains(value), field, range.sentence, value)
}

private func require(
  _ interval: ClosedInterval?, in range: ClosedRange<Double>, _ field: String
) throws(RecipeError) {
  guard let interval else { return }
  try require(
    range.contains(interval.low) && range.contains(interval.high), field, range.sentence,
    "\(interval.low) to \(interval.high)")
}

extension ClosedRange<Double> {
  fileprivate var sentence: String { String(format: "%g to %g", lowerBound, upperBound) }
}
