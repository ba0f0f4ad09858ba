import DenseMath
import Foundation
import KernelBenchmarks
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct KernelBenchmarkTests {
  static let quick = Stopwatch(sampleCount: 1, duration: 0)

  /// Each operation's results are compared inside; here that they come at all, for each kernel.
  @Test(arguments: ["softmax", "sigmoid"])
  func runsEveryKernel(operation: String) throws {
    var results: [KernelResult] = []
    try KernelBenchmark(operation: operation, stopwatch: Self.quick).run { results.append($0) }
    let kernels = Set(results.map(\.kernel))
    #expect(kernels == Set(InstructionSet.available.map(\.rawValue)))
    #expect(results.allSatisfy { $0.gigaoperations > 0 && $0.difference < 1e-4 })
  }

  @Test func describesTheMachine() throws {
    let machine = MachineReport.current()
    #expect(machine.cores >= 1)
    #expect(!machine.compiler.isEmpty)
    #expect(machine.text.contains("processor: \(machine.processor)"))
    let copy = try JSONDecoder().decode(
      MachineReport.self, from: JSONEncoder().encode(machine))
    #expect(copy.text == machine.text)
  }

  /// Every peak kernel runs, and a wider unit is never reported to do nothing.
  @Test func runsPeakKernels() {
    #expect(PeakArithmetic.available.first?.instructionSet == "baseline")
    for kernel in PeakArithmetic.available {
      #expect(kernel.run(rounds: 10).isFinite, "\(kernel.type) \(kernel.instructionSet)")
      #expect(kernel.operationsPerRound > 0)
    }
  }

  @Test(arguments: [0, 128, 1024, 4096])
  func readsEveryElementInEveryPass(count: Int) {
    let data = PeakRead.Buffer((0..<count).map { Float($0 % 7) })
    let sum = (0..<count).reduce(0) { $0 + $1 % 7 }
    #expect(PeakRead.run(data, passes: 3) == Float(3 * sum))
  }

  @Test func drawsWellFormedRooflines() {
    let timing = Timing(minimum: 1e-3, median: 2e-3, sampleCount: 3, callsPerSample: 1)
    let results = ["scalar", "avx2", "a<b"].map {
      KernelResult(
        operation: "lstm forward", shape: "H<4>", kernel: $0, timing: timing, operations: 1e6,
        bytes: 1e5, difference: 0)
    }
    let peaks = MachinePeaks(
      arithmetic: [.init(type: "f32", instructionSet: "avx2", operationsPerSecond: 8e10)],
      reading: [.init(level: "L2", workingSetBytes: 1 << 18, bytesPerSecond: 5e10)])
    let plot = RooflinePlot(
      KernelReport(machine: .current(), peaks: peaks, results: results))
    #expect(XMLParser(data: Data(plot.svg.utf8)).parse())
    #expect(plot.svg.contains("1.00 Gop/s") && plot.svg.contains("L2 50.0 GB/s"))
  }
}
