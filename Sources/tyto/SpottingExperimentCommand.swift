import ArgumentParser
import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechCorpora
import SpeechFeatures
import SpeechMetrics
import SpeechReports

/// `tyto experiment spotting`: models × keyword lists × a corpus.
struct SpottingExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spotting",
    abstract: "Searches a corpus for keywords and measures what is found.",
    discussion: """
      Keywords are those given with -k, or every word of the corpus that has enough phones and that \
      enough speakers say. Where any of them is not said, false alarms are counted. The output \
      folder gets, for each model, what was searched (manifest.jsonl), the detections \
      (detections.jsonl), the figures (figures.json, \
      keywords.csv), the DET curve (det.svg), and a table of all models (spotting.md).

      Thresholds and settings are chosen on held-out training speakers (--part train --held-out \
      0.1), test speakers are for the figures.

      Exit status: 0, or 2 if any recording could not be read.

      EXAMPLE
        tyto experiment spotting ~/speech/an4 --part test --model english -o runs/an4
      """)

  @Argument(help: "The corpus's folder, or a manifest.", completion: .file())
  var corpus: String

  @Option(help: "How it lies there; told from the names of files if absent. See tyto corpus list.")
  var layout: CorpusLayout?

  @Option(help: "Only this part, such as train or test.")
  var part: String?

  @Option(help: "Only this share of the speakers, drawn by --seed as recipes do.")
  var heldOut: Double?

  @Option(help: "The seed that draws speakers.")
  var seed: UInt64 = 1

  @Option(help: "A model by name or file; may be repeated.", completion: .models)
  var model = ["english"]

  @OptionGroup var stated: KeywordOptions

  @Option(
    help: .init("A pronouncing dictionary in the CMU format.", valueName: "file"),
    completion: .file())
  var lexicon: String?

  @Option(help: "Without -k or --keywords: the fewest phones of a keyword.")
  var phones = 4

  @Option(help: "Without -k or --keywords: the fewest speakers that say a keyword.")
  var speakers = 5

  @Option(
    help: .init(
      "Count detections of at least this score (default: the model's own); curves have all.",
      valueName: "score"))
  var threshold: Double?

  @Flag(help: "Search as tyto spot does what comes through a pipe: what that costs.")
  var live = false

  @Option(
    name: .shortAndLong, help: "The folder for the results; made if missing.",
    completion: .directory)
  var output: String

  @Option(help: "Threads (default: all cores).")
  var threads: Int?

  @OptionGroup var precision: PrecisionOption

  func validate() throws {
    if let heldOut, !(heldOut > 0 && heldOut < 1) {
      throw ValidationError("--held-out lies between 0 and 1")
    }
    if phones < 1 || speakers < 1 {
      throw ValidationError("--phones and --speakers are at least 1")
    }
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--threshold lies between 0 and 1")
    }
    if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
  }

  func run() throws {
    do {
      if try measure() { throw ExitCode(2) }
    } catch let code as ExitCode {
      throw code
    } catch {
      StandardError.write("tyto experiment: \(error)\n")
      throw ExitCode(2)
    }
  }

  /// Whether any recording could not be read.
  private func measure() throws -> Bool {
    let context = try ComputeContext.fromEnvironment(
      threadCount: threads, precision: precision.precision)
    let corpus = try loadCorpus()
    let (keywords, thresholds) = try stated.all()
    guard thresholds.isEmpty else {
      throw CommandFailure(
        "an experiment counts all keywords from one score, --threshold; expected keywords without @"
      )
    }
    let wanted = try keywords.isEmpty ? fittingWords(of: corpus) : keywords
    guard !wanted.isEmpty else {
      throw CommandFailure(
        "\(self.corpus): no word has \(phones) phones and \(speakers) speakers; lower --phones or "
          + "--speakers, or say with -k what to look for")
    }
    let folders = model.map {
      model.count == 1 ? output : "\(output)/\(URL(filePath: $0).lastPathComponent)"
    }
    guard Set(folders).count == folders.count else {
      throw CommandFailure("two of the models have one name, and would have one folder below -o")
    }
    // Once: it may come through a pipe.
    let lexicon = try lexicon.map { try PronunciationLexicon(contentsOf: $0) } ?? .init()
    var rows: [String] = []
    var trouble = false
    for (name, folder) in zip(model, folders) {
      try OutputFolder.make(folder)
      let report = try search(
        corpus, for: wanted, lexicon, model: name, folder: folder, context)
      trouble = trouble || report.recordings < corpus.utterances.count
      print("\(name) on \(corpus.name):")
      print(report.table())
      rows.append(row(name, report))
    }
    let head = """
      | model | keywords | said | hours | missed at 1 false alarm a keyword and hour | \
      at 1 an hour | at 10 an hour | figure of merit |
      |---|---|---|---|---|---|---|---|

      """
    try PartialFile.write(head + rows.joined(), to: "\(output)/spotting.md")
    return trouble
  }

  private func loadCorpus() throws -> Corpus {
    let layout = if let layout { layout } else { try CorpusLayout.detect(at: corpus) }
    let path = URL(filePath: corpus).standardizedFileURL.path
    var result = try CorpusReference(layout: layout, path: path, part: part).load(root: "")
    result.name = "\(corpus)\(part.map { " \($0)" } ?? "")"
    if let heldOut {
      result = result.split(speakerFraction: heldOut, seed: seed).part
      guard !result.utterances.isEmpty else {
        throw CommandFailure("\(corpus): has one speaker only, of whom no part can be held out")
      }
      result.name += ", held-out speakers"
    }
    return result
  }

  /// The words that are long enough and said by enough speakers.
  private func fittingWords(of corpus: Corpus) throws -> [String] {
    var saidBy: [String: Set<String>] = [:]
    for utterance in corpus.utterances {
      for word in utterance.words { saidBy[word, default: []].insert(utterance.speaker) }
    }
    return saidBy.filter { word, speakers in
      guard speakers.count >= self.speakers, let keyword = try? Keyword(word.lowercased())
      else { return false }
      return keyword.pronunciations[0].count >= phones
    }.keys.map { $0.lowercased() }.sorted()
  }

  /// Scores from which detections are kept, for the curves.
  private static let lowestScore = 0.001

  /// What each model's folder gets.
  private static let results = [
    "manifest.jsonl", "detections.jsonl", "figures.json", "keywords.csv", "det.svg",
  ]

  private func search(
    _ corpus: Corpus, for wanted: [String], _ lexicon: PronunciationLexicon, model: String,
    folder: String, _ context: ComputeContext
  ) throws -> SpottingReport {
    let network = try ModelStore.standard().model(model)
    let counted = threshold ?? network.card.threshold ?? KeywordSpotter.defaultThreshold
    let spotter = try KeywordSpotter(
      model: network, keywords: wanted, lexicon: lexicon,
      threshold: min(counted, Self.lowestScore), windowing: live ? .live : .init(), context: context
    )
    let names = spotter.keywordNames.map { $0.lowercased() }
    try refuseOverwriting(
      inputs: [self.corpus, self.lexicon] + stated.files + corpus.utterances.map(\.audioPath),
      by: Self.results.map { "\(folder)/\($0)" } + ["\(output)/spotting.md"])
    var recordings: [SpottingEvaluation.Recording] = []
    var occurrences: [Occurrence] = []
    var claims: [Claim] = []
    let file = try PartialFile("\(folder)/detections.jsonl")
    var progress = SpotProgress(fileCount: corpus.utterances.count)
    try outcomes(spotter, corpus, jobs: context.threadCount, progress: { progress.show($0) }) {
      index, result in
      let utterance = corpus.utterances[index]
      switch result {
      case .failure(let error):
        progress.clear()
        StandardError.write("tyto experiment: passed over: \(error)\n")
      case .success(let findings):
        recordings.append(
          .init(name: utterance.id, duration: findings.duration, group: utterance.speaker))
        occurrences += Self.reference(utterance).occurrences(of: names)
        claims += findings.detections.map {
          Claim(
            recording: utterance.id, keyword: $0.keyword.lowercased(), time: $0.start...$0.end,
            score: $0.score)
        }
        try file.write(
          DetectionFormat.jsonl.text(
            findings.detections, file: utterance.audioPath, duration: findings.duration))
      }
    }
    progress.clear()
    guard !recordings.isEmpty else {
      throw CommandFailure("\(corpus.name): no recording could be read")
    }
    try file.finish()
    try PartialFile.write(Self.manifest(corpus), to: "\(folder)/manifest.jsonl")
    let evaluation = SpottingEvaluation(
      recordings: recordings, occurrences: occurrences, claims: claims,
      settings: .init(keywords: names, threshold: counted))
    let report = SpottingReport(evaluation)
    try PartialFile.write(report.json(), to: "\(folder)/figures.json")
    try PartialFile.write(report.csv(), to: "\(folder)/keywords.csv")
    try PartialFile.write(
      LinePlot.det([(model, DETCurve(evaluation.tally))]).svg(), to: "\(folder)/det.svg")
    return report
  }

  /// The corpus as JSON lines, for other tools.
  private static func manifest(_ corpus: Corpus) throws -> String {
    struct Line: Encodable {
      var id: String
      var audio: String
      var text: String
      var speaker: String
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try corpus.utterances.map { one in
      let line = Line(
        id: one.id, audio: one.audioPath,
        text: one.words.map { $0.lowercased() }.joined(separator: " "), speaker: one.speaker)
      return String(decoding: try encoder.encode(line), as: UTF8.self) + "\n"
    }.joined()
  }

  private func outcomes(
    _ spotter: KeywordSpotter, _ corpus: Corpus, jobs: Int, progress: (FileProgress) -> Void,
    _ body: (Int, Result<Findings, AudioError>) throws -> Void
  ) throws {
    let files = corpus.utterances.map(\.audioPath)
    guard live else {
      return try spotter.search(files: files, jobs: jobs, progress: progress, body)
    }
    var seconds = 0.0
    for (index, path) in files.enumerated() {
      progress(FileProgress(files: index, seconds: seconds))
      do {
        let reader = try AudioReader(path: path, sampleRate: spotter.sampleRate)
        var all: [Detection] = []
        let duration = try spotter.listen(to: reader) { all.append($0) }
        seconds += duration
        try body(index, .success(Findings(detections: all, duration: duration)))
      } catch let error as AudioError {
        try body(index, .failure(error))
      }
    }
  }

  /// An utterance's words, with their times where they are aligned and agree with its text.
  private static func reference(_ utterance: Utterance) -> Reference {
    let rate = Double(utterance.sampleRate)
    let segments = utterance.wordSegments.flatMap {
      $0.map(\.label) == utterance.words ? $0 : nil
    }
    let words = utterance.words.enumerated().map { place, word in
      Reference.Word(
        word,
        time: segments.map { Double($0[place].start) / rate...Double($0[place].end) / rate })
    }
    return Reference(recordings: [.init(name: utterance.id, words: words)])
  }

  private func row(_ name: String, _ report: SpottingReport) -> String {
    func percent(_ figure: SpottingReport.Figure?) -> String {
      guard let figure else { return "–" }
      let text = String(format: "%.1f %%", 100 * figure.value)
      guard let interval = figure.interval else { return text }
      return text
        + String(format: " (%.1f to %.1f)", 100 * interval.low, 100 * interval.high)
    }
    func missRate(_ points: [SpottingReport.OperatingPoint], _ limit: Double) -> String {
      percent(points.first { $0.falseAlarmsPerHour == limit }?.missRate)
    }
    return "| \(name) | \(report.keywords.count) | \(report.occurrences) | "
      + String(format: "%.2f | ", report.hours ?? 0)
      + [
        missRate(report.operatingPointsPerKeyword, 1), missRate(report.operatingPoints, 1),
        missRate(report.operatingPoints, 10), percent(report.figureOfMerit),
      ].joined(separator: " | ") + " |\n"
  }
}
