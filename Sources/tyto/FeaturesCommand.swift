import ArgumentParser
import Foundation
import SpeechFeatures

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Writes the feature vectors of recordings to files.",
    discussion: """
      Presets: graves2005 (12 MFCC, log energy, deltas: 26 values), graves2007 (and accelerations: \
      39), kaldi (Kaldi's default MFCC: 13), logmel40 (40 log mel energies).

      Formats: npy (NumPy, float32), htk (HTK parameter file), csv (a header, then a line a frame).
      """)

  @Argument(help: "Recordings; - is the standard input.", completion: .file())
  var inputs: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The feature file (its end tells the format), - for the standard output, or a folder.",
      valueName: "path"), completion: .file())
  var output: String?

  @Option(
    help: "npy, htk or csv, where the output's name does not tell.",
    completion: .list(["npy", "htk", "csv"]),
    transform: { name in
      guard let format = FeatureFileFormat(rawValue: name) else {
        throw ValidationError("\(name) is none of npy, htk, csv")
      }
      return format
    })
  var format: FeatureFileFormat?

  @Option(help: "A preset.", completion: .list(FeatureConfiguration.presets.map(\.name)))
  var preset = "graves2007"

  @Option(
    help: ArgumentHelp("A configuration in JSON, instead of a preset.", valueName: "path"),
    completion: .file())
  var configuration: String?

  @Option(help: "Samples a second, instead of the preset's 16000.")
  var sampleRate: Int?

  @OptionGroup var recording: RecordingOptions

  @Flag(help: "Lists the presets with all their fields, as JSON.")
  var list = false

  @Flag(help: "Prints how many times faster than real time it is, and writes nothing.")
  var speed = false

  func validate() throws {
    if list { return }
    if inputs.isEmpty { throw ValidationError("a recording is needed") }
    if output == nil && !speed { throw ValidationError("-o tells where the features go") }
    if speed && inputs.contains("-") {
      throw ValidationError("--speed reads its recordings several times; expected files, not -")
    }
  }

  func run() throws {
    if list {
      for (name, configuration) in FeatureConfiguration.presets {
        print("\(name) (\(configuration.featureCount) values): \(configuration.json)")
      }
      return
    }
    let extractor = try MFCCExtractor(chosenConfiguration())
    let options = try recording.options(for: inputs)
    if speed { return try FeatureSpeed(extractor: extractor).report(inputs, options) }
    var failed = false
    let targets = try targets()
    try refuseOverwriting(inputs: inputs + [configuration], by: targets.map(\.target.path))
    for (input, target) in targets {
      do {
        try write(input, options, to: target, with: extractor)
      } catch {
        guard inputs.count > 1 else { throw error }
        failed = true
        StandardError.write("tyto features: \(error)\n")
      }
    }
    if failed { throw ExitCode(2) }
  }

  private func chosenConfiguration() throws -> FeatureConfiguration {
    var result: FeatureConfiguration
    if let path = configuration {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw CommandFailure("\(path): cannot be read")
      }
      result = try FeatureConfiguration(json: String(decoding: data, as: UTF8.self))
    } else {
      guard let found = FeatureConfiguration.preset(preset) else {
        let names = FeatureConfiguration.presets.map(\.name).joined(separator: ", ")
        throw CommandFailure("there is no preset \(preset); there are \(names)")
      }
      result = found
    }
    if let rate = sampleRate {
      guard AudioReader.supportedSampleRates.contains(rate) else {
        let range = AudioReader.supportedSampleRates
        throw CommandFailure(
          "\(rate) Hz: rates go from \(range.lowerBound) to \(range.upperBound) Hz")
      }
      result = result.resampled(to: rate)
    }
    return result
  }

  /// Where each input's features go.
  private func targets() throws -> [(input: String, target: Target)] {
    guard let output else { return [] }
    let values = try? URL(filePath: output).resourceValues(forKeys: [.isDirectoryKey])
    if values?.isDirectory == true || output.hasSuffix("/") {
      let format = format ?? .npy
      let targets = inputs.map { input in
        let stem =
          input == "-" ? "stdin" : URL(filePath: input).deletingPathExtension().lastPathComponent
        return (input, Target(path: "\(output)/\(stem).\(format.rawValue)", format: format))
      }
      let repeated = Dictionary(grouping: targets, by: \.1.path).first { $0.value.count > 1 }
      if let (path, sources) = repeated {
        throw CommandFailure("\(sources[0].0) and \(sources[1].0) would both become \(path)")
      }
      try OutputFolder.make(output)
      return targets
    }
    guard inputs.count == 1 else {
      throw CommandFailure(
        "\(inputs.count) recordings need a folder to write to: \(output) is none")
    }
    guard let format = format ?? (output == "-" ? .csv : FeatureFileFormat(path: output)) else {
      throw CommandFailure("\(output): the name ends in none of .npy, .htk, .csv; --format tells")
    }
    return [(inputs[0], Target(path: output, format: format))]
  }

  private func write(
    _ input: String, _ options: AudioReader.Options, to target: Target,
    with extractor: MFCCExtractor
  ) throws {
    let reader = try AudioReader(
      path: input, sampleRate: extractor.configuration.sampleRate, options: options)
    // The headers count the frames, so the standard output waits for the whole file.
    let toStandardOutput = target.path == "-"
    let path =
      toStandardOutput
      ? FileManager.default.temporaryDirectory.appending(path: "tyto-\(UUID()).features").path
      : target.path
    let writer = try FeatureFileWriter(
      path: path, format: target.format, configuration: extractor.configuration)
    OpenPartialFiles.add(writer.temporaryPath)
    defer { OpenPartialFiles.remove(writer.temporaryPath) }
    var stream = extractor.stream()
    while true {
      let block = try reader.read(atMost: 1 << 16)
      if block.isEmpty { break }
      try writer.append(stream.push(block))
    }
    try writer.append(stream.finish())
    try writer.finish()
    if toStandardOutput {
      let file = try FileHandle(forReadingFrom: URL(filePath: path))
      // It goes away with the handle, whatever becomes of who reads.
      try FileManager.default.removeItem(atPath: path)
      while let block = try file.read(upToCount: 1 << 20), !block.isEmpty {
        try StandardOutput.write(Array(block))
      }
    }
  }

  private struct Target {
    let path: String
    let format: FeatureFileFormat
  }
}
