import ArgumentParser
import SpeechFeatures

struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Writes the feature vectors of a recording to a file.")

  @Argument(help: "The recording; - is the standard input.")
  var input: String

  @Option(name: .shortAndLong, help: "The feature file: .npy, .htk or .csv.")
  var output: String

  @Option(help: "The preset.")
  var preset = "graves2007"

  func run() throws {
    guard let configuration = FeatureConfiguration.preset(preset) else {
      throw ValidationError("there is no preset \(preset)")
    }
    guard let format = FeatureFileFormat(path: output) else {
      throw ValidationError("\(output): the end of the name tells no format")
    }
    let extractor = try MFCCExtractor(configuration)
    let reader = try AudioReader(path: input, sampleRate: configuration.sampleRate)
    let writer = try FeatureFileWriter(path: output, format: format, configuration: configuration)
    var stream = extractor.stream()
    while true {
      let block = try reader.read(atMost: 1 << 16)
      if block.isEmpty { break }
      try writer.append(stream.push(block))
    }
    try writer.append(stream.finish())
    try writer.finish()
  }
}
