extension AudioReader {
  /// How a recording is read.
  public struct Options: Sendable, Equatable {
    /// The one channel that is read, from 1; `nil` is the mean of all.
    public var channel: Int?
    /// The rate of samples that come without a header, as signed little-endian integers of 16 bits and
    /// one channel, within `supportedSampleRates`; `nil` where a header tells.
    public var rawSampleRate: Int?

    public init(channel: Int? = nil, rawSampleRate: Int? = nil) {
      self.channel = channel
      self.rawSampleRate = rawSampleRate
    }
  }
}
