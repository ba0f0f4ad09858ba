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
  /// The header promises `expected` frames (`nil`: the end that would tell is not there) and only
  /// `found` can be had (`nil`: not counted).
  case truncated(path: String, expected: Int64?, found: Int64? = nil)
  /// A sample is not a number, infinite, or beyond ±2³¹: `frame` counts from 0.
  case invalidSample(path: String, frame: Int64, value: Float)
  /// The header says that there are no channels.
  case noChannels(path: String)
  /// The wanted channel, from 1, is beyond those that there are.
  case missingChannel(path: String, wanted: Int, found: Int)
  /// A sample rate outside `AudioReader.supportedSampleRates`.
  case unsupportedSampleRate(path: String, found: Int)
}

extension AudioError: CustomStringConvertible {
  public var description: String {
    func name(_ path: String) -> String { path == "-" ? "standard input" : path }
    return switch self {
    case .missing(let path): "\(name(path)): no such file"
    case .folder(let path): "\(name(path)): is a folder, not an audio file"
    case .unreadable(let path, let reason): "\(name(path)): cannot be read: \(reason)"
    case .notAudio(let path, let reason): "\(name(path)): not audio that can be read: \(reason)"
    case .empty(let path): "\(name(path)): holds no samples"
    case .truncated(let path, let expected, let found):
      if let expected, let found {
        "\(name(path)): truncated or damaged: \(expected) frames are promised, \(found) can be read"
      } else {
        "\(name(path)): truncated: its end is missing"
      }
    case .invalidSample(let path, let frame, let value):
      "\(name(path)): sample \(frame) is \(value), not a finite value within ±2^31"
    case .noChannels(let path): "\(name(path)): the header says that there are no channels"
    case .missingChannel(let path, let wanted, let found):
      "\(name(path)): there is no channel \(wanted), only \(found)"
    case .unsupportedSampleRate(let path, let found):
      "\(name(path)): a sample rate of \(found) Hz is outside "
        + "\(AudioReader.supportedSampleRates.lowerBound)…"
        + "\(AudioReader.supportedSampleRates.upperBound) Hz"
    }
  }
}
