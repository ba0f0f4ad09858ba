/// Formats of feature files.
public enum FeatureFileFormat: String, Sendable, CaseIterable {
  /// NumPy: float32, C order, T × N.
  case npy
  /// HTK parameter file: big-endian floats, with the kind and the hop in the header.
  case htk
  /// A header line with the features' names, then a line a frame: its centre in seconds, its values.
  case csv

  /// The format that the end of a path tells.
  public init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
  }
}

/// Why a feature file could not be written.
public enum FeatureFileError: Error, Equatable, Sendable, CustomStringConvertible {
  case unwritable(path: String, reason: String)
  /// More frames or wider frames than the format can hold.
  case tooLarge(path: String, frames: Int, width: Int)

  public var description: String {
    switch self {
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .tooLarge(let path, let frames, let width):
      "\(path): \(frames) frames of \(width) values are more than the format holds"
    }
  }
}
