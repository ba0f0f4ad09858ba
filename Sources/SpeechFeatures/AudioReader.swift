/// Reads a recording of any length in blocks, as mono at the wanted rate.
///
/// Formats are those of libsndfile (WAV, FLAC, Ogg Vorbis and Opus, MP3, NIST SPHERE, AIFF, …).
/// Channels are averaged, or one is taken, then resampled by soxr at its high quality (20 bits).
/// Memory does not depend on the length of the recording, and the samples do not depend on how they
/// are asked for.
public final class AudioReader {
  /// Rates that a recording may have, and that may be asked for.
  public static let supportedSampleRates = 1_000...768_000

  /// The rate of the samples that `read` returns.
  public let sampleRate: Int
  /// The rate and the channels of the recording itself.
  public let originalSampleRate: Int
  public let channelCount: Int
  /// Frames of the recording by its header; `nil` where the format or a pipe does not say.
  public let frameCount: Int64?

  private let path: String
  /// The channel that is read, from 0, where it is one of several.
  private let channel: Int?
  private let file: SoundFile
  private var resampler: Resampler?
  /// Source frames read so far.
  private var framesRead: Int64 = 0
  private var interleaved: [Float]
  /// Samples ready to be handed out, from `next` on.
  private var ready: [Float] = []
  private var next = 0
  private var ended = false

  /// Opens a recording.
  ///
  /// - Parameters:
  ///   - path: a file; `-` is the standard input (a file named so is `./-`).
  ///   - sampleRate: the wanted rate, within `supportedSampleRates`; `nil` keeps the recording's own.
  ///   - options: for one channel alone, or samples without a header.
  ///   - blockLength: values read from the file at once, of all channels; few for audio that is still
  ///     being recorded.
  /// - Throws: everything that can be known before the samples are read: missing, a folder, not
  ///   audio, no channels or not the one that is wanted, an unsupported rate, an empty or truncated
  ///   file.
  public init(
    path: String, sampleRate: Int? = nil, options: Options = .init(), blockLength: Int = 1 << 15
  ) throws(AudioError) {
    precondition(
      [sampleRate, options.rawSampleRate].allSatisfy {
        $0.map(Self.supportedSampleRates.contains) ?? true
      }, "an unsupported sample rate")
    precondition(options.channel.map { $0 > 0 } ?? true, "channels count from 1")
    let file = try SoundFile(path: path, rawSampleRate: options.rawSampleRate)
    if let wanted = options.channel, wanted > file.channelCount {
      throw .missingChannel(path: path, wanted: wanted, found: file.channelCount)
    }
    self.path = path
    self.file = file
    channel = file.channelCount == 1 ? nil : options.channel.map { $0 - 1 }
    originalSampleRate = file.sampleRate
    channelCount = file.channelCount
    frameCount = file.frameCount
    self.sampleRate = sampleRate ?? file.sampleRate
    if self.sampleRate != file.sampleRate {
      resampler = Resampler(from: file.sampleRate, to: self.sampleRate)
    }
    let block = max(1, blockLength / file.channelCount)
    interleaved = [Float](repeating: 0, count: block * file.channelCount)
  }

  /// Seconds by the header; `nil` where it does not say.
  public var duration: Double? {
    frameCount.map { Double($0) / Double(originalSampleRate) }
  }

  /// The next samples, exactly `count` of them until the end is near; none at the end.
  ///
  /// - Throws: `truncated`, `invalidSample` or `unreadable` when the reading gets there.
  public func read(atMost count: Int) throws(AudioError) -> [Float] {
    precondition(count > 0, "at least one sample must be asked for")
    while ready.count - next < count && !ended { try fill() }
    let end = min(ready.count, next + count)
    let result = next == 0 && end == ready.count ? ready : Array(ready[next..<end])
    next = end
    if next == ready.count {
      ready = []
      next = 0
    }
    return result
  }

  /// Reads one block of the file into `ready`.
  private func fill() throws(AudioError) {
    if next > 0 {
      ready.removeFirst(next)
      next = 0
    }
    let frames = file.read(into: &interleaved)
    if frames == 0 {
      ended = true
      try checkEnd()
      resampler?.finish(into: &ready)
      return
    }
    if let channel {
      let one = Downmix.channel(channel, of: interleaved, frames: frames, channels: channelCount)
      try check(one, frames: frames, channels: 1)
      append(one, count: frames)
    } else {
      try check(interleaved, frames: frames, channels: channelCount)
      let mono =
        channelCount == 1
        ? interleaved : Downmix.mean(of: interleaved, frames: frames, channels: channelCount)
      append(mono, count: frames)
    }
    framesRead += Int64(frames)
  }

  private func append(_ samples: [Float], count: Int) {
    if let resampler {
      resampler.process(samples, count: count, into: &ready)
    } else if count == samples.count {
      ready += samples
    } else {
      ready += samples[..<count]
    }
  }

  /// Refuses a sample that is not finite or so large that its power is not.
  private func check(_ samples: [Float], frames: Int, channels: Int) throws(AudioError) {
    let count = frames * channels
    guard let bad = Downmix.firstInvalidSample(in: samples, count: count) else { return }
    throw .invalidSample(
      path: path, frame: framesRead + Int64(bad / channels), value: samples[bad])
  }

  /// What the end of the file tells.
  private func checkEnd() throws(AudioError) {
    let failure = file.failure
    if framesRead < file.leastFrameCount && (framesRead > 0 || failure == nil) {
      throw .truncated(path: path, expected: file.frameCount, found: framesRead)
    }
    if let failure { throw .unreadable(path: path, reason: failure) }
    if framesRead == 0 { throw .empty(path: path) }
  }
}
