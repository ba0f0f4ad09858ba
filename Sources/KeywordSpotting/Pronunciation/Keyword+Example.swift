public import DenseMath
public import RecurrentNetworks
public import SpeechFeatures

extension Keyword {
  /// What is taken off the blank's log posteriors, one after the other until a phone is heard.
  private static let blankHandicaps: [Float] = [0, 1, 2, 4]

  /// A keyword as it sounds in recordings of it: of each clip the phones that the network hears, its
  /// best path, are a pronunciation. Nothing needs to be spelt, and what the network mishears in the
  /// clip it will mishear in the same way elsewhere. What is found is compared both ways: the phones of
  /// the clip with the place, and the phones of the place with the clip.
  ///
  /// - Parameters:
  ///   - name: what is printed.
  ///   - clips: the keyword alone in each, perhaps with silence around, at the model's rate.
  ///   - model: a CTC model of phones.
  /// - Throws: `SpottingError`, such as for a clip in which no phone is heard.
  public init(
    name: String, clips: [Waveform], model: Model, context: ComputeContext
  ) throws(SpottingError) {
    guard model.card.task == .phones else {
      throw .cannotSpot(
        model: model.card.name, task: "other labels than phones", needed: "keywords by example")
    }
    let engine = try PosteriorEngine(model, windowing: .init(), context: context)
    var pronunciations: [[String]] = []
    var heard: [HeardFrames] = []
    for (number, clip) in clips.enumerated() {
      precondition(clip.sampleRate == engine.sampleRate, "audio at the model's rate")
      var frames = HeardFrames()
      var isRead = false
      // A waveform gives no errors.
      _ = try? engine.posteriors(of: {
        defer { isRead = true }
        return isRead ? [] : clip.samples
      }) { frames.append($0) }
      // In a faint clip the blank may be likelier than any phone, though something is said.
      let phones =
        Self.blankHandicaps.lazy.map { frames.labels(in: 0...Int.max, handicap: $0) }
        .first { !$0.isEmpty }?.map { model.card.labels[$0] } ?? []
      guard !phones.isEmpty else { throw .silentExample(name: name, clip: number + 1) }
      if !pronunciations.contains(phones) { pronunciations.append(phones) }
      heard.append(frames)
    }
    guard !pronunciations.isEmpty else { throw .noKeywords }
    self.init(name: name, pronunciations: pronunciations, clips: heard)
  }
}
