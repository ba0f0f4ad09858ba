/// Why a corpus cannot be read.
public enum CorpusError: Error, Equatable, CustomStringConvertible {
  case missing(path: String, expected: String)
  case unreadable(path: String)
  case malformed(path: String, line: Int, expected: String, found: String)

  public var description: String {
    switch self {
    case .missing(let path, let expected): "\(path): missing; expected \(expected)"
    case .unreadable(let path): "\(path): cannot be read as text"
    case .malformed(let path, let line, let expected, let found):
      "\(path):\(line): expected \(expected), found \"\(found)\""
    }
  }
}
