package import DenseMath
internal import KeywordSpotting
internal import RecurrentNetworks
package import SpeechFeatures

/// Turns examples into features and targets that fit each other.
package struct Targeting: Sendable {
  let task: TrainingTask
  let extractor: MFCCExtractor
  /// Feature frames an output frame.
  let subsampling: Int
  private let clock: FrameClock

  package init(_ task: TrainingTask, extractor: MFCCExtractor, subsampling: Int) {
    self.task = task
    self.extractor = extractor
    self.subsampling = subsampling
    clock = FrameClock(extractor.configuration, subsampling: subsampling)
  }

  /// Features of a waveform, T × N, and its target. With a target delay of d the features go on for
  /// d output frames of zeros, so that every frame of the recording gets its answer.
  ///
  /// - Parameter places: where each label stands in the waveform, in samples.
  package func features(
    of waveform: Waveform, labeling: [Int], places: [Range<Int>]?
  ) -> (features: Matrix, target: Target) {
    let features = extractor.features(of: waveform).values
    guard case .framewise(let framewise) = task else { return (features, .labeling(labeling)) }
    let padding = framewise.delay * subsampling
    let padded = padding == 0 ? features : features.padded(rows: padding)
    return (
      padded,
      .frames(
        frames(
          count: (features.rows + subsampling - 1) / subsampling, delay: framewise.delay,
          rate: Double(waveform.sampleRate), labeling: labeling, places: places ?? []))
    )
  }

  /// The class of each output frame: that of the segment in which the frame's middle lies.
  private func frames(
    count: Int, delay: Int, rate: Double, labeling: [Int], places: [Range<Int>]
  ) -> [Int32] {
    var result = [Int32](repeating: FramewiseLoss.ignored, count: delay + count)
    for (label, place) in zip(labeling, places) where label >= 0 && !place.isEmpty {
      // The frames whose middle is at or after the start and before the end.
      let first = frame(atOrAfter: Double(place.lowerBound) / rate)
      let end = min(frame(atOrAfter: Double(place.upperBound) / rate), count)
      for frame in max(first, 0)..<max(end, first, 0) { result[delay + frame] = Int32(label) }
    }
    return result
  }

  private func frame(atOrAfter seconds: Double) -> Int {
    // A sample is far longer than what a division loses.
    Int(((seconds - clock.first) / clock.step - 1e-9).rounded(.up))
  }
}

extension Matrix {
  /// The same rows, and zeros below.
  func padded(rows more: Int) -> Matrix {
    Matrix(
      rows: rows + more, columns: columns,
      array + [Float](repeating: 0, count: more * columns))
  }
}
