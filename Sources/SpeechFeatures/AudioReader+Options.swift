extension AudioReader {
  /// How a recording is read.
  public struct Options: Sendable, Equatable {
    /// The rate of samples that come without a header, as signed little-endian integers of 16 bits and
    /// one channel, within `supportedSampleRates`; `nil` where a header tells.
    public var rawSampleRate: Int?

    public init(rawSampleRate: Int? = nil) {
      self.rawSampleRate = rawSampleRate
    }
  }
}
