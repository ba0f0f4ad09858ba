/// Why a recording could not be read. Each case carries the path as the caller gave it; `description`
/// is the sentence for the command line.
public enum AudioError: Error, Equatable, Sendable {
  /// Nothing is there.
  case missing(path: String)
  /// A folder stands where a file was expected.
  case folder(path: String)
  /// The system refused: permissions, a failing disk, no room for a temporary file.
  case unreadable(path: String, reason: String)
  /// Not a format that libsndfile reads; `reason` is what it says.
  case notAudio(path: String, reason: String)
  /// No samples.
  case empty(path: String)
  /// The header promises `expected` frames and only `found` can be had.
  case truncated(path: String, expected: Int64, found: Int64)
  /// A sample is not a number, infinite, or beyond ±2³¹: `frame` counts from 0.
  case invalidSample(path: String, frame: Int64, value: Float)
  /// The header says that there are no channels.
  case noChannels(path: String)
  /// A sample rate outside `AudioReader.supportedSampleRates`.
  case unsupportedSampleRate(path: String, found: Int)
}

extension AudioError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file"
    case .folder(let path): "\(path): is a folder, not an audio file"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .notAudio(let path, let reason): "\(path): not audio that can be read: \(reason)"
    case .empty(let path): "\(path): holds no samples"
    case .truncated(let path, let expected, let found):
      "\(path): truncated: \(expected) frames are promised, \(found) are there"
    case .invalidSample(let path, let frame, let value):
      "\(path): sample \(frame) is \(value), not a finite value within ±2^31"
    case .noChannels(let path): "\(path): the header says that there are no channels"
    case .unsupportedSampleRate(let path, let found):
      "\(path): a sample rate of \(found) Hz is outside "
        + "\(AudioReader.supportedSampleRates.lowerBound)…"
        + "\(AudioReader.supportedSampleRates.upperBound) Hz"
    }
  }
}
