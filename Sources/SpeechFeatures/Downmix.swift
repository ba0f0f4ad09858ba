/// Work on interleaved samples between the file and the resampler.
package enum Downmix {
  /// The mean over the channels.
  package static func mean(of interleaved: [Float], frames: Int, channels: Int) -> [Float] {
    precondition(interleaved.count >= frames * channels && channels > 0)
    let scale = 1 / Float(channels)
    var mono = [Float](repeating: 0, count: frames)
    var result = mono.mutableSpan
    let source = interleaved.span
    if channels == 2 {
      for frame in 0..<frames {
        result[frame] = (source[2 * frame] + source[2 * frame + 1]) * 0.5
      }
    } else {
      for frame in 0..<frames {
        var sum: Float = 0
        for channel in 0..<channels { sum += source[frame * channels + channel] }
        result[frame] = sum * scale
      }
    }
    return mono
  }

  /// One channel, from 0.
  package static func channel(
    _ channel: Int, of interleaved: [Float], frames: Int, channels: Int
  ) -> [Float] {
    precondition(interleaved.count >= frames * channels && (0..<channels).contains(channel))
    let source = interleaved.span
    return (0..<frames).map { source[$0 * channels + channel] }
  }

  /// The largest magnitude that a sample may have: that of 32-bit integers stored as floats. Powers
  /// summed over a window stay far from overflow.
  package static let largestMagnitude: Float = 0x1p31

  /// The first of `count` samples that is not a number, infinite or beyond ±2³¹.
  package static func firstInvalidSample(in samples: [Float], count: Int) -> Int? {
    let source = samples.span
    // Without its sign, a float's pattern grows with its magnitude, infinity and NaN on top.
    var largest: Int32 = 0
    for index in 0..<count {
      largest = max(largest, Int32(bitPattern: source[index].bitPattern & 0x7FFF_FFFF))
    }
    if largest <= Int32(bitPattern: largestMagnitude.bitPattern) { return nil }
    return (0..<count).first { !(source[$0].magnitude <= largestMagnitude) }
  }
}
