public import ArgumentParser
import DenseMath
import Dispatch
import Foundation
public import KeywordSpotting
import RecurrentNetworks
import SpeechFeatures

/// `tyto spot`: keywords in audio files.
struct SpotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spot",
    abstract: "Finds keywords in audio files.",
    discussion: """
      PATH is an audio file, a folder (searched through), or - for standard input: a list of files, \
      one a line, or a WAV itself.

      Exit status: 0 if something was found, 1 if nothing, 2 if there was trouble.

      EXAMPLES
        tyto spot calls/
        tyto spot -k yes -k no --threshold 0.8 --format jsonl interview.flac
        find . -name '*.wav' | tyto spot -k seven -
      """)

  @Option(name: [.customShort("k"), .customLong("keyword")], help: "A keyword; may be repeated.")
  var keywords: [String] = []

  @Option(help: "A model in the box by its name, or a model file.")
  var model = "keywords12"

  @Option(help: "Report detections of at least this score, 0 to 1 (default: the model's own).")
  var threshold: Double?

  @Option(help: "A pronouncing dictionary in the CMU format, for models that find any word.")
  var lexicon: String?

  @Option(help: "table, jsonl, csv, textgrid or audacity.")
  var format = DetectionFormat.table

  @Option(
    name: .shortAndLong,
    help: "Write here instead of to standard output; for textgrid and audacity, a folder.")
  var output: String?

  @Option(help: "Files worked on at once (default: one a core).")
  var jobs: Int?

  @Argument(help: "Audio files, folders, or -.")
  var paths: [String]

  func validate() throws {
    if let threshold, !(0...1).contains(threshold) {
      throw ValidationError("--threshold must lie between 0 and 1")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    if paths.filter({ $0 == "-" }).count > 1 { throw ValidationError("- can be named once only") }
    if format.isPerRecording && output == nil {
      throw ValidationError("--format \(format.rawValue) needs a folder: -o FOLDER")
    }
  }

  func run() throws {
    do {
      let found = try search()
      if !found { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      complain("\(error)")
      throw ExitCode(2)
    }
  }

  private func complain(_ text: String) {
    FileHandle.standardError.write(Data("tyto spot: \(text)\n".utf8))
  }

  /// Whether anything was found.
  private func search() throws -> Bool {
    let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)
    let inputs = AudioInputs(paths)
    for problem in inputs.problems { complain(problem) }
    var trouble = !inputs.problems.isEmpty
    let workers = min(jobs ?? cores, max(inputs.items.count, 1))
    // Few files: the cores share each one. Many: each core has its own.
    let context = ComputeContext(
      kernels: try .fromEnvironment(), threadCount: max(1, (jobs ?? cores) / workers))
    let spotter = try KeywordSpotter(
      model: ModelStore.standard().model(model), keywords: keywords,
      lexicon: try lexicon.map { try PronunciationLexicon(contentsOf: $0) } ?? .init(),
      threshold: threshold, context: context)
    let sink = try DetectionSink(format: format, output: output)
    var found = false
    // Groups of files keep all cores busy while results come out in the order of the files.
    let group = workers == 1 ? 1 : workers * 8
    let wide = ComputeContext(kernels: context.kernels, threadCount: workers)
    for start in stride(from: 0, to: inputs.items.count, by: group) {
      let part = Array(inputs.items[start..<min(start + group, inputs.items.count)])
      let results = wide.map(part.count) { spotter.outcome(ofFile: part[$0].path) }
      for (item, result) in zip(part, results) {
        switch result {
        case .success(let (detections, duration)):
          found = found || !detections.isEmpty
          try sink.write(detections, file: item.name, duration: duration)
        case .failure(let error):
          complain("\(error)")
          trouble = true
        }
      }
    }
    try sink.finish()
    if trouble { throw ExitCode(2) }
    return found
  }
}

extension DetectionFormat: ExpressibleByArgument {}
