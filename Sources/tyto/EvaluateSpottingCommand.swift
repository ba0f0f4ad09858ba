import ArgumentParser
import Foundation
import SpeechFeatures
import SpeechMetrics
import SpeechReports

/// `tyto evaluate spotting`: detections of any tool against what was said.
struct EvaluateSpottingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spotting",
    abstract: "Measures detections of keywords against a reference.",
    discussion: """
      REFERENCE is a folder of .wrd, .TextGrid or .jsonl files, or a file: .wrd, .ctm, .TextGrid, \
      .jsonl (keys file, keyword, start, end), or a recording's name and its words a line. DETECTIONS is \
      JSON lines (keys file, keyword, start, end, score), as tyto spot --format jsonl writes them: a \
      file, or a folder with .jsonl files. \
      A recording may have a longer path in the one than in the other.

      A detection is a hit if its middle lies within the time of an occurrence, give or take the \
      tolerance; without times, if the keyword is said in the recording. Rates an hour need the \
      length of the audio: give the recordings (--audio) or the hours.

      EXAMPLES
        tyto spot --threshold 0 --format jsonl -o found.jsonl calls/
        tyto evaluate spotting --reference align/ --detections found.jsonl --audio calls/
        tyto evaluate spotting --reference text --detections found.jsonl --hours 2.5 \
      -k yes -k no --threshold 0.7 --det det.svg --format json -o figures.json
      """)

  @Option(help: "What was said: a file or a folder.", completion: .file())
  var reference: String

  @Option(help: "What was found: JSON lines in a file or a folder.", completion: .file())
  var detections: String

  @Option(
    help: ArgumentHelp(
      "wrd, ctm, textgrid, jsonl or text (default: by the file's ending).", valueName: "format"),
    completion: .list(["wrd", "ctm", "textgrid", "jsonl", "text"]))
  var referenceFormat: String?

  @Option(help: ArgumentHelp("The sample rate of .wrd files (default: 16000).", valueName: "hz"))
  var sampleRate = 16_000

  @OptionGroup var stated: KeywordOptions

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The recordings that were searched: files or folders.", valueName: "path"),
    completion: .file())
  var audio: [String] = []

  @Option(help: ArgumentHelp("Hours that were searched, if not told by --audio.", valueName: "h"))
  var hours: Double?

  @Option(
    help: ArgumentHelp(
      "A recording and its speaker a line, for confidence intervals over speakers.",
      valueName: "file"), completion: .file())
  var speakers: String?

  @Option(help: ArgumentHelp("Count detections of at least this score.", valueName: "score"))
  var threshold: Double?

  @Option(help: ArgumentHelp("Seconds beside an occurrence that pass.", valueName: "s"))
  var tolerance = 0.5

  @Option(help: "The weight of false alarms in the term-weighted value.")
  var beta = TermWeightedValue.standardBeta

  @Option(help: "The seed of the bootstrap.")
  var seed: UInt64 = 1

  @Option(help: "How to write: table, json or csv.", completion: .list(["table", "json", "csv"]))
  var format = "table"

  @Option(name: .shortAndLong, help: "Write to this file.", completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp("Draw the DET curve into this file.", valueName: "file.svg"),
    completion: .file())
  var det: String?

  @Option(
    help: ArgumentHelp(
      "Write a page with the figures, the DET and reliability curves, and the recordings with the "
        + "worst misses and false alarms to listen to (needs --audio).", valueName: "file.html"),
    completion: .file())
  var report: String?

  @Option(
    help: ArgumentHelp(
      "The page shows and plays this channel of the recordings, from 1 (default: the mean of all).",
      valueName: "n"))
  var channel: Int?

  func run() throws {
    do {
      try evaluate()
    } catch {
      Self.complain("\(error)")
      throw ExitCode(2)
    }
  }

  private static func complain(_ text: String) {
    StandardError.write("tyto evaluate: \(text)\n")
  }

  private func evaluate() throws {
    guard ["table", "json", "csv"].contains(format) else {
      throw CommandFailure("--format is one of table, json, csv, not \"\(format)\"")
    }
    guard tolerance >= 0, tolerance.isFinite else {
      throw CommandFailure("--tolerance is at least 0")
    }
    guard beta >= 0, beta <= 1e9 else {
      throw CommandFailure("--beta is at least 0, and at most 10^9")
    }
    if let hours, !(hours >= 1e-6 && hours <= 1e7) {
      throw CommandFailure("--hours is more than 0, and at most 10 million, not \(hours)")
    }
    if let threshold, threshold.isNaN { throw CommandFailure("--threshold is a number") }
    guard sampleRate > 0 else { throw CommandFailure("--sample-rate is more than 0") }
    if report != nil && audio.isEmpty {
      throw CommandFailure("--report needs the recordings: --audio")
    }
    if channel != nil && report == nil {
      throw CommandFailure("--channel is for the page of --report")
    }
    try RecordingOptions.check(channel: channel)
    let (evaluation, paths) = try prepared()
    try refuseOverwriting(
      inputs: [reference, detections, speakers] + stated.files + Array(paths.values),
      by: [output, det, report])
    let figures = SpottingReport(evaluation)
    let text =
      switch format {
      case "json": figures.json()
      case "csv": figures.csv()
      default: figures.table()
      }
    if let det {
      guard figures.hours != nil else {
        throw CommandFailure("--det needs the hours that were searched: --audio or --hours")
      }
      let plot = LinePlot.det([(detections, DETCurve(evaluation.tally))])
      try PartialFile.write(plot.svg(), to: det)
    }
    if let report { try writePage(evaluation, figures, paths, to: report) }
    if let output {
      try PartialFile.write(text, to: output)
    } else {
      print(text, terminator: "")
    }
  }

  private func writePage(
    _ evaluation: SpottingEvaluation, _ figures: SpottingReport, _ paths: [String: String],
    to path: String
  ) throws {
    var plots: [SpottingPage.Plot] = []
    if figures.hours != nil {
      plots.append(.init(.det([(detections, DETCurve(evaluation.tally))])))
    }
    if figures.calibrationError != nil {
      plots.append(.init(.reliability(CalibrationTable(evaluation.tally))))
    }
    var page = SpottingPage(
      title: "Keywords, found and missed: \(detections)", summary: figures.table(), plots: plots)
    let marks = evaluation.marks()
    page.addRight(evaluation.recordings.count - marks.count)
    for (recording, marks) in marks {
      guard page.hasRoom, let file = paths[recording],
        let picture = try picture(of: file, marks)
      else {
        page.addUnshown()
        continue
      }
      page.add(picture)
    }
    try page.write(to: PartialFile(path), Self.complain)
  }

  /// Nothing for what cannot be read; but a channel that was asked for has to be there.
  private func picture(
    of file: String, _ marks: [RecordingPicture.Mark]
  ) throws -> RecordingPicture? {
    guard let channel else { return try? RecordingPicture(path: file, marks: marks) }
    return try RecordingPicture(path: file, reading: .init(channel: channel), marks: marks)
  }

  /// Everything read and brought under common names; and the file of each recording.
  private func prepared() throws -> (SpottingEvaluation, paths: [String: String]) {
    let style = try referenceFormat.map { name in
      guard let style = Reference.Format(rawValue: name) else {
        throw CommandFailure(
          "--reference-format is one of "
            + Reference.Format.allCases.map(\.rawValue).joined(separator: ", ")
            + ", not \"\(name)\"")
      }
      return style
    }
    let reference = try Reference(
      contentsOf: reference, format: style, sampleRate: sampleRate)
    let found = try DetectionFile.claims(contentsOf: detections)
    if let claim = found.first(where: { !(abs($0.score) <= 1e6) }) {
      throw CommandFailure(
        "\(detections): a score is within ± 10^6, not \(claim.score) as in \(claim.recording)")
    }
    var recordings = try RecordingList(reference, audio: audio, hours: hours)
    if let speakers { try recordings.setGroups(speakers) }
    for problem in recordings.problems { Self.complain(problem) }
    let wanted = try keywords(reference, found)
    let (claims, strangers) = try recordings.adopt(found)
    if strangers > 0 {
      Self.complain(
        "\(strangers) detections are in recordings of which the reference says nothing; they are "
          + "left out (--audio would count them)")
    }
    let isWanted = Set(wanted)
    let evaluation = SpottingEvaluation(
      recordings: recordings.recordings, occurrences: reference.occurrences(of: wanted),
      claims: claims.filter { isWanted.contains($0.keyword) },
      settings: .init(
        keywords: wanted, threshold: threshold ?? -.infinity, tolerance: tolerance, beta: beta,
        seed: seed))
    return (evaluation, recordings.paths)
  }

  /// What was looked for, in lower case: what is stated, else what was found or, by a reference of keywords, said.
  private func keywords(_ reference: Reference, _ found: [Claim]) throws -> [String] {
    let (words, thresholds) = try stated.all()
    if !thresholds.isEmpty {
      Self.complain("thresholds of keywords are not looked at; --threshold is for all of them")
    }
    let stated = words.map(KeywordOptions.name(of:)).filter { !$0.isEmpty }
    if !stated.isEmpty { return Set(stated).sorted() }
    var wanted = Set(found.map { $0.keyword.lowercased() })
    if reference.namesKeywords {
      wanted.formUnion(reference.recordings.flatMap { $0.words.map { $0.text.lowercased() } })
    } else if !wanted.isEmpty {
      Self.complain(
        "the keywords are the \(wanted.count) that were found; with -k or --keywords those that were "
          + "looked for in vain count as missed")
    }
    guard !wanted.isEmpty else {
      throw CommandFailure("there are no detections; say with -k what was looked for")
    }
    return wanted.sorted()
  }
}
