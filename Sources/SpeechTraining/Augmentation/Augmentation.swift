package import DenseMath
public import SpeechCorpora
package import SpeechFeatures

/// How training speech is varied each time it is seen. Every part is optional; ranges are uniform.
public struct Augmentation: Codable, Sendable, Equatable {
  /// Before all others, of recordings in which something is said.
  public var edgeCut: EdgeCut?
  /// Playback speed (and pitch with it), as a factor.
  public var speed: ClosedInterval?
  /// How fast is spoken, at the same pitch, as a factor.
  public var tempo: ClosedInterval?
  /// Level, in decibels.
  public var gain: ClosedInterval?
  public var noise: NoiseMixing?
  public var reverberation: Reverberation?
  /// Chance of a telephone's band (300–3,400 Hz, or all below 4 kHz) and of µ-law coding on it.
  public var telephone: Double?
  /// Up to this many bands of features and stretches of frames are blanked (SpecAugment).
  public var masks: FeatureMasks?
}

/// A closed range of numbers, `[low, high]` in JSON.
public struct ClosedInterval: Codable, Sendable, Equatable {
  public var low: Double
  public var high: Double

  public init(_ low: Double, _ high: Double) {
    self.low = low
    self.high = high
  }

  public init(from decoder: any Decoder) throws {
    let values = try [Double](from: decoder)
    guard values.count == 2, values[0] <= values[1] else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a range is [low, high]"))
    }
    (low, high) = (values[0], values[1])
  }

  public func encode(to encoder: any Encoder) throws {
    try [low, high].encode(to: encoder)
  }

  func draw(from source: inout RandomSource) -> Double {
    source.uniform(in: low...high)
  }
}

/// Recordings cut to where speech starts and ends, as clips of words and prompts often are.
public struct EdgeCut: Codable, Sendable, Equatable {
  public var probability: Double
  /// Seconds left before the first sound and behind the last.
  public var leave: ClosedInterval

  public init(probability: Double, leave: ClosedInterval) {
    self.probability = probability
    self.leave = leave
  }

  /// The samples to keep, drawn from `source`.
  package func kept(_ waveform: Waveform, random source: inout RandomSource) -> Range<Int> {
    let whole = waveform.samples.indices
    guard source.uniform() < probability else { return whole }
    let rate = Double(waveform.sampleRate)
    let (before, behind) = (leave.draw(from: &source), leave.draw(from: &source))
    let sounds = soundingRange(waveform.samples, sampleRate: waveform.sampleRate)
    guard !sounds.isEmpty else { return whole }
    return (sounds.lowerBound - Int(before * rate)..<sounds.upperBound + Int(behind * rate))
      .clamped(to: whole)
  }
}

/// Noise mixed into speech: recordings, other speech, or made (white to brown).
public struct NoiseMixing: Codable, Sendable, Equatable {
  public var probability: Double
  /// Speech level over noise level, in decibels.
  public var signalToNoise: ClosedInterval
  /// Recordings of noise; without them noise is made.
  public var recordings: [CorpusReference]?
  public var babble: Babble?
}

/// Noise that is speech: other utterances of the recipe's at once, equally loud.
public struct Babble: Codable, Sendable, Equatable {
  /// Of noise being this.
  public var probability: Double
  /// How many utterances.
  public var voices: ClosedInterval
}

/// What noise is drawn from.
package struct NoisePool: Sendable {
  let recordings: [SpeechClip]
  let speech: [SpeechClip]

  package init(recordings: [SpeechClip], speech: [SpeechClip]) {
    self.recordings = recordings
    self.speech = speech
  }
}

/// Early echoes and a decaying tail.
public struct Reverberation: Codable, Sendable, Equatable {
  public var probability: Double
  /// Seconds in which the tail falls by 60 dB.
  public var decay: ClosedInterval
}

/// SpecAugment (Park 2019) on normalised features: blanked parts are set to 0, the mean.
public struct FeatureMasks: Codable, Sendable, Equatable {
  public var bands: Int
  public var widestBand: Int
  public var stretches: Int
  public var longestStretch: Int
}

extension Augmentation {
  /// A waveform at another speed and tempo.
  package func retimed(_ waveform: Waveform, random source: inout RandomSource) -> Waveform {
    var result = waveform
    if let speed {
      result.samples = resampled(result.samples, by: speed.draw(from: &source))
    }
    if let tempo {
      result.samples = respoken(
        result.samples, by: tempo.draw(from: &source), sampleRate: result.sampleRate)
    }
    return result
  }

  /// A waveform as heard in another place: room, noise, telephone, level.
  package func coloured(
    _ waveform: Waveform, noises: NoisePool, random source: inout RandomSource
  ) -> Waveform {
    var result = waveform
    if let reverberation, source.uniform() < reverberation.probability {
      result.samples = reverberated(
        result.samples, sampleRate: result.sampleRate,
        decay: reverberation.decay.draw(from: &source), random: &source)
    }
    if let noise, source.uniform() < noise.probability {
      let ratio = noise.signalToNoise.draw(from: &source)
      let other = noise.made(from: noises, count: result.samples.count, random: &source)
      result.samples = mixed(result.samples, with: other, signalToNoise: ratio)
    }
    if let telephone, source.uniform() < telephone {
      result.samples = telephoned(
        result.samples, sampleRate: result.sampleRate, random: &source)
    }
    if let gain {
      let factor = Float(decibels(gain.draw(from: &source)))
      result.samples = result.samples.map { max(-1, min(1, $0 * factor)) }
    }
    return result
  }
}

extension NoiseMixing {
  /// `count` samples of noise of one kind.
  fileprivate func made(
    from pool: NoisePool, count: Int, random source: inout RandomSource
  ) -> [Float] {
    if let babble, !pool.speech.isEmpty, source.uniform() < babble.probability {
      let voices = max(1, Int(babble.voices.draw(from: &source).rounded()))
      return babbled(pool.speech, voices: voices, count: count, random: &source)
    }
    if pool.recordings.isEmpty || source.uniform() < 0.3 {
      return colouredNoise(count: count, random: &source)
    }
    let clip = pool.recordings[Int.random(in: 0..<pool.recordings.count, using: &source)]
    return looped(clip, count: count, random: &source)
  }
}

extension FeatureMasks {
  /// Blanks random bands and stretches of `features` (T × N).
  package func apply(to features: inout Matrix, random source: inout RandomSource) {
    for _ in 0..<bands {
      let width = Int.random(in: 0...min(widestBand, features.columns), using: &source)
      let first = Int.random(in: 0...(features.columns - width), using: &source)
      for row in 0..<features.rows {
        var values = features.mutableRow(row)
        for column in first..<(first + width) { values[column] = 0 }
      }
    }
    for _ in 0..<stretches {
      let length = Int.random(in: 0...min(longestStretch, features.rows / 4), using: &source)
      let first = Int.random(in: 0...(features.rows - length), using: &source)
      for row in first..<(first + length) {
        var values = features.mutableRow(row)
        for column in values.indices { values[column] = 0 }
      }
    }
  }
}
