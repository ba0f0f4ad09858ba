/// A stretch of a recording with the phone that is said there.
public struct PhoneSegment: Sendable, Equatable {
  public var phone: String
  /// Seconds from the recording's start.
  public var start: Double
  public var end: Double
  /// The mean of the network's posterior of the phone over the stretch, 0 to 1.
  public var posterior: Double

  public init(phone: String, start: Double, end: Double, posterior: Double) {
    self.phone = phone
    self.start = start
    self.end = end
    self.posterior = posterior
  }
}

/// The phones of a recording.
public struct PhoneLabels: Sendable, Equatable {
  /// From first to last, without gaps or overlaps.
  public var segments: [PhoneSegment]
  /// The recording's length in seconds.
  public var duration: Double

  public init(segments: [PhoneSegment], duration: Double) {
    self.segments = segments
    self.duration = duration
  }
}
