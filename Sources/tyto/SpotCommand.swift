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
      appears when it is whole (of a recording through a pipe what was found stays, too, when the \
      program is interrupted); a folder gets one file a recording.

      A recording that comes through a pipe is searched as it comes: what is found is told within \
      about 1.2 s of its end, and a little more is missed (--no-live waits for more and is surer). \
      This goes for WAV, AU, AIFF and samples without a header (--raw); FLAC, Ogg, MP3 and others are \
      copied to a temporary file first, all of it, and searched when the pipe ends.

      Without --model, keywords12 is used where it knows all that is asked for, and else english, \
      which finds any English word or phrase.

      A file that cannot be read is reported, and the others are searched.

      Exit status: 0 if something was found or, with --resume, all had been done before; 1 if nothing was found; 2 \
      if there was trouble.

      EXAMPLES
        tyto spot calls/
        tyto spot -k yes -k no --threshold 0.8 interview.flac
        tyto spot -k "voice mail" -k "tyto=T AY T OW" calls/
        tyto spot --keywords words.txt --false-alarms 1 calls/
        tyto spot --example tyto=me-saying-tyto.wav calls/
        tyto spot --format jsonl -o found.jsonl calls/ more/*.wav
        tyto spot --format textgrid -o grids/ calls/
        tyto spot --resume --format jsonl -o found/ thousands-of-calls/
        tyto spot --report found.html calls/
        tyto spot -k refund --channel 2 stereo-calls/
        find . -name '*.wav' | tyto spot -k seven -
        arecord -q -f S16_LE -r 16000 -t wav | tyto spot -k computer -
        ffmpeg -i URL -f s16le -ac 1 -ar 8000 - | tyto spot --raw 8000 -
      """)

  @OptionGroup var wanted: KeywordOptions

  @Option(
    name: .customLong("example"),
    help: ArgumentHelp(
      "A keyword by a recording of it; several of one word may be given.",
      valueName: "word=clip"))
  var examples: [String] = []

  @Option(
    help: ArgumentHelp(
      "A model in the box by its name, or a model file (default: as above).",
      valueName: "name|file"), completion: .models)
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Report detections of at least this score, 0 to 1 (default: the model's own).",
      valueName: "p"))
  var threshold: Double?

  @Option(
    help: ArgumentHelp(
      "Instead of --threshold: about so many false alarms an hour and keyword (not of examples).",
      valueName: "n"))
  var falseAlarms: Double?

  @Option(
    help: ArgumentHelp(
      "A pronouncing dictionary in the CMU format, for models that find any word.",
      valueName: "file"), completion: .file())
  var lexicon: String?

  @Option(
    help: "How to write: table, jsonl, csv, textgrid (Praat) or audacity (label track).",
    completion: .list(["table", "jsonl", "csv", "textgrid", "audacity"]))
  var format = "table"

  @Option(
    name: .shortAndLong, help: "Write to this file, or into this folder.", completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Write a page that shows the recordings with what was found, to look at and listen to.",
      valueName: "file.html"), completion: .file())
  var report: String?

  @Flag(
    help:
      "With -o FOLDER: pass over recordings whose file the same search has written there, by FOLDER/.recordings; with other keywords, another model or format all are written anew."
  )
  var resume = false

  @Option(
    help: ArgumentHelp("Files worked on at once (default: one a core).", valueName: "n"))
  var jobs: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Tell what is found as the audio comes (default for a recording through a pipe).")
  var live: Bool?

  @OptionGroup var recording: RecordingOptions

  @OptionGroup var precision: PrecisionOption

  @Argument(
    help: ArgumentHelp("Audio files, folders, or -.", valueName: "path"), completion: .file())
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
    StandardError.write("tyto spot: \(text)\n")
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
    let options = try recording.options(for: paths)
    // All that can be refused is refused before any audio is read.
    let context = try ComputeContext.fromEnvironment(
      threadCount: jobs, precision: precision.precision)
    let inputs = AudioInputs(paths, isRaw: options.rawSampleRate != nil)
    let (keywords, thresholds) = try wanted.all()
    let model = try chosenModel(for: keywords)
    let isLive = try isLive(inputs, model)
    let spotter = try KeywordSpotter(
      model: model, keywords: keywords, examples: try exampleKeywords(model, context),
      lexicon: lexicon.map { try PronunciationLexicon(contentsOf: $0) } ?? .init(),
      threshold: threshold, thresholds: thresholds, falseAlarmsPerHour: falseAlarms,
      windowing: isLive ? .live : .init(), context: context)
    for problem in inputs.problems { Self.complain(problem) }
    var trouble = !inputs.problems.isEmpty
    if inputs.items.isEmpty { return (false, trouble) }
    try refuseOverwriting(inputs)
    let reportFile = try report.map { try PartialFile($0) }
    let sink = try DetectionSink(
      format: format, output: output, recordingCount: inputs.items.count,
      keywordWidth: spotter.keywordNames.map(\.count).max() ?? 0,
      search: fingerprint(spotter, format), isLive: isLive)
    var items = inputs.items
    if resume {
      guard sink.isFolder else { throw CommandFailure("--resume goes with a folder: -o FOLDER") }
      items = sink.remaining(items)
      if items.count < inputs.items.count { Self.complain(Self.passedOver(inputs.items, items)) }
      if items.isEmpty {
        if report != nil { Self.complain("nothing is left to search; no page is written") }
        return (true, trouble)
      }
    }
    items = PartialFile.namable(items, as: sink.path(of:)) {
      Self.complain("\($0.path): the name is too long for a file of its own")
      trouble = true
    }
    try refuseOverwriting(inputs, by: items.compactMap(sink.path(of:)))
    var progress = SpotProgress(fileCount: items.count)
    var (found, isAnyRead) = (false, false)
    var page = SpottingPage(
      title: "Keywords found: " + Self.abridged(spotter.keywordNames))
    if isLive {
      (found, isAnyRead) = try listen(spotter, items, options, sink, &trouble)
      if found || isAnyRead { try sink.finish() }
      return (found, trouble)
    }
    try spotter.search(
      files: items.map(\.path), reading: options, jobs: context.threadCount,
      progress: { progress.show($0) }
    ) { index, result in
      switch result {
      case .success(let findings):
        isAnyRead = true
        if !findings.detections.isEmpty { progress.clear() }
        found = found || !findings.detections.isEmpty
        try sink.write(findings, of: items[index])
        if reportFile != nil { Self.add(findings, of: items[index], options, to: &page) }
      case .failure(let error):
        progress.clear()
        Self.complain("\(error)")
        trouble = true
      }
    }
    progress.clear()
    // What stands there is better than nothing.
    guard isAnyRead else { return (false, true) }
    try sink.finish()
    if let reportFile { try page.write(to: reportFile, Self.complain) }
    return (found, trouble)
  }

  /// The model that was asked for, or the one that knows all the keywords.
  private func chosenModel(for keywords: [String]) throws -> Model {
    let store = ModelStore.standard()
    if let model { return try store.model(model) }
    let needsPhones = !examples.isEmpty || falseAlarms != nil || lexicon != nil
    if !needsPhones {
      let small = try store.model("keywords12")
      let known = Set(small.card.soughtLabels.map { $0.lowercased() })
      if keywords.allSatisfy({ known.contains($0.lowercased()) }) { return small }
    }
    return try store.model("english")
  }

  private func isLive(_ inputs: AudioInputs, _ model: Model) throws -> Bool {
    let isStream = inputs.items.count == 1 && inputs.items[0].path == "-" && StandardInput.isPipe
    guard live ?? (isStream && report == nil) else { return false }
    if report != nil { throw CommandFailure("--report needs recordings that can be read again") }
    if case .utterance = try FeatureConfiguration(json: model.card.features).normalization {
      guard live == nil else {
        throw CommandFailure(
          "the model \"\(model.card.name)\" needs whole recordings; --live is for others")
      }
      return false
    }
    return true
  }

  /// Tells what is found as it is found; returns whether anything was, and whether a recording was heard to its end.
  private func listen(
    _ spotter: KeywordSpotter, _ items: [AudioInputs.Item], _ options: AudioReader.Options,
    _ sink: DetectionSink, _ trouble: inout Bool
  ) throws -> (found: Bool, isAnyRead: Bool) {
    var (found, isAnyRead) = (false, false)
    for item in items {
      var all: [Detection] = []
      do {
        // Small blocks: a pipe gives them as they are recorded.
        let reader = try AudioReader(
          path: item.path, sampleRate: spotter.sampleRate, options: options, blockLength: 1024)
        let duration = try spotter.listen(to: reader) { detection in
          found = true
          if sink.isPerRecording {
            all.append(detection)
          } else {
            try sink.write(
              Findings(detections: [detection], duration: detection.end), of: item)
          }
        }
        if sink.isPerRecording {
          try sink.write(Findings(detections: all, duration: duration), of: item)
        }
        isAnyRead = true
      } catch let error as AudioError {
        Self.complain("\(error)")
        trouble = true
      }
    }
    return (found, isAnyRead)
  }

  private static func add(
    _ findings: Findings, of item: AudioInputs.Item, _ options: AudioReader.Options,
    to page: inout SpottingPage
  ) {
    if findings.detections.isEmpty {
      page.addEmpty()
      return
    }
    // The standard input has been heard and cannot be heard again.
    guard page.hasRoom, item.path != "-",
      let picture = try? RecordingPicture(
        path: item.path, reading: options, detections: findings.detections)
    else {
      page.addUnshown()
      return
    }
    page.add(picture)
  }

  /// Tells a search from others whose files may differ.
  private func fingerprint(_ spotter: KeywordSpotter, _ format: DetectionFormat) -> String {
    let others = [recording.channel, recording.raw].map { $0.map { "\($0)" } ?? "" }
    let text = ([format.rawValue] + others + examples.sorted() + [spotter.signature]).joined(
      separator: "\u{0}")
    // FNV-1a.
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }

  private static func passedOver(
    _ all: [AudioInputs.Item], _ left: [AudioInputs.Item]
  ) -> String {
    "\(all.count - left.count) of \(all.count) recordings are done; \(left.count) are left"
  }

  private static func abridged(_ names: [String]) -> String {
    names.prefix(6).joined(separator: ", ")
      + (names.count > 6 ? " and \(names.count - 6) more" : "")
  }

  /// An example's recording, of which no more is read than one may have; of several channels the one that is
  /// searched.
  private func clip(_ path: String, sampleRate: Int) throws -> Waveform {
    var reader = try AudioReader(path: path, sampleRate: sampleRate)
    if let channel = recording.channel, reader.channelCount > 1 {
      reader = try AudioReader(
        path: path, sampleRate: sampleRate, options: .init(channel: channel))
    }
    var samples: [Float] = []
    while samples.count <= 10 * sampleRate {
      let block = try reader.read(atMost: sampleRate)
      if block.isEmpty { return Waveform(samples: samples, sampleRate: sampleRate) }
      samples += block
    }
    throw CommandFailure(
      "\(path): an example is the keyword alone, in at most 10 s; this has "
        + (reader.duration.map { String(format: "%.1f s", $0) } ?? "more"))
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
      if clips[name] == nil { names.append(name) }
      clips[name, default: []].append(try clip(path, sampleRate: rate))
    }
    return try names.map {
      try Keyword(name: $0, clips: clips[$0] ?? [], model: model, context: context)
    }
  }
}
