import ArgumentParser
import Foundation
import KernelBenchmarks
import SpeechFeatures

extension BenchCommand {
  struct FeaturesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "features",
      abstract: "Times the features of ten minutes of audio at 16 kHz, one thread.")

    @Option(help: "table, json or csv.")
    var format = Format.table

    @Option(
      parsing: .upToNextOption, help: "The presets; all without it.",
      completion: .list(FeatureConfiguration.presets.map(\.name)))
    var presets = FeatureConfiguration.presets.map(\.name)

    @Option(help: "Write the audio to this WAV file and keep it.", completion: .file())
    var audio: String?

    func run() throws {
      let chosen = try presets.map { name in
        guard let configuration = FeatureConfiguration.preset(name) else {
          throw CommandFailure("there is no preset \(name)")
        }
        return (name, configuration)
      }
      let file = audio ?? NSTemporaryDirectory() + "tyto-bench-\(getpid()).wav"
      let recording = try PartialFile(file)
      defer { if audio == nil { try? FileManager.default.removeItem(atPath: file) } }
      let machine = MachineReport.current()
      let benchmark = FeatureBenchmark()
      try recording.write(benchmark.wave)
      try recording.finish()
      var results: [FeatureResult] = []
      for (name, configuration) in chosen {
        progress(name)
        results.append(try benchmark.features(name, configuration))
        results.append(try benchmark.featuresWithReading(name, configuration, file: file))
      }
      progress("")
      try printResults(results, TextTable(results), machine, format)
    }
  }
}

/// A machine and what was measured on it.
struct Measured<Result: Encodable>: Encodable {
  let machine: MachineReport
  let results: [Result]
}

func printResults(
  _ results: [some Encodable], _ table: TextTable, _ machine: MachineReport,
  _ format: BenchCommand.Format
) throws {
  switch format {
  case .table: print(machine.text, "", table.text, separator: "\n")
  case .csv: print(table.csv)
  case .json: try printJSON(Measured(machine: machine, results: results))
  }
}
