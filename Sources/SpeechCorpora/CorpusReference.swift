/// How a recipe names a corpus: its layout, and its place below the root that the user gives.
public struct CorpusReference: Codable, Sendable, Equatable {
  public typealias Layout = CorpusLayout

  public var layout: Layout
  /// Below the root, unless absolute.
  public var path: String
  /// `train` or `test`, for layouts that have parts; all of them if absent, but for AN4 (`train`).
  /// TIMIT also has `core`, the 24 speakers of its core test set.
  public var part: String?
  /// The folder of alignments below `path`, or an absolute path; in layouts that have one, `align`, if it is
  /// there, unless stated. `tyto corpus align` makes others, for any layout.
  public var align: String?
  /// The rate that sample positions in `.phn` and `.wrd` count at, and at which times in seconds
  /// are given as samples; 16,000 unless stated.
  public var sampleRate: Int?
  /// TIMIT: only sentences whose names begin with one of these (`["si", "sx"]` leaves out the two
  /// that all speakers say).
  public var sentences: [String]?
  /// Folders with `align/log.tsv`: utterances whose fifth column there, the disagreement of two
  /// recognisers in per cent, is above this are left out.
  public var maximumDisagreement: Double?
  /// Where a user gets the corpus.
  public var source: String?

  public init(
    layout: Layout, path: String, part: String? = nil, align: String? = nil,
    sampleRate: Int? = nil, sentences: [String]? = nil, maximumDisagreement: Double? = nil,
    source: String? = nil
  ) {
    self.layout = layout
    self.path = path
    self.part = part
    self.align = align
    self.sampleRate = sampleRate
    self.sentences = sentences
    self.maximumDisagreement = maximumDisagreement
    self.source = source
  }

  /// The corpus's name in tables: its folder and part.
  public var name: String { part.map { "\(path) \($0)" } ?? path }

  /// Reads lists and labels, no audio.
  ///
  /// - Throws: what is missing, or the first line that is malformed, with its file and number.
  public func load(root: String) throws(CorpusError) -> Corpus {
    var log = ReadingLog.strict
    return try load(root: root, log: &log)
  }

  func load(root: String, log: inout ReadingLog) throws(CorpusError) -> Corpus {
    let place = try place(root: root)
    var utterances =
      switch layout {
      case .kaldi: try KaldiDataFolder.read(place, log: &log)
      case .an4: try AN4.read(place, log: &log)
      case .timit: try TIMIT.read(place, log: &log)
      case .words: try WordFolders.read(place, log: &log)
      case .fsdd: try SpokenDigits.read(place, log: &log)
      case .librispeech: try LibriSpeech.read(place, log: &log)
      case .transcribed: try TranscribedFolder.read(place, log: &log)
      case .textgrid: try TextGridFolder.read(place, log: &log)
      case .manifest: try Manifest.read(place, log: &log)
      case .noise: try NoiseFolders.read(place, log: &log)
      }
    if align != nil && !layout.readsAlignments {
      try Alignments(place).replaceLabels(of: &utterances, log: &log)
    }
    return Corpus(name: name, utterances: utterances)
  }

  private func place(root: String) throws(CorpusError) -> CorpusPlace {
    let folder = path.hasPrefix("/") ? path : "\(root)/\(path)"
    guard Folder.exists(folder) else {
      throw .missing(path: folder, expected: source.map { "the corpus from \($0)" } ?? "a corpus")
    }
    if let sampleRate, !(1_000...768_000).contains(sampleRate) {
      throw .unsupported(path: folder, line: nil, reason: "a sample rate of \(sampleRate) Hz")
    }
    return CorpusPlace(
      path: folder, part: part, align: align, sampleRate: sampleRate ?? 16_000,
      sentences: sentences, maximumDisagreement: maximumDisagreement)
  }
}
