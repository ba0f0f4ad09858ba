import DenseMath
import Foundation
import SpeechFeatures
import SpeechTraining
import TestSupport
import Testing

@Suite struct VariationsTests {
  private let rate = 16000

  private func tone(_ frequency: Double, seconds: Double = 1) -> [Float] {
    (0..<Int(seconds * Double(rate))).map {
      Float(0.5 * sin(2 * Double.pi * frequency * Double($0) / Double(rate)))
    }
  }

  @Test func mixingReachesTheRatioAsked() {
    var random = RandomSource(seed: Seed.value)
    let speech = tone(440)
    let noise = colouredNoise(count: speech.count, random: &random)
    for ratio in [-5.0, 0, 10, 30] {
      let sum = mixed(speech, with: noise, signalToNoise: ratio)
      let added = zip(sum, speech).map { $0 - $1 }
      #expect(abs(10 * log10(power(speech) / power(added)) - ratio) < 0.05)
    }
  }

  @Test func mixingWithSilenceChangesNothing() {
    let speech = tone(440)
    let silence = [Float](repeating: 0, count: speech.count)
    #expect(mixed(speech, with: silence, signalToNoise: 0) == speech)
    #expect(mixed(silence, with: speech, signalToNoise: 0) == silence)
  }

  @Test func babbleIsItsVoicesEquallyLoud() {
    // Tones that no stretch of the other holds: what is at a frequency is one voice's.
    func clip(_ samples: [Float]) -> SpeechClip {
      SpeechClip(Waveform(samples: samples, sampleRate: rate))
    }
    func amplitude(of samples: [Float], at frequency: Double) -> Double {
      var (real, imaginary) = (0.0, 0.0)
      for (place, value) in samples.enumerated() {
        let angle = 2 * Double.pi * frequency * Double(place) / Double(rate)
        real += Double(value) * cos(angle)
        imaginary += Double(value) * sin(angle)
      }
      return 2 * (real * real + imaginary * imaginary).squareRoot() / Double(samples.count)
    }
    var random = RandomSource(seed: Seed.value)
    let (quiet, loud) = (clip(tone(400).map { 0.1 * $0 }), clip(tone(1000)))
    let both = (0..<50).map { _ in
      babbled([quiet, loud], voices: 2, count: rate / 2, random: &random)
    }
    for samples in both {
      // Each voice is one of the two, of power 1: an amplitude of √2, or the sum of two of one tone.
      let (low, high) = (amplitude(of: samples, at: 400), amplitude(of: samples, at: 1000))
      if low > 0.01, high > 0.01 {
        #expect(abs(low - 2.0.squareRoot()) < 0.01 && abs(high - 2.0.squareRoot()) < 0.01)
      } else {
        #expect(max(low, high) < 2 * 2.0.squareRoot() + 0.01)
      }
    }
    #expect(Set(both.map { amplitude(of: $0, at: 400) > 0.01 }).count == 2)
    #expect(Set(both.map { $0[0] }).count > 40)
    let silent = clip([Float](repeating: 0, count: 10))
    #expect(babbled([silent], voices: 3, count: 5, random: &random) == [0, 0, 0, 0, 0])
    let empty = clip([])
    #expect(babbled([empty], voices: 1, count: 2, random: &random) == [0, 0])
  }

  @Test func noiseIsBabbleAsOftenAsAsked() throws {
    var augmentation = try JSONDecoder().decode(
      Augmentation.self,
      from: Data(
        """
        {"noise": {"probability": 1, "signalToNoise": [0, 0],
                   "babble": {"probability": 1, "voices": [1, 1]}}}
        """.utf8))
    let speech = Waveform(samples: tone(440), sampleRate: rate)
    let other = SpeechClip(Waveform(samples: tone(2000), sampleRate: rate))
    let pool = NoisePool(recordings: [], speech: [other])
    // Where it is babble, it is the pool's one utterance, a tone: x(t+1) = 2 cos ω x(t) − x(t−1), ω = π/4.
    func isBabble(_ trial: UInt64) -> Bool {
      var random = RandomSource(seed: Seed.value, stream: trial)
      let heard = augmentation.coloured(speech, noises: pool, random: &random).samples
      let added = zip(heard, speech.samples).map { $0 - $1 }
      return (1..<100).allSatisfy { place in
        let next = Float(2).squareRoot() * added[place] - added[place - 1]
        return abs(added[place + 1] - next) < 1e-3
      }
    }
    #expect((0..<20).allSatisfy(isBabble))
    augmentation.noise?.babble?.probability = 0
    #expect(!(0..<20).contains(where: isBabble))
  }

  @Test func edgesAreCutToTheSound() {
    // Half a second of faint noise, a second of a tone, a quarter of noise.
    var random = RandomSource(seed: Seed.value)
    func noise(_ count: Int) -> [Float] {
      colouredNoise(count: count, random: &random).map { $0 * 1e-4 }
    }
    let (before, behind) = (noise(8000), noise(4000))
    let waveform = Waveform(samples: before + tone(440) + behind, sampleRate: rate)
    #expect(soundingRange(waveform.samples, sampleRate: rate) == 8000..<24000)
    #expect(soundingRange([Float](repeating: 0, count: 500), sampleRate: rate).isEmpty)
    #expect(soundingRange([], sampleRate: rate).isEmpty)
    let cut = EdgeCut(probability: 1, leave: ClosedInterval(0.1, 0.2))
    for _ in 0..<10 {
      let kept = cut.kept(waveform, random: &random)
      #expect((4800...6400).contains(kept.lowerBound) && (25600...27200).contains(kept.upperBound))
    }
    // No more than there is, and nothing of what is silent.
    let wide = EdgeCut(probability: 1, leave: ClosedInterval(3, 3))
    #expect(wide.kept(waveform, random: &random) == 0..<28000)
    let silent = Waveform(samples: [0, 0, 0], sampleRate: rate)
    #expect(cut.kept(silent, random: &random) == 0..<3)
    let never = EdgeCut(probability: 0, leave: ClosedInterval(0, 0))
    #expect(never.kept(waveform, random: &random) == 0..<28000)
  }

  @Test(arguments: [0.85, 0.97, 1, 1.12])
  func speedMovesATone(_ factor: Double) {
    let result = resampled(tone(440), by: factor)
    #expect(abs(Double(result.count) - Double(rate) / factor) <= 1)
    let crossings = zip(result, result.dropFirst()).count { $0 <= 0 && $1 > 0 }
    let frequency = Double(crossings) / (Double(result.count) / Double(rate))
    #expect(abs(frequency - 440 * factor) < 3)
  }

  @Test(arguments: [0.8, 0.93, 1, 1.1, 1.25])
  func tempoKeepsATone(_ factor: Double) {
    let result = respoken(tone(440), by: factor, sampleRate: rate)
    #expect(abs(Double(result.count) - Double(rate) / factor) < 0.05 * Double(rate))
    let crossings = zip(result, result.dropFirst()).count { $0 <= 0 && $1 > 0 }
    #expect(abs(Double(crossings) / (Double(result.count) / Double(rate)) - 440) < 3)
    // Windows that go on alike add up to the tone's own level.
    #expect(abs(power(result) / power(tone(440)) - 1) < 0.02)
  }

  /// A click every tenth of a second stays a click, and comes as much sooner.
  @Test func tempoMovesClicks() {
    var clicks = [Float](repeating: 0, count: 2 * rate)
    for place in stride(from: 800, to: 2 * rate, by: 1600) { clicks[place] = 1 }
    let result = respoken(clicks, by: 1.25, sampleRate: rate)
    let places = result.indices.filter { result[$0] > 0.5 }
    #expect((16...20).contains(places.count))
    for (place, next) in zip(places, places.dropFirst()) {
      #expect(abs(next - place - 1280) <= 512)
    }
  }

  @Test func tempoLeavesShortOnes() {
    let short = Array(tone(440)[0..<1500])
    #expect(respoken(short, by: 1.2, sampleRate: rate) == short)
    #expect(respoken([], by: 1.2, sampleRate: rate).isEmpty)
  }

  @Test func filtersPassAndStop() {
    func gain(_ filter: Biquad, _ frequency: Double) -> Double {
      let result = filter.filter(tone(frequency))
      return 10 * log10(power(Array(result[2000...])) / power(Array(tone(frequency)[2000...])))
    }
    let low = Biquad.lowPass(1000 / 16000, quality: 0.7071)
    #expect(abs(gain(low, 100)) < 0.1)
    #expect(abs(gain(low, 1000) + 3.01) < 0.1)
    #expect(gain(low, 4000) < -24)
    let high = Biquad.highPass(1000 / 16000, quality: 0.7071)
    #expect(abs(gain(high, 6000)) < 0.1)
    #expect(abs(gain(high, 1000) + 3.01) < 0.1)
    #expect(gain(high, 100) < -38)
  }

  @Test func telephoneStopsHighTones() {
    for stream in 0..<8 as Range<UInt64> {
      var random = RandomSource(seed: Seed.value, stream: stream)
      let kept = power(telephoned(tone(1000), sampleRate: rate, random: &random))
      #expect(abs(10 * log10(kept / power(tone(1000)))) < 1)
      let stopped = power(telephoned(tone(6500), sampleRate: rate, random: &random))
      #expect(10 * log10(stopped / power(tone(6500))) < -30)
    }
  }

  @Test func compandingIsFineNearZeroAndWithinTwoPerCent() {
    for sample in stride(from: Float(-1), through: 1, by: 0.001) {
      let result = companded(sample)
      #expect(abs(result - sample) <= 0.025 * abs(sample) + 0.0002)
    }
  }

  @Test func reverberationKeepsLengthAndDecays() {
    var random = RandomSource(seed: Seed.value)
    var click = [Float](repeating: 0, count: rate)
    click[0] = 1
    let result = reverberated(click, sampleRate: rate, decay: 0.3, random: &random)
    #expect(result.count == click.count)
    #expect(result[0] == 1)
    let early = power(Array(result[1..<1600]))
    let late = power(Array(result[3200..<4800]))
    #expect(early > 0 && late > 0 && 10 * log10(early / late) > 20)
    #expect(result[(rate / 2)...].allSatisfy { $0 == 0 })
  }
}
