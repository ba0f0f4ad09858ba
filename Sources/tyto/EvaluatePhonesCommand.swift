import ArgumentParser
import Foundation
import SpeechCorpora
import SpeechMetrics
import SpeechReports

/// `tyto evaluate phones`: phone segments of any tool against a reference.
struct EvaluatePhonesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phones",
    abstract: "Measures phone segments against a reference.",
    discussion: """
      REFERENCE and HYPOTHESIS are each a folder of .phn or .TextGrid files, or a file (.phn, .ctm, \
      .TextGrid). Labels may be TIMIT's 61, the 48 or 39 of Lee and Hon, the CMU dictionary's, or \
      IPA; all are compared in the 39 classes of Lee and Hon, silence among them.

      TIMIT writes a stop as closure and release, the CMU dictionary as one phone. If only the \
      reference has closures they are joined to their stops before anything is counted; \
      --closures silence makes them silence, as Lee and Hon do.

      Frames are 10 ms. The phone error rate leaves silences out. Starts are those of phones at the \
      same place of the two sequences, found or substituted. Intervals are of 95 %, by drawing \
      speakers 1,000 times; a speaker is the folder that a recording stands in, or what --speakers \
      says.

      EXAMPLES
        tyto phones --format phn -o found/ timit/
        tyto evaluate phones timit/ found/
        tyto evaluate phones timit/ found/ --confusions confusions.svg --format json
      """)

  @Argument(help: "What was said.", completion: .file())
  var reference: String

  @Argument(help: "What was found.", completion: .file())
  var hypothesis: String

  @Option(
    help: "What TIMIT's closures count as: stop or silence (default: see above).",
    completion: .list(["stop", "silence"]))
  var closures: String?

  @Option(help: ArgumentHelp("The sample rate of .phn files (default: 16000).", valueName: "hz"))
  var sampleRate = 16_000

  @Option(
    help: ArgumentHelp("A recording and its speaker a line.", valueName: "file"),
    completion: .file())
  var speakers: String?

  @Option(
    help: "How to write: table, json or csv (a line a class).",
    completion: .list(["table", "json", "csv"]))
  var format = "table"

  @Option(
    help: ArgumentHelp("Draw which class was taken for which.", valueName: "file.svg"),
    completion: .file())
  var confusions: String?

  @Option(name: .shortAndLong, help: "Write to this file.", completion: .file())
  var output: String?

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
    guard sampleRate > 0 else { throw CommandFailure("--sample-rate is more than 0") }
    try refuseOverwriting(inputs: [reference, hypothesis, speakers], by: [output, confusions])
    let evaluation = try compared()
    if let confusions { try PartialFile.write(evaluation.confusionPlot(), to: confusions) }
    let text =
      switch format {
      case "json": evaluation.json()
      case "csv": evaluation.csv()
      default: evaluation.table()
      }
    if let output {
      try PartialFile.write(text, to: output)
    } else {
      print(text, terminator: "")
    }
  }

  private func compared() throws -> PhoneEvaluation {
    let said = try read(reference)
    let found = try read(hypothesis)
    let (saidSet, foundSet) = (try set(of: said, reference), try set(of: found, hypothesis))
    let kind: PhoneTrack.Closures
    if let closures {
      guard let known = PhoneTrack.Closures(rawValue: closures) else {
        throw CommandFailure("--closures is stop or silence, not \"\(closures)\"")
      }
      kind = known
    } else {
      kind = saidSet == .timit61 && foundSet != .timit61 ? .stop : .silence
    }
    let names = RecordingNames(said.recordings.map(\.name))
    var hypotheses: [String: Reference.Recording] = [:]
    let known = try names.names(of: found.recordings.map(\.name))
    for recording in found.recordings {
      guard let name = known[recording.name] else {
        throw CommandFailure("\(hypothesis): \(recording.name) is not in the reference")
      }
      hypotheses[name] = recording
    }
    let table = try speakers.map { try SpeakerTable($0, names) }
    if let problem = table?.problem(said.recordings.map(\.name)) { Self.complain(problem) }
    var result = PhoneEvaluation()
    var missing: [String] = []
    for recording in said.recordings {
      guard let other = hypotheses[recording.name] else {
        missing.append(recording.name)
        continue
      }
      let folder = recording.name.split(separator: "/").dropLast().last
      result.add(
        reference: track(recording, saidSet, kind), hypothesis: track(other, foundSet, kind),
        speaker: table?.speakers[recording.name] ?? folder.map(String.init) ?? recording.name)
    }
    guard result.recordingCount > 0 else {
      throw CommandFailure("\(hypothesis): has none of the reference's recordings")
    }
    if let first = missing.first {
      Self.complain(
        "\(missing.count) recordings of the reference are left out, since nothing was found for "
          + "them, such as \(first)")
    }
    return result
  }

  private func read(_ path: String) throws -> Reference {
    var isFolder: ObjCBool = false
    _ = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isFolder.boolValue {
      for format in [Reference.Format.phn, .textgrid] {
        do {
          return try Reference(
            contentsOf: path, format: format, sampleRate: sampleRate, units: .phones)
        } catch ReferenceError.empty {
          continue
        }
      }
      throw CommandFailure("\(path): expected .phn or .TextGrid files in this folder")
    }
    return try Reference(contentsOf: path, sampleRate: sampleRate, units: .phones)
  }

  private func set(of reference: Reference, _ path: String) throws -> PhoneSet {
    let labels = Set(reference.recordings.flatMap { $0.words.map(\.text) })
    guard let set = PhoneSet.matching(labels) else {
      throw CommandFailure(
        "\(path): expected phones of TIMIT, Lee and Hon, the CMU dictionary or IPA, found "
          + labels.sorted().prefix(5).joined(separator: " "))
    }
    return set
  }

  private func track(
    _ recording: Reference.Recording, _ set: PhoneSet, _ closures: PhoneTrack.Closures
  ) -> PhoneTrack {
    PhoneTrack(
      recording.words.compactMap { word in
        word.time.map { (word.text, $0.lowerBound, $0.upperBound) }
      }, set: set, closures: closures)
  }
}
