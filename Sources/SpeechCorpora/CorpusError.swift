/// Why a corpus cannot be read. Each case carries the path; `description` is the sentence for the
/// command line.
public enum CorpusError: Error, Equatable, Sendable {
  /// Nothing is there.
  case missing(path: String, expected: String)
  /// A folder, a device, no permission, or not text in UTF-8 or UTF-16.
  case unreadable(path: String, reason: String)
  /// A line (counted from 1) or, without one, the file's name or the whole file.
  case malformed(path: String, line: Int?, expected: String, found: String)
  /// More than any such file should hold.
  case tooLarge(path: String, bytes: Int, limit: Int)
  /// Well-formed, but not something that is read here.
  case unsupported(path: String, line: Int?, reason: String)
  /// The folder looks like none of the layouts, or like several.
  case unknownLayout(path: String)
}

extension CorpusError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path, let expected): "\(path): missing; expected \(expected)"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .malformed, .unsupported: "\(place): \(sentence)"
    case .tooLarge(let path, let bytes, let limit):
      "\(path): \(bytes) bytes, more than the \(limit) that such a file may have"
    case .unknownLayout(let path): "\(path): its layout cannot be told; name it"
    }
  }

  /// The file with its line, if there is one.
  private var place: String {
    switch self {
    case .malformed(let path, let line, _, _), .unsupported(let path, let line, _):
      line.map { "\(path):\($0)" } ?? path
    case .missing(let path, _), .unreadable(let path, _), .tooLarge(let path, _, _),
      .unknownLayout(let path):
      path
    }
  }

  /// The description without its place, where that is told apart.
  package var sentence: String {
    switch self {
    case .malformed(_, _, let expected, let found): "expected \(expected), found \"\(found)\""
    case .unsupported(_, _, let reason): reason
    case .unreadable(_, let reason): "cannot be read: \(reason)"
    case .missing(_, let expected): "missing; expected \(expected)"
    case .tooLarge, .unknownLayout: description
    }
  }
}
