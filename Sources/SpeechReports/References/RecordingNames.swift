internal import Foundation

/// Brings together the names that a reference and a file of detections give one recording.
///
/// Two names mean the same recording if, without endings and in lower case, one is the tail of the
/// other: `dr1/fcjf0/sa1` is `/data/timit/test/DR1/FCJF0/SA1.WAV`, and so is `sa1` if there is but one
/// of that name.
public struct RecordingNames: Sendable {
  private let names: [String]
  private let places: [String: [Int]]
  private let parts: [[Substring]]

  public init(_ names: [String]) {
    self.names = names
    let parts = names.map(Self.parts)
    var places: [String: [Int]] = [:]
    for (index, part) in parts.enumerated() {
      places[String(part.last ?? ""), default: []].append(index)
    }
    self.parts = parts
    self.places = places
  }

  /// The names here for files there, of those that have one. No two files may have one name here, unless the one
  /// is the tail of the other.
  public func names(of files: some Sequence<String>) throws(ReferenceError) -> [String: String] {
    var result: [String: String] = [:]
    var owners: [String: String] = [:]
    for file in files where result[file] == nil {
      guard let name = try name(of: file) else { continue }
      let owner = owners[name] ?? file
      guard Self.areOne(owner, file) else { throw .shared(recording: name, files: [owner, file]) }
      owners[name] = owner.count < file.count ? file : owner
      result[file] = name
    }
    return result
  }

  private static func areOne(_ one: String, _ other: String) -> Bool {
    let (one, other) = (parts(one), parts(other))
    let count = min(one.count, other.count)
    return one.suffix(count) == other.suffix(count)
  }

  /// The name here for a file there, or `nil` if there is none.
  public func name(of file: String) throws(ReferenceError) -> String? {
    let wanted = Self.parts(file)
    let fitting = (places[String(wanted.last ?? "")] ?? []).filter { index in
      let one = parts[index]
      let count = min(one.count, wanted.count)
      return one.suffix(count) == wanted.suffix(count)
    }
    guard let first = fitting.first else { return nil }
    if fitting.count == 1 { return names[first] }
    // The whole of it agrees with one only.
    let exact = fitting.filter { parts[$0] == wanted }
    guard exact.count == 1, let one = exact.first else {
      throw .ambiguous(file: file, recordings: fitting.prefix(3).map { names[$0] })
    }
    return names[one]
  }

  private static let endings: Set<Substring> = [
    "wav", "flac", "opus", "ogg", "oga", "mp3", "sph", "aiff", "aif", "au", "caf", "w64", "rf64",
    "wrd", "phn", "textgrid", "txt",
  ]

  /// A path's components in lower case, the last without its ending.
  private static func parts(_ path: String) -> [Substring] {
    var parts = path.lowercased().split(separator: "/").filter { $0 != "." }
    if let last = parts.last, let dot = last.lastIndex(of: "."), dot != last.startIndex,
      endings.contains(last[dot...].dropFirst())
    {
      parts[parts.count - 1] = last[..<dot]
    }
    return parts
  }
}
