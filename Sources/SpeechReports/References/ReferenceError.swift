/// Why a reference or a file of detections cannot be used.
public enum ReferenceError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String)
  case malformed(path: String, line: Int, expected: String, found: String)
  /// Nothing of what was looked for is there.
  case empty(path: String, expected: String)
  /// Two recordings of the reference fit a detection's file.
  case ambiguous(file: String, recordings: [String])
  /// Two files fit one recording of the reference.
  case shared(recording: String, files: [String])

  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file or folder"
    case .unreadable(let path): "\(path): cannot be read as text"
    case .malformed(let path, let line, let expected, let found):
      "\(path):\(line): expected \(expected), found \"\(found)\""
    case .empty(let path, let expected): "\(path): there is no \(expected)"
    case .ambiguous(let file, let recordings):
      "\(file): may be any of " + recordings.joined(separator: ", ")
    case .shared(let recording, let files):
      "\(recording): may be any of the files " + files.joined(separator: ", ")
        + "; expected a reference that names its recordings by their folders, too"
    }
  }
}
