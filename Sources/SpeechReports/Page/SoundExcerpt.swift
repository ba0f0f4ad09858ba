internal import Foundation
internal import SpeechFeatures

/// A stretch of a recording's sound, 16 bits a sample.
struct SoundExcerpt: Sendable {
  /// The place of the first sample in the recording.
  let first: Int
  private(set) var samples: [Int16]

  /// The bytes of a WAV file.
  func wave(sampleRate: Int) -> Data {
    Data(
      Waveform(samples: samples.map { Float($0) / 32_767 }, sampleRate: sampleRate).wave16())
  }

  static func samples(_ block: [Float]) -> [Int16] {
    block.map { Int16((max(-1, min(1, $0)) * 32_767).rounded()) }
  }

  fileprivate mutating func append(_ more: ArraySlice<Int16>) { samples += more }
}

/// Cuts excerpts out of a recording that comes in blocks.
struct ExcerptCutter {
  private let ranges: [Range<Int>]
  private var place = 0
  /// Samples so far.
  private var count = 0
  private(set) var excerpts: [SoundExcerpt] = []

  /// - Parameter ranges: of samples; those that meet become one, and what is beyond `limit` samples in
  ///   all is left out.
  init(_ ranges: [Range<Int>], limit: Int) {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    var left = limit
    self.ranges = joined.compactMap { range in
      let part = range.prefix(max(0, left))
      left -= part.count
      return part.isEmpty ? nil : part
    }
  }

  mutating func add(_ block: [Int16]) {
    let end = count + block.count
    while place < ranges.count && ranges[place].lowerBound < end {
      let part = ranges[place].clamped(to: count..<end)
      if part.lowerBound == ranges[place].lowerBound {
        excerpts.append(SoundExcerpt(first: part.lowerBound, samples: []))
      }
      excerpts[excerpts.count - 1].append(
        block[part.lowerBound - count..<part.upperBound - count])
      guard ranges[place].upperBound <= end else { break }
      place += 1
    }
    count = end
  }
}
