package import DenseMath
internal import Foundation

// The variations themselves, each from samples to samples.

/// The amplitude factor of a level in decibels.
package func decibels(_ level: Double) -> Double { pow(10, level / 20) }

/// Samples played `factor` times as fast, by cubic (Catmull–Rom) interpolation: good to the few
/// per cent that `speed` asks for; changes of rate go through soxr instead.
package func resampled(_ samples: [Float], by factor: Double) -> [Float] {
  guard samples.count > 3, factor > 0 else { return samples }
  let count = Int(Double(samples.count) / factor)
  var result = [Float](repeating: 0, count: count)
  let last = samples.count - 1
  for index in 0..<count {
    let position = Double(index) * factor
    let whole = min(Int(position), last)
    let t = Float(position - Double(whole))
    let a = samples[max(whole - 1, 0)]
    let b = samples[whole]
    let c = samples[min(whole + 1, last)]
    let d = samples[min(whole + 2, last)]
    let cubic = (3 * (b - c) + d - a) * t + (2 * a - 5 * b + 4 * c - d)
    result[index] = b + 0.5 * t * (c - a + t * cubic)
  }
  return result
}

/// Samples spoken `factor` times as fast at the same pitch (WSOLA: Verhelst and Roelands 1993): windows of
/// 32 ms that overlap by half, each taken where, within 8 ms, it goes on most like the one before. Shorter
/// recordings than three windows stay as they are.
package func respoken(_ samples: [Float], by factor: Double, sampleRate: Int) -> [Float] {
  let half = sampleRate * 16 / 1000
  let reach = half / 2
  guard samples.count > 6 * half, half >= 8, factor > 0 else { return samples }
  let rise = (0..<half).map { Float(0.5 - 0.5 * cos(.pi * (Double($0) + 0.5) / Double(half))) }
  var result: [Float] = []
  result.reserveCapacity(Int(Double(samples.count) / factor) + half)
  result.append(contentsOf: samples[0..<half])
  // Where what has been written goes on in `samples`.
  var natural = half
  while true {
    let expected = Int(Double(result.count) * factor)
    guard max(expected + reach, natural) + 2 * half <= samples.count else { break }
    let start = mostAlike(samples, to: natural, around: expected, reach: reach, count: half)
    for index in 0..<half {
      let (old, new) = (samples[natural + index], samples[start + index])
      result.append(old + rise[index] * (new - old))
    }
    natural = start + half
  }
  result.append(contentsOf: samples[natural...])
  return result
}

/// Where within `reach` of `place` the `count` samples are most like those at `wanted`, by their normalised
/// correlation: of every eighth place the best, then of every second one around it.
private func mostAlike(
  _ samples: [Float], to wanted: Int, around place: Int, reach: Int, count: Int
) -> Int {
  let range = max(place - reach, 0)...(place + reach)
  let samples = samples.span
  var best = (place: place, likeness: -Float.infinity)
  func consider(_ start: Int) {
    var (product, power): (Float, Float) = (0, 1e-9)
    for index in stride(from: 0, to: count, by: 2) {
      let value = samples[start + index]
      product += value * samples[wanted + index]
      power += value * value
    }
    let likeness = product / power.squareRoot()
    if likeness > best.likeness { best = (start, likeness) }
  }
  for start in stride(from: range.lowerBound, through: range.upperBound, by: 8) { consider(start) }
  let coarse = best.place
  for start in stride(from: coarse - 6, through: coarse + 6, by: 2)
  where start != coarse && range.contains(start) {
    consider(start)
  }
  return best.place
}

/// Speech in a simulated room: the direct sound, and sparse echoes under an exponential decay
/// ("velvet" noise: about 400 unit impulses a second, at random places and signs: sparse, since
/// the cost is one pass over the speech an echo).
package func reverberated(
  _ samples: [Float], sampleRate: Int, decay: Double, random source: inout RandomSource
) -> [Float] {
  let rate = Double(sampleRate)
  let length = min(decay, 1) * rate
  let level = source.uniform(in: 0.08...0.35)
  let step = rate / 400
  var result = samples
  var position = source.uniform(in: 0.002...0.01) * rate
  while position < length {
    let delay = Int(position)
    let sign = source.uniform() < 0.5 ? -1.0 : 1.0
    let gain = Float(sign * level * pow(10, -3 * position / (decay * rate)))
    if delay < samples.count {
      let source = samples.span.extracting(0..<(samples.count - delay))
      var target = result.mutableSpan
      for index in source.indices { target[delay + index] += gain * source[index] }
    }
    position += step * source.uniform(in: 0.2...1.8)
  }
  return result
}

/// Gaussian noise between white and brown: one leaky integrator of random leak.
package func colouredNoise(count: Int, random source: inout RandomSource) -> [Float] {
  let memory = Float(source.uniform(in: 0...0.98))
  var state: Float = 0
  // The sum of four uniform numbers is near enough to a Gaussian one, and four times cheaper.
  return (0..<count).map { _ in
    let bits = source.next()
    let sum =
      Float(bits & 0xFFFF) + Float(bits >> 16 & 0xFFFF) + Float(bits >> 32 & 0xFFFF)
      + Float(bits >> 48)
    state = memory * state + (sum / 65536 - 2)
    return state
  }
}

/// `count` samples of a clip from a random place on, again from its start where it ends.
package func looped(
  _ clip: SpeechClip, count: Int, random source: inout RandomSource
) -> [Float] {
  guard !clip.samples.isEmpty else { return [Float](repeating: 0, count: count) }
  var position = Int.random(in: 0..<clip.samples.count, using: &source)
  return (0..<count).map { _ in
    let value = Float(clip.samples[position]) * 0x1p-15
    position = position + 1 == clip.samples.count ? 0 : position + 1
    return value
  }
}

/// `count` samples of `voices` clips at once, each from a random place on and of power 1 unless it is silent.
package func babbled(
  _ clips: [SpeechClip], voices: Int, count: Int, random source: inout RandomSource
) -> [Float] {
  var result = [Float](repeating: 0, count: count)
  for _ in 0..<voices {
    let clip = clips[Int.random(in: 0..<clips.count, using: &source)]
    let voice = looped(clip, count: count, random: &source)
    let level = power(voice)
    guard level > 0 else { continue }
    let factor = Float(1 / level.squareRoot())
    for place in result.indices { result[place] += factor * voice[place] }
  }
  return result
}

/// Speech plus noise at a signal-to-noise ratio in decibels, over the mean powers.
package func mixed(
  _ speech: [Float], with noise: [Float], signalToNoise ratio: Double
) -> [Float] {
  let speechPower = power(speech)
  let noisePower = power(noise)
  guard speechPower > 0, noisePower > 0 else { return speech }
  let factor = Float((speechPower / noisePower).squareRoot() / decibels(ratio))
  return zip(speech, noise).map { $0 + factor * $1 }
}

/// From the first to the last hundredth of a second that is at most 40 dB below the loudest; empty for silence.
package func soundingRange(_ samples: [Float], sampleRate: Int) -> Range<Int> {
  let length = max(sampleRate / 100, 1)
  let powers = stride(from: 0, to: samples.count, by: length).map {
    power(Array(samples[$0..<min($0 + length, samples.count)]))
  }
  guard let loudest = powers.max(), loudest > 0,
    let first = powers.firstIndex(where: { $0 >= loudest * 1e-4 }),
    let last = powers.lastIndex(where: { $0 >= loudest * 1e-4 })
  else { return 0..<0 }
  return first * length..<min((last + 1) * length, samples.count)
}

/// The mean of the squares.
package func power(_ samples: [Float]) -> Double {
  var sum = 0.0
  for sample in samples { sum += Double(sample * sample) }
  return samples.isEmpty ? 0 : sum / Double(samples.count)
}

/// A telephone's channel: a steep low-pass at 3.4 or 3.9 kHz, half the time a high-pass near
/// 200–300 Hz, half the time µ-law's 8 bits.
package func telephoned(
  _ samples: [Float], sampleRate: Int, random source: inout RandomSource
) -> [Float] {
  var result = samples
  let edge = source.uniform() < 0.5 ? 3400.0 : 3900.0
  if edge < 0.45 * Double(sampleRate) {
    // Eighth-order Butterworth as four second-order sections.
    for section in 0..<4 {
      let quality = 1 / (2 * cos(Double.pi * (2 * Double(section) + 1) / 16))
      result = Biquad.lowPass(edge / Double(sampleRate), quality: quality).filter(result)
    }
  }
  if source.uniform() < 0.5 {
    let low = source.uniform(in: 150...320)
    result = Biquad.highPass(low / Double(sampleRate), quality: 0.7071).filter(result)
  }
  if source.uniform() < 0.5 {
    result = result.map(companded)
  }
  return result
}

/// A sample after µ-law coding to 8 bits and back (ITU-T G.711's curve, µ = 255).
package func companded(_ sample: Float) -> Float {
  let level = log1p(255 * min(abs(sample), 1)) / log1p(Float(255))
  let quantised = (level * 127).rounded() / 127
  return (sample < 0 ? -1 : 1) * (exp(quantised * log1p(Float(255))) - 1) / 255
}

/// A second-order filter (direct form 1), designed by the bilinear transform.
package struct Biquad: Sendable {
  let b0, b1, b2, a1, a2: Double

  /// `frequency` as a share of the sample rate.
  package static func lowPass(_ frequency: Double, quality: Double) -> Biquad {
    let omega = 2 * Double.pi * frequency
    let alpha = sin(omega) / (2 * quality)
    let edge = 1 - cos(omega)
    return Biquad(edge / 2, edge, edge / 2, 1 + alpha, -2 * cos(omega), 1 - alpha)
  }

  package static func highPass(_ frequency: Double, quality: Double) -> Biquad {
    let omega = 2 * Double.pi * frequency
    let alpha = sin(omega) / (2 * quality)
    let edge = 1 + cos(omega)
    return Biquad(edge / 2, -edge, edge / 2, 1 + alpha, -2 * cos(omega), 1 - alpha)
  }

  private init(
    _ b0: Double, _ b1: Double, _ b2: Double, _ a0: Double, _ a1: Double, _ a2: Double
  ) {
    (self.b0, self.b1, self.b2) = (b0 / a0, b1 / a0, b2 / a0)
    (self.a1, self.a2) = (a1 / a0, a2 / a0)
  }

  package func filter(_ samples: [Float]) -> [Float] {
    var (x1, x2, y1, y2) = (0.0, 0.0, 0.0, 0.0)
    return samples.map { sample in
      let x = Double(sample)
      let y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
      (x2, x1) = (x1, x)
      (y2, y1) = (y1, y)
      return Float(y)
    }
  }
}
