internal import DenseMath
internal import Foundation

/// Audio of "words" that are tones, over faint noise: a low and a high one.
public struct ToneWords {
  public static let sampleRate = 8_000
  public static let pitches = ["low": 620.0, "high": 2380.0]

  /// A word and when it is said, in seconds.
  public struct Word: Sendable, Equatable {
    public var name: String
    public var start: Double
    public var end: Double
    public var loudness: Double

    public init(_ name: String, _ start: Double, _ end: Double, loudness: Double = 0.3) {
      self.name = name
      self.start = start
      self.end = end
      self.loudness = loudness
    }
  }

  /// The recording of words, `duration` seconds long.
  public static func samples(_ words: [Word], duration: Double, seed: UInt64 = 1) -> [Float] {
    var random = RandomSource(seed: seed)
    var result = (0..<Int(duration * Double(sampleRate))).map { _ in
      Float(1e-4 * random.gaussian())
    }
    for word in words {
      let first = Int(word.start * Double(sampleRate))
      let last = min(Int(word.end * Double(sampleRate)), result.count)
      let fade = 0.01 * Double(sampleRate)
      for index in first..<last {
        let edge = min(1, Double(min(index - first, last - index)) / fade)
        let phase = 2 * Double.pi * (pitches[word.name] ?? 0) * Double(index) / Double(sampleRate)
        result[index] += Float(word.loudness * edge * sin(phase))
      }
    }
    return result
  }

  /// `count` words with pauses between, drawn from a seed, and the length of it all.
  public static func random(_ count: Int, seed: UInt64) -> (words: [Word], duration: Double) {
    var random = RandomSource(seed: seed, stream: 0x70)
    var time = 0.3
    var words: [Word] = []
    for _ in 0..<count {
      let length = Double.random(in: 0.15..<0.35, using: &random)
      let name = Bool.random(using: &random) ? "low" : "high"
      words.append(Word(name, time, time + length))
      time += length + Double.random(in: 0.15..<0.8, using: &random)
    }
    return (words, time + 0.3)
  }
}
