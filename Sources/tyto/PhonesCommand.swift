import ArgumentParser
import DenseMath
import Foundation
import KeywordSpotting
import PhoneLabeling
import RecurrentNetworks
import SpeechFeatures

/// `tyto phones`: which phone is spoken when.
struct PhonesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phones",
    abstract: "Labels the phones of recordings, or finds where a known text is.",
    discussion: """
      PATH is an audio file of any length, a folder that is searched through, or - for a list of \
      paths or a recording on the standard input.

      Each segment has its start and end in seconds, the phone (of the CMU dictionary, or SIL), and \
      the mean of the network's posterior over it. With -o FOLDER each recording gets a file of its \
      own; phn, textgrid and npy always are one a recording.

      With --align the text is known, and what is looked for is where its phones and words are: \
      TEXT is the words themselves or the name of a text file. --align-beside takes the text of \
      each recording from the .txt of its name beside it (as in TIMIT, where two numbers come \
      first). Words are pronounced by --lexicon or by espeak-ng's rules, function words in weak forms, \
      too; phn files get a .wrd beside.

      --plot draws one recording: waveform, spectrogram, posteriors, phones and words on one time \
      axis; a name that ends in .html gives a page that plays it, with a cursor.

      Exit status: 0, or 2 if there was trouble with any recording.

      EXAMPLES
        tyto phones speech.wav
        tyto phones --format textgrid -o grids/ recordings/
        tyto phones --align "she had your dark suit" --format phn -o aligned/ sa1.wav
        tyto phones --posteriors -o posteriors/ recordings/
        tyto phones --plot sa1.html sa1.wav
      """)

  @Option(
    help: ArgumentHelp("A model in the box by its name, or a model file.", valueName: "name|file"),
    completion: .models)
  var model = "phones"

  @Option(
    help: "How to write: table, phn, textgrid, ctm, jsonl, or npy (posteriors).",
    completion: .list(["table", "phn", "textgrid", "ctm", "jsonl", "npy"]))
  var format: String?

  @Flag(help: "Write the posteriors of all phones, frame by frame: --format npy.")
  var posteriors = false

  @Option(
    help: ArgumentHelp("Find where this text is.", valueName: "text|file"), completion: .file())
  var align: String?

  @Flag(help: "Find where the text in the .txt beside each recording is.")
  var alignBeside = false

  @Option(
    help: ArgumentHelp("A pronouncing dictionary in the CMU format.", valueName: "file"),
    completion: .file())
  var lexicon: String?

  @Option(
    help: ArgumentHelp(
      "Taken off the score at each change of the phone: more gives fewer phones (default: 2).",
      valueName: "p"))
  var penalty: Double?

  @Option(
    help: ArgumentHelp("Seconds that a phone lasts at least (default: 0.03).", valueName: "s"))
  var minimumDuration: Double?

  @Option(
    help: ArgumentHelp("Draw the recording: an SVG image, or a page.", valueName: "svg|html"),
    completion: .file())
  var plot: String?

  @Option(
    name: .shortAndLong, help: "Write to this file, or into this folder.", completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("Files worked on at once (default: one a core).", valueName: "n"))
  var jobs: Int?

  @OptionGroup var recording: RecordingOptions

  @OptionGroup var precision: PrecisionOption

  @Argument(
    help: ArgumentHelp("Audio files, folders, or -.", valueName: "path"), completion: .file())
  var paths: [String]

  func run() throws {
    do {
      if try label() { throw ExitCode(2) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Self.complain("\(error)")
      throw ExitCode(2)
    }
  }

  private static func complain(_ text: String) {
    StandardError.write("tyto phones: \(text)\n")
  }

  private func chosenFormat() throws -> PhoneFormat {
    if posteriors {
      guard format == nil || format == "npy" else {
        throw CommandFailure("--posteriors are written as npy, not as \(format ?? "")")
      }
      return .npy
    }
    guard let format else { return .table }
    guard let known = PhoneFormat(rawValue: format) else {
      throw CommandFailure(
        "--format is one of " + PhoneFormat.allCases.map(\.rawValue).joined(separator: ", ")
          + ", not \"\(format)\"")
    }
    return known
  }

  /// Whether anything went wrong.
  private func label() throws -> Bool {
    let format = try chosenFormat()
    if let jobs, jobs < 1 { throw CommandFailure("--jobs is at least 1, not \(jobs)") }
    if let penalty, !(penalty >= 0 && penalty.isFinite) {
      throw CommandFailure("--penalty is at least 0, not \(penalty)")
    }
    if let minimumDuration, !(minimumDuration >= 0 && minimumDuration <= 10) {
      throw CommandFailure("--minimum-duration is 0 to 10 seconds, not \(minimumDuration)")
    }
    if paths.filter({ $0 == "-" }).count > 1 {
      throw CommandFailure("- can be named once only")
    }
    let aligns = align != nil || alignBeside
    if align != nil && alignBeside {
      throw CommandFailure("--align and --align-beside exclude each other")
    }
    if aligns && format == .npy { throw CommandFailure("posteriors are not aligned with a text") }
    if aligns && penalty != nil {
      throw CommandFailure("--penalty is for phones that are not known; it goes without --align")
    }
    if !aligns && lexicon != nil {
      throw CommandFailure("--lexicon pronounces a known text: --align or --align-beside")
    }
    try checkPlot(format)
    let options = try recording.options(for: paths)
    let context = try ComputeContext.fromEnvironment(
      threadCount: jobs, precision: precision.precision)
    let model = try ModelStore.standard().model(model)
    let inputs = AudioInputs(paths, isRaw: options.rawSampleRate != nil)
    for problem in inputs.problems { Self.complain(problem) }
    var trouble = !inputs.problems.isEmpty
    if inputs.items.isEmpty { return trouble }
    if plot != nil && (inputs.items.count > 1 || inputs.items[0].path == "-") {
      throw CommandFailure("--plot draws one recording, by its path")
    }
    let plotFile = try plot.map { try PartialFile($0) }
    let sink = try PhoneSink(
      format: format, output: output, count: inputs.items.count, channel: options.channel ?? 1)
    try refuseOverwriting(inputs, by: sink)
    var drawing: Drawing?
    let items = PartialFile.namable(inputs.items, as: sink.path(of:)) {
      Self.complain("\($0.path): the name is too long for a file of its own")
      trouble = true
    }
    var progress = SpotProgress(fileCount: items.count)
    func fail(_ error: some Error) {
      progress.clear()
      Self.complain("\(error)")
      trouble = true
    }
    if aligns {
      let lexicon = try lexicon.map { try PronunciationLexicon(contentsOf: $0) } ?? .init()
      let aligner = try PhoneAligner(
        model: model, lexicon: lexicon, minimumDuration: minimumDuration ?? 0.02,
        context: context)
      var files: [(item: AudioInputs.Item, text: String)] = []
      for item in items {
        do { files.append((item, try text(for: item))) } catch { fail(error) }
      }
      try aligner.align(
        files: files.map { ($0.item.path, .written($0.text)) }, reading: options,
        jobs: context.threadCount, progress: { progress.show($0) }
      ) { index, result in
        switch result {
        case .success(let found):
          progress.clear()
          try sink.write(
            found.phones, words: found.words, of: files[index].item, duration: found.duration)
          drawing = Drawing(
            path: files[index].item.path, segments: found.phones, words: found.words,
            duration: found.duration)
        case .failure(.unreadable(let error)): fail(error)
        case .failure(let error): fail(CommandFailure("\(files[index].item.path): \(error)"))
        }
      }
    } else {
      let standard = PhoneLabeler.Smoothing()
      let labeler = try PhoneLabeler(
        model: model,
        smoothing: .init(
          minimumDuration: minimumDuration ?? standard.minimumDuration,
          penalty: penalty ?? standard.penalty), context: context)
      let files = items.map(\.path)
      if format == .npy {
        try labeler.posteriors(
          files: files, reading: options, jobs: context.threadCount,
          progress: { progress.show($0) }
        ) { index, result in
          switch result {
          case .success(let found): try sink.write(found, of: items[index])
          case .failure(let error): fail(error)
          }
        }
      } else {
        try labeler.label(
          files: files, reading: options, jobs: context.threadCount,
          progress: { progress.show($0) }
        ) { index, result in
          switch result {
          case .success(let found):
            progress.clear()
            try sink.write(
              found.segments, words: [], of: items[index], duration: found.duration)
            drawing = Drawing(
              path: items[index].path, segments: found.segments, words: [],
              duration: found.duration)
          case .failure(let error): fail(error)
          }
        }
      }
    }
    progress.clear()
    try sink.finish()
    // What was found is whole by now, whatever becomes of its picture.
    if let plotFile, let drawing { try draw(drawing, options, to: plotFile, model, context) }
    return trouble
  }

  private func text(for item: AudioInputs.Item) throws -> String {
    if let align {
      if FileManager.default.fileExists(atPath: align) {
        return try Self.readText(align)
      }
      // What looks like a file's name was meant to be one; "24/7" does not.
      let folder = URL(filePath: align).deletingLastPathComponent().path
      let isName =
        align.lowercased().hasSuffix(".txt")
        || align.contains("/") && FileManager.default.fileExists(atPath: folder)
      guard !isName || align.contains(where: \.isWhitespace) else {
        throw CommandFailure("\(align): no such file; expected a text or the name of its file")
      }
      return align
    }
    guard item.path != "-" else {
      throw CommandFailure("nothing stands beside the standard input; give its text with --align")
    }
    if let path = Self.textPath(beside: item.path) {
      return try Self.withoutSamples(Self.readText(path))
    }
    let stem = URL(filePath: item.path).deletingPathExtension().path
    throw CommandFailure("\(item.path): there is no \(stem).txt with its text")
  }

  /// The text of its name beside a recording, if it is there.
  static func textPath(beside recording: String) -> String? {
    let stem = URL(filePath: recording).deletingPathExtension().path
    return ["\(stem).txt", "\(stem).TXT"].first { FileManager.default.fileExists(atPath: $0) }
  }

  private static func readText(_ path: String) throws -> String {
    guard let text = TextContents.read(path) else {
      throw CommandFailure("\(path): expected a text in UTF-8")
    }
    return text
  }

  /// A prompt without the recording's first and last sample, which TIMIT's begin with.
  private static func withoutSamples(_ text: String) -> String {
    let fields = text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
    guard fields.count == 3, let first = Int(fields[0]), let last = Int(fields[1]), first < last,
      !fields[2].allSatisfy(\.isWhitespace)
    else { return text }
    return String(fields[2])
  }
}
