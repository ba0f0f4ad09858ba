/// How a recipe names a corpus: its layout, and its place below the root that the user gives.
public struct CorpusReference: Codable, Sendable, Equatable {
  public enum Layout: String, Codable, Sendable, CaseIterable {
    case kaldi, an4, fsdd, transcribed, noise
  }

  public var layout: Layout
  /// Below the root.
  public var path: String
  /// `train` or `test`, for layouts that have parts.
  public var part: String?
  /// Where a user gets the corpus.
  public var source: String?

  public init(layout: Layout, path: String, part: String? = nil, source: String? = nil) {
    self.layout = layout
    self.path = path
    self.part = part
    self.source = source
  }

  /// The corpus's name in tables: its folder and part.
  public var name: String { part.map { "\(path) \($0)" } ?? path }

  /// Reads lists and labels, no audio.
  public func load(root: String) throws(CorpusError) -> Corpus {
    let place = path.hasPrefix("/") ? path : "\(root)/\(path)"
    guard Folder.exists(place) else {
      throw .missing(path: place, expected: source.map { "the corpus from \($0)" } ?? "a corpus")
    }
    switch layout {
    case .kaldi: return try KaldiDataFolder.read(root: place, part: part ?? "", name: name)
    case .an4: return try AN4.read(root: place, part: part ?? "train", name: name)
    case .fsdd: return try AudioFolders.readSpokenDigits(root: place, name: name)
    case .transcribed: return try AudioFolders.readTranscribed(root: place, name: name)
    case .noise: return try AudioFolders.readNoise(root: place, name: name)
    }
  }
}
