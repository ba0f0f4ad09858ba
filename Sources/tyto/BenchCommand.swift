import ArgumentParser
import Foundation
import KernelBenchmarks

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Times this machine, the kernels, the features and the networks.",
    subcommands: [
      MachineBench.self, KernelsBench.self, FeaturesBench.self, InferenceBench.self,
      StreamingBench.self,
      TrainingBench.self, CTCBench.self, ShapesList.self,
    ])

  /// How figures are printed.
  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, csv }

  struct MachineBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "machine",
      abstract: "Describes this machine and measures its peaks.")

    @Option(help: "table or json.")
    var format = Format.table

    func run() throws {
      let machine = MachineReport.current()
      let peaks = MachinePeaks.measured(on: machine)
      if format == .json {
        try printJSON(KernelReport(machine: machine, peaks: peaks, results: []))
      } else {
        print(machine.text, peaks.text, separator: "\n")
      }
    }
  }

  struct KernelsBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "kernels",
      abstract: "Times every kernel at every shape, one thread.",
      discussion: """
        Every result is checked against the scalar kernel first. Shares of peak are shares of
        the peak of one core for the type of numbers, measured at the start.
        """)

    @Option(help: "table, json or csv.")
    var format = Format.table

    @Option(help: "Only operations whose names contain this.")
    var only: String?

    @Option(help: "Draw a roofline into this SVG file.", completion: .file())
    var plot: String?

    func run() throws {
      // Before what takes minutes.
      let drawing = try plot.map { try PartialFile($0) }
      let machine = MachineReport.current()
      let peaks = MachinePeaks.measured(on: machine)
      var results: [KernelResult] = []
      try KernelBenchmark(operation: only).run { result in
        results.append(result)
        progress("\(result.operation) \(result.shape) \(result.kernel)")
      }
      progress("")
      let report = KernelReport(machine: machine, peaks: peaks, results: results)
      switch format {
      case .table: print(machine.text, peaks.text, "", report.table.text, separator: "\n")
      case .csv: print(report.table.csv)
      case .json: try printJSON(report)
      }
      if let drawing {
        try drawing.write(RooflinePlot(report).svg)
        try drawing.finish()
      }
    }
  }
}

/// What is being timed, on the standard error's one line, if a person looks at it.
func progress(_ text: String) {
  guard isatty(2) == 1 else { return }
  StandardError.write("\r\u{1B}[K\(text)")
}

func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
