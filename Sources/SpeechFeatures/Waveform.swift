/// A mono signal in memory.
public struct Waveform: Sendable, Equatable {
  /// Full scale is ±1.
  public var samples: [Float]
  /// Samples a second.
  public var sampleRate: Int

  public init(samples: [Float], sampleRate: Int) {
    precondition(sampleRate > 0, "a sample rate is positive")
    self.samples = samples
    self.sampleRate = sampleRate
  }

  /// Reads a whole recording; several channels become their mean. See `AudioReader` for recordings
  /// that are better not held in memory, and for the errors.
  ///
  /// - Parameter sampleRate: the wanted rate; `nil` keeps the file's own.
  public init(
    contentsOf path: String, sampleRate: Int? = nil, options: AudioReader.Options = .init()
  ) throws(AudioError) {
    let reader = try AudioReader(path: path, sampleRate: sampleRate, options: options)
    var samples: [Float] = []
    // A header may promise anything: room is reserved for at most a minute at a time.
    if let duration = reader.duration {
      samples.reserveCapacity(Int(min(duration, 60) * Double(reader.sampleRate)) + 1)
    }
    while true {
      let block = try reader.read(atMost: 1 << 16)
      if block.isEmpty { break }
      samples.append(contentsOf: block)
    }
    self.init(samples: samples, sampleRate: reader.sampleRate)
  }

  /// Seconds.
  public var duration: Double { Double(samples.count) / Double(sampleRate) }
}
