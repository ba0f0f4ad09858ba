internal import Foundation
internal import SpeechCorpora

extension Reference {
  /// How a reference is written.
  public enum Format: String, Sendable, CaseIterable {
    /// TIMIT's word files: start and end in samples, and the word, a line; a file a recording.
    case wrd
    /// TIMIT's phone files, like those of words.
    case phn
    /// NIST's time-marked conversations: recording, channel, start, duration, word.
    case ctm
    /// Praat's TextGrid; a file a recording.
    case textgrid
    /// JSON objects with the keys file, keyword, and start and end if known, a line.
    case jsonl
    /// A recording's name and its words, a line.
    case text

    /// By the ending of a file's name.
    init(path: String) {
      self =
        switch URL(filePath: path).pathExtension.lowercased() {
        case "wrd": .wrd
        case "phn": .phn
        case "ctm": .ctm
        case "textgrid": .textgrid
        case "jsonl", "json", "ndjson": .jsonl
        default: .text
        }
    }
  }

  /// What of a recording is read where a file has several tiers.
  public enum Units: Sendable {
    case words
    case phones
  }

  /// Reads a file, or all the `.wrd`, `.TextGrid`, `.phn` or `.jsonl` files of a folder, by default
  /// the first of these that are there.
  ///
  /// - Parameters:
  ///   - format: `nil` goes by the ending of the file's name.
  ///   - sampleRate: of the times in `.wrd` and `.phn` files.
  ///   - units: the tiers of TextGrids that are read.
  public init(
    contentsOf path: String, format: Format? = nil, sampleRate: Int = 16_000, units: Units = .words
  ) throws(ReferenceError) {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path)
    }
    guard isFolder.boolValue else {
      let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
      switch format ?? Format(path: path) {
      case .wrd, .phn:
        self.init(recordings: [try Self.wordFile(path, name: stem, sampleRate: sampleRate)])
      case .textgrid:
        self.init(recordings: [try TextGridReader.recording(path, name: stem, units)])
      case .ctm: self.init(recordings: try Self.timeMarked(path))
      case .jsonl:
        self.init(recordings: try DetectionFile.reference(path), namesKeywords: true)
      case .text: self.init(recordings: try Self.transcripts(path))
      }
      return
    }
    // Of a link itself nothing is listed.
    let folder = URL(filePath: path).resolvingSymlinksInPath().path
    let names = ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).sorted()
    let wanted: [Format] = format.map { [$0] } ?? [.wrd, .textgrid, .phn, .jsonl]
    for format in wanted {
      let files = names.filter { Format(path: $0) == format && format != .text }
      if files.isEmpty { continue }
      if format == .jsonl {
        self.init(recordings: try DetectionFile.reference(path), namesKeywords: true)
        return
      }
      var recordings: [Recording] = []
      for file in files {
        let name = String(file.prefix(upTo: file.lastIndex(of: ".") ?? file.endIndex))
        let whole = "\(path)/\(file)"
        recordings.append(
          format != .textgrid
            ? try Self.wordFile(whole, name: name, sampleRate: sampleRate)
            : try TextGridReader.recording(whole, name: name, units))
      }
      self.init(recordings: recordings)
      return
    }
    throw .empty(path: path, expected: ".wrd, .TextGrid or .jsonl file in this folder")
  }

  private static func wordFile(
    _ path: String, name: String, sampleRate: Int
  ) throws(ReferenceError) -> Recording {
    let file = try TextFile(path)
    let rate = Double(sampleRate)
    var words: [Word] = []
    for (number, text) in file.lines {
      guard let segment = SegmentFile.parse(text), Seconds.areTime(Double(segment.end) / rate)
      else {
        throw file.malformed(number, expected: "start, end and word", found: text)
      }
      words.append(
        Word(
          Self.withoutVariant(segment.label),
          time: Double(segment.start) / rate...Double(segment.end) / rate))
    }
    return Recording(name: name, words: words)
  }

  /// A word without the number of its pronunciation, as aligners write it: `zero(2)`.
  private static func withoutVariant(_ word: String) -> String {
    guard word.last == ")", let open = word.lastIndex(of: "("), open != word.startIndex,
      word[word.index(after: open)...].dropLast().allSatisfy(\.isNumber)
    else { return word }
    return String(word[..<open])
  }

  private static func timeMarked(_ path: String) throws(ReferenceError) -> [Recording] {
    let file = try TextFile(path)
    var table = RecordingTable()
    for (number, text) in file.lines where !text.hasPrefix(";;") {
      let fields = text.split(whereSeparator: \.isWhitespace)
      guard fields.count >= 5, let start = Double(fields[2]), let length = Double(fields[3]),
        start >= 0, length >= 0, Seconds.areTime(start + length)
      else {
        throw file.malformed(
          number, expected: "recording, channel, start, duration and word", found: text)
      }
      table.add(
        Word(String(fields[4]), time: start...start + length), to: String(fields[0]))
    }
    return table.recordings.map { recording in
      var result = recording
      result.words.sort { ($0.time?.lowerBound ?? 0) < ($1.time?.lowerBound ?? 0) }
      return result
    }
  }

  private static func transcripts(_ path: String) throws(ReferenceError) -> [Recording] {
    let file = try TextFile(path)
    var table = RecordingTable()
    for (number, text) in file.lines {
      let fields = text.split(whereSeparator: \.isWhitespace)
      guard let name = fields.first else { continue }
      guard table.isNew(String(name)) else {
        throw file.malformed(number, expected: "each recording once", found: name)
      }
      table.open(String(name))
      for word in fields.dropFirst() { table.add(Word(String(word)), to: String(name)) }
    }
    return table.recordings
  }
}

/// Recordings as their words come, in the order of their first mention.
struct RecordingTable {
  private(set) var recordings: [Reference.Recording] = []
  private var places: [String: Int] = [:]

  func isNew(_ name: String) -> Bool { places[name] == nil }

  mutating func open(_ name: String) {
    guard places[name] == nil else { return }
    places[name] = recordings.count
    recordings.append(Reference.Recording(name: name, words: []))
  }

  mutating func add(_ word: Reference.Word, to name: String) {
    open(name)
    if let place = places[name] { recordings[place].words.append(word) }
  }
}
