import ArgumentParser
import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechFeatures
import SpeechReports

/// `tyto spot`: keywords in audio files.
struct SpotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spot",
    abstract: "Finds keywords in audio files.",
    discussion: """
      PATH is an audio file of any length, a folder that is searched through, or - for the standard \
      input: a list of paths, one a line, or a recording itself.

      Each detection has the keyword, its start and end in seconds, and a score: how probable it \
      is, 0 to 1. Detections come in the order of the files and of time. Written with -o, a file \
      appears when it is whole; a folder gets one file a recording.

      A file that cannot be read is reported, and the others are searched.

      Exit status: 0 if something was found, 1 if nothing was, 2 if there was trouble.

      EXAMPLES
        tyto spot calls/
        tyto spot -k yes -k no --threshold 0.8 interview.flac
        tyto spot --model english -k "voice mail" --example tyto=me-saying-tyto.wav calls/
        tyto spot --format jsonl -o found.jsonl calls/ more/*.wav
        tyto spot --format textgrid -o grids/ calls/
        tyto spot --report found.html calls/
        find . -name '*.wav' | tyto spot -k seven -
        sox talk.mp3 -t wav - | tyto spot -
      """)

  @Option(
    name: [.customShort("k"), .customLong("keyword")],
    help: ArgumentHelp(
      "A keyword; may be repeated (default: all that the model knows).", valueName: "word"))
  var keywords: [String] = []

  @Option(
    name: .customLong("example"),
    help: ArgumentHelp(
      "A keyword by a recording of it (--model english); several of one word may be given.",
      valueName: "word=clip"))
  var examples: [String] = []

  @Option(
    help: ArgumentHelp("A model in the box by its name, or a model file.", valueName: "name|file"))
  var model = "keywords12"

  @Option(
    help: ArgumentHelp(
      "Report detections of at least this score, 0 to 1 (default: the model's own).",
      valueName: "p"))
  var threshold: Double?

  @Option(
    help: ArgumentHelp(
      "Instead of --threshold: about so many false alarms an hour and keyword (--model english).",
      valueName: "n"))
  var falseAlarms: Double?

  @Option(
    help: ArgumentHelp(
      "A pronouncing dictionary in the CMU format, for models that find any word.",
      valueName: "file"))
  var lexicon: String?

  @Option(help: "How to write: table, jsonl, csv, textgrid (Praat) or audacity (label track).")
  var format = "table"

  @Option(name: .shortAndLong, help: "Write to this file, or into this folder.")
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write a page that shows the recordings with what was found, to look at and listen to.",
      valueName: "file.html"))
  var report: String?

  @Option(
    help: ArgumentHelp("Files worked on at once (default: one a core).", valueName: "n"))
  var jobs: Int?

  @Argument(help: ArgumentHelp("Audio files, folders, or -.", valueName: "path"))
  var paths: [String]

  func run() throws {
    do {
      let (found, trouble) = try search()
      if trouble { throw ExitCode(2) }
      if !found { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Self.complain("\(error)")
      throw ExitCode(2)
    }
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("tyto spot: \(text)\n".utf8))
  }

  /// Whether anything was found, and whether anything went wrong.
  private func search() throws -> (found: Bool, trouble: Bool) {
    guard let format = DetectionFormat(rawValue: format) else {
      throw CommandFailure(
        "--format is one of " + DetectionFormat.allCases.map(\.rawValue).joined(separator: ", ")
          + ", not \"\(format)\"")
    }
    if let jobs, jobs < 1 { throw CommandFailure("--jobs is at least 1, not \(jobs)") }
    if let falseAlarms {
      guard falseAlarms > 0 && falseAlarms.isFinite else {
        throw CommandFailure("--false-alarms is more than 0, not \(falseAlarms)")
      }
      guard threshold == nil else {
        throw CommandFailure("--threshold and --false-alarms exclude each other")
      }
    }
    if paths.filter({ $0 == "-" }).count > 1 {
      throw CommandFailure("- can be named once only")
    }
    // All that can be refused is refused before any audio is read.
    let context = try ComputeContext.fromEnvironment(threadCount: jobs)
    let model = try ModelStore.standard().model(model)
    let spotter = try KeywordSpotter(
      model: model, keywords: keywords, examples: try exampleKeywords(model, context),
      lexicon: lexicon.map { try PronunciationLexicon(contentsOf: $0) } ?? .init(),
      threshold: threshold, falseAlarmsPerHour: falseAlarms, context: context)
    let inputs = AudioInputs(paths)
    for problem in inputs.problems { Self.complain(problem) }
    var trouble = !inputs.problems.isEmpty
    if inputs.items.isEmpty { return (false, trouble) }
    let sink = try DetectionSink(
      format: format, output: output, recordingCount: inputs.items.count,
      keywordWidth: spotter.keywordNames.map(\.count).max() ?? 0)
    var progress = SpotProgress(fileCount: inputs.items.count)
    var found = false
    var page = SpottingPage(
      title: "Keywords found: " + Self.abridged(spotter.keywordNames))
    try spotter.search(
      files: inputs.items.map(\.path), jobs: context.threadCount,
      progress: { progress.show($0) }
    ) { index, result in
      switch result {
      case .success(let findings):
        if !findings.detections.isEmpty { progress.clear() }
        found = found || !findings.detections.isEmpty
        try sink.write(findings, of: inputs.items[index])
        if report != nil { Self.add(findings, of: inputs.items[index], to: &page) }
      case .failure(let error):
        progress.clear()
        Self.complain("\(error)")
        trouble = true
      }
    }
    progress.clear()
    try sink.finish()
    if let report { try PartialFile.write(page.html(), to: report) }
    return (found, trouble)
  }

  private static func add(
    _ findings: Findings, of item: AudioInputs.Item, to page: inout SpottingPage
  ) {
    // The standard input has been heard and cannot be heard again.
    guard page.hasRoom, item.path != "-",
      let picture = try? RecordingPicture(path: item.path, detections: findings.detections)
    else {
      page.addUnshown()
      return
    }
    page.add(picture)
  }

  private static func abridged(_ names: [String]) -> String {
    names.prefix(6).joined(separator: ", ")
      + (names.count > 6 ? " and \(names.count - 6) more" : "")
  }

  /// The keywords of `--example`, in the order of their first clips.
  private func exampleKeywords(_ model: Model, _ context: ComputeContext) throws -> [Keyword] {
    guard !examples.isEmpty else { return [] }
    let rate = try FeatureConfiguration(json: model.card.features).sampleRate
    var names: [String] = []
    var clips: [String: [Waveform]] = [:]
    for example in examples {
      guard let equals = example.firstIndex(of: "="), equals > example.startIndex else {
        throw CommandFailure("--example is WORD=CLIP, not \"\(example)\"")
      }
      let name = String(example[..<equals])
      let path = String(example[example.index(after: equals)...])
      let clip = try Waveform(contentsOf: path, sampleRate: rate)
      guard clip.duration <= 10 else {
        throw CommandFailure(
          "\(path): an example is the keyword alone, in at most 10 s; this has "
            + String(format: "%.1f s", clip.duration))
      }
      if clips[name] == nil { names.append(name) }
      clips[name, default: []].append(clip)
    }
    return try names.map {
      try Keyword(name: $0, clips: clips[$0] ?? [], model: model, context: context)
    }
  }
}
