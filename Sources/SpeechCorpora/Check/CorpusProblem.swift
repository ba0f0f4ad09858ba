/// Something wrong with a corpus.
public struct CorpusProblem: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// A line, a name or a file that cannot be read, or an identifier used twice.
    case malformed
    /// A recording that is listed is not there.
    case missingAudio
    /// A recording that cannot be opened as audio.
    case unreadableAudio
    /// A recording without words where its layout has some.
    case withoutText
    /// Words without a recording.
    case withoutRecording
    /// Segments that start before they may.
    case timesOutOfOrder
    /// Segments that end after the recording does.
    case timesOutOfRange
    /// A label outside the set of phones that the others come from.
    case unknownPhone
  }

  /// The file at fault, or the recording.
  public var path: String
  /// From 1, where a line is at fault.
  public var line: Int?
  public var kind: Kind
  public var detail: String

  public init(path: String, line: Int? = nil, kind: Kind, detail: String) {
    self.path = path
    self.line = line
    self.kind = kind
    self.detail = detail
  }

  init(_ error: CorpusError) {
    switch error {
    case .malformed(let path, let line, _, _), .unsupported(let path, let line, _):
      self.init(path: path, line: line, kind: .malformed, detail: error.sentence)
    case .missing(let path, _), .unreadable(let path, _), .tooLarge(let path, _, _),
      .unknownLayout(let path):
      self.init(path: path, kind: .malformed, detail: error.sentence)
    }
  }
}

extension CorpusProblem: CustomStringConvertible {
  public var description: String { "\(path):\(line.map { "\($0):" } ?? "") \(detail)" }
}

/// Problems, of which the first are kept and all are counted.
struct ProblemList {
  /// A file of garbage has as many problems as lines.
  static let limit = 10_000

  private(set) var kept: [CorpusProblem] = []
  private(set) var count = 0

  mutating func append(_ problem: CorpusProblem) {
    count += 1
    if kept.count < Self.limit { kept.append(problem) }
  }
}
