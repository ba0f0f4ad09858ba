import ArgumentParser
import DenseMath
import KernelBenchmarks

extension BenchCommand {
  struct NetworkOptions: ParsableArguments {
    @Option(help: "table, json or csv.")
    var format = Format.table

    @Option(help: "Only this shape: inputs,cells,layers,steps,batch.")
    var shape: NetworkShape?

    @Option(help: "On so many threads only; on one, then on two, without it.")
    var threads: Int?

    @Option(help: "Seconds to go on measuring each.")
    var seconds = 1.0

    @Option(
      help: "float32, bfloat16 or, but not for training, int8; all of them without it.",
      completion: .list(["float32", "bfloat16", "int8"]),
      transform: { name throws(ValidationError) in try ComputeContext.Precision(argument: name) })
    var precision: ComputeContext.Precision?

    func validate() throws {
      if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
      try BenchCommand.check(seconds: seconds)
    }

    /// Measures `shapes`, or the one asked for, and prints what came out.
    func run(
      _ shapes: [BenchmarkShapes.Network], precisions: [ComputeContext.Precision],
      _ measure: (NetworkBenchmark, ComputeContext, Stopwatch) -> NetworkResult
    ) throws {
      let machine = MachineReport.current()
      let stopwatch = Stopwatch(sampleCount: 5, duration: seconds)
      var results: [NetworkResult] = []
      for one in shape.map({ [$0.value] }) ?? shapes {
        let benchmark = NetworkBenchmark(one)
        for precision in precision.map({ [$0] }) ?? precisions {
          for count in threads.map({ [$0] }) ?? [1, 2] {
            progress("\(one.name), \(precision.rawValue), \(count) threads")
            let context = try ComputeContext.fromEnvironment(
              threadCount: count, precision: precision)
            results.append(measure(benchmark, context, stopwatch))
          }
        }
      }
      progress("")
      try printResults(results, TextTable(results), machine, format)
    }
  }

  fileprivate static func check(seconds: Double) throws {
    guard (0...3600).contains(seconds) else {
      throw ValidationError("--seconds must lie between 0 and 3600")
    }
  }

  struct InferenceBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inference",
      abstract: "Times networks from frames to logits.")

    @OptionGroup var options: NetworkOptions

    func run() throws {
      let all = ComputeContext.Precision.allCases
      try options.run(BenchmarkShapes.Network.inference, precisions: all) {
        $0.inference($1, $2)
      }
    }
  }

  struct StreamingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "streaming",
      abstract: "Times networks that take frames as they come, a step at a time.",
      discussion: "Layers that read forwards, one sequence, one thread.")

    @Option(help: "table, json or csv.")
    var format = Format.table

    @Option(help: "Seconds to go on measuring each.")
    var seconds = 1.0

    func validate() throws { try BenchCommand.check(seconds: seconds) }

    func run() throws {
      let machine = MachineReport.current()
      var results: [StreamResult] = []
      for shape in BenchmarkShapes.Stream.all {
        let benchmark = StreamBenchmark(shape)
        for precision in ComputeContext.Precision.allCases {
          let context = try ComputeContext.fromEnvironment(threadCount: 1, precision: precision)
          results.append(benchmark.run(context, Stopwatch(sampleCount: 5, duration: seconds)))
        }
      }
      try printResults(results, TextTable(results), machine, format)
    }
  }

  struct TrainingBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "training",
      abstract: "Times forward and backward passes.",
      discussion: "The loss and the update of the weights are not in it.")

    @OptionGroup var options: NetworkOptions

    func validate() throws {
      if options.precision == .int8 {
        throw ValidationError(
          "--precision is float32 or bfloat16: networks of int8 are not trained")
      }
    }

    func run() throws {
      try options.run(BenchmarkShapes.Network.training, precisions: [.float32, .bfloat16]) {
        $0.training($1, $2)
      }
    }
  }

  struct CTCBench: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ctc",
      abstract: "Times the CTC loss and its gradient.")

    @Option(help: "table, json or csv.")
    var format = Format.table

    @Option(help: "On so many threads only; on one, then on two, without it.")
    var threads: Int?

    @Option(help: "Seconds to go on measuring each.")
    var seconds = 1.0

    func validate() throws {
      if let threads, threads < 1 { throw ValidationError("--threads must be at least 1") }
      try BenchCommand.check(seconds: seconds)
    }

    func run() throws {
      let machine = MachineReport.current()
      var results: [CTCResult] = []
      for shape in BenchmarkShapes.CTC.all {
        let benchmark = CTCBenchmark(shape)
        for count in threads.map({ [$0] }) ?? [1, 2] {
          let context = try ComputeContext.fromEnvironment(threadCount: count)
          results.append(
            benchmark.run(context, Stopwatch(sampleCount: 5, duration: seconds)))
        }
      }
      try printResults(results, TextTable(results), machine, format)
    }
  }

  struct ShapesList: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "shapes",
      abstract: "Prints the networks' shapes as JSON, for other programs to run.")

    struct Shapes: Encodable {
      let inference = BenchmarkShapes.Network.inference
      let streaming = BenchmarkShapes.Stream.all
      let training = BenchmarkShapes.Network.training
      let ctc = BenchmarkShapes.CTC.all
      let outputs = BenchmarkShapes.Network.outputs
    }

    func run() throws { try printJSON(Shapes()) }
  }
}

/// inputs,cells,layers,steps,batch as an argument.
struct NetworkShape: ExpressibleByArgument {
  let value: BenchmarkShapes.Network

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 5, numbers.allSatisfy({ ($0 ?? 0) >= 1 && ($0 ?? 0) <= 1 << 20 }) else {
      return nil
    }
    value = .init(numbers[0]!, numbers[1]!, numbers[2]!, numbers[3]!, numbers[4]!)
    // Two gigabytes, of weights and of what training keeps of every frame.
    let (inputs, cells) = (Double(value.inputs), Double(value.cells))
    let deep = Double(value.layers) * cells
    let weights = 8 * (cells * (inputs + cells) + deep * 3 * cells)
    let kept = Double(value.frames) * (inputs + 16 * deep)
    guard weights <= 0x1p29 && kept <= 0x1p29 else { return nil }
  }
}
