/// Why a model file or checkpoint is refused.
public enum ModelFileError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case truncated(path: String, expected: Int, found: Int)
  case malformed(path: String, expected: String, found: String)
  case mismatch(path: String, what: String, expected: String, found: String)
  case unwritable(path: String, reason: String)

  /// In one line, whatever the file holds.
  public var description: String {
    sentence.unicodeScalars.map { $0.breaksLines ? $0.escaped(asASCII: true) : String($0) }.joined()
  }

  private var sentence: String {
    switch self {
    case .missing(let path): "\(path): no such model file"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .truncated(let path, let expected, let found):
      "\(path): expected at least \(expected) bytes, found \(found)"
    case .malformed(let path, let expected, let found):
      "\(path): expected \(expected), found \(found)"
    case .mismatch(let path, let what, let expected, let found):
      "\(path): \(what): expected \(expected), found \(found)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    }
  }
}
