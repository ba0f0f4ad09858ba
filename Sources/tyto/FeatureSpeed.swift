import SpeechFeatures

/// Measures how much faster than real time features come, on one thread.
struct FeatureSpeed {
  let extractor: MFCCExtractor
  private let repetitions = 7

  /// Prints a table for the recordings together: the best of several runs.
  func report(_ paths: [String], _ options: AudioReader.Options) throws {
    let rate = extractor.configuration.sampleRate
    let waveforms = try paths.map {
      try Waveform(contentsOf: $0, sampleRate: rate, options: options)
    }
    let seconds = waveforms.reduce(0) { $0 + $1.duration }
    let frames = waveforms.reduce(0) {
      $0 + extractor.configuration.frameCount(sampleCount: $1.samples.count)
    }
    let alone = try best {
      waveforms.reduce(0) { $0 + extractor.features(of: $1).frameCount }
    } expecting: {
      $0 == frames
    }
    let withReading = try best {
      try paths.reduce(0) { try $0 + extractor.features(ofFile: $1, options: options).frameCount }
    } expecting: {
      $0 == frames
    }
    print(
      "\(seconds.formatted(1)) s of audio at \(rate) Hz, \(frames) frames of "
        + "\(extractor.configuration.featureCount) values, one thread, best of \(repetitions):")
    for (name, time) in [("features alone", alone), ("with reading", withReading)] {
      let perFrame = time / Double(max(frames, 1)) * 1e6
      print(
        "  \(name): \((seconds / time).formatted(0)) × real time, "
          + "\(perFrame.formatted(2)) µs a frame")
    }
  }

  private func best(
    _ body: () throws -> Int, expecting check: (Int) -> Bool
  ) throws -> Double {
    let clock = ContinuousClock()
    var shortest = Duration.seconds(1e9)
    for _ in 0..<repetitions {
      var result = 0
      shortest = min(shortest, try clock.measure { result = try body() })
      precondition(check(result), "another number of frames than the waveform has")
    }
    return shortest / .seconds(1)
  }
}

extension Double {
  fileprivate func formatted(_ digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
    let value = (self * scale).rounded() / scale
    return digits == 0 ? "\(Int(value))" : "\(value)"
  }
}
