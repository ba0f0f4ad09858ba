/// The kernels' figures with the machine that they were taken on.
public struct KernelReport: Codable, Sendable {
  public let machine: MachineReport
  public let peaks: MachinePeaks
  public let results: [KernelResult]

  public init(machine: MachineReport, peaks: MachinePeaks, results: [KernelResult]) {
    self.machine = machine
    self.peaks = peaks
    self.results = results
  }

  /// A row a result: time of the fastest and of the median sample in microseconds, 10⁹ operations a
  /// second, their share of the core's peak on such numbers (products only), 10⁹ bytes a second at least moved,
  /// and how many times faster than the Swift twin.
  public var table: TextTable {
    var table = TextTable([
      "operation", "shape", "kernel", "min µs", "median µs", "Gop/s", "of peak", "GB/s", "× Swift",
    ])
    for one in results {
      let twin = results.first {
        $0.operation == one.operation && $0.shape == one.shape && $0.kernel == "swift"
      }
      let peak = peaks.operationsPerSecond(one.numbers) ?? .infinity
      table.append([
        one.operation, one.shape, one.kernel, decimal(one.timing.minimum * 1e6),
        decimal(one.timing.median * 1e6), decimal(one.gigaoperations),
        one.isProduct ? "\(Int((one.gigaoperations * 1e11 / peak).rounded())) %" : "",
        decimal(one.bytes / one.timing.minimum * 1e-9),
        twin.map { decimal($0.timing.minimum / one.timing.minimum) } ?? "",
      ])
    }
    return table
  }
}

extension KernelResult {
  /// Whether the work is multiply-adds, of which the machine has a peak.
  public var isProduct: Bool {
    ["product", "lstm", "weight gradients"].contains(where: operation.hasPrefix)
  }

  /// What is multiplied: `f32`, `bf16` or `int8`.
  public var numbers: String { ["int8", "bf16"].first { operation.hasSuffix($0) } ?? "f32" }
}

/// Three significant digits or so.
func decimal(_ value: Double) -> String {
  guard value.isFinite else { return "\(value)" }
  let places = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0
  var factor = 1.0
  for _ in 0..<places { factor *= 10 }
  let scaled = (value * factor).rounded()
  guard places > 0 else { return "\(Int(scaled))" }
  let digits = "\(Int(scaled))"
  let padded = String(repeating: "0", count: Swift.max(0, places + 1 - digits.count)) + digits
  return "\(padded.dropLast(places)).\(padded.suffix(places))"
}
