internal import DenseMath
internal import Foundation

/// What a figure was measured on: printed beside every one.
public struct MachineReport: Codable, Sendable {
  public struct Cache: Codable, Sendable {
    /// "L1", "L2" or "L3"; data or unified.
    public let name: String
    public let bytes: Int
  }

  public var processor: String
  public var cores: Int
  public var caches: [Cache]
  public var memoryBytes: Int
  /// The vector units that the system reports, of those that kernels may use.
  public var instructionSets: [String]
  public var operatingSystem: String
  public var compiler: String
  public var openBLAS: String
  /// `TYTO_ISA`, which caps the instruction set of the kernels.
  public var cap: String?
  /// Runnable processes over the last minute, when the report was made.
  public var load: Double?

  /// The machine that this runs on. What it does not tell is "unknown" or 0.
  public static func current() -> MachineReport {
    let fields = processorFields()
    let flags = Set((fields["flags"] ?? fields["Features"] ?? "").split(separator: " "))
    return MachineReport(
      processor: fields["model name"] ?? "unknown",
      cores: ProcessInfo.processInfo.activeProcessorCount,
      caches: dataCaches(),
      memoryBytes: Int(ProcessInfo.processInfo.physicalMemory),
      instructionSets: interestingFlags.filter { flags.contains(Substring($0)) },
      operatingSystem: operatingSystem(),
      compiler: kernelCompiler,
      openBLAS: OpenBLAS.shared.map { "\($0.configuration), kernels for \($0.coreName)" } ?? "none",
      cap: ProcessInfo.processInfo.environment["TYTO_ISA"],
      load: contents("/proc/loadavg")?.split(separator: " ").first.flatMap { Double($0) })
  }

  /// The report in a few lines, each with its heading.
  public var text: String {
    let caches = caches.map { "\($0.name) \(Self.binary($0.bytes))" }.joined(separator: ", ")
    var lines = [
      "processor: \(processor), \(cores) cores, \(caches), \(Self.binary(memoryBytes)) of memory",
      "vector units: \(instructionSets.joined(separator: " "))",
      "system: \(operatingSystem); kernels built by \(compiler)",
      "OpenBLAS: \(openBLAS)",
    ]
    if let cap { lines.append("TYTO_ISA: \(cap)") }
    if let load { lines.append("load when started: \(load)") }
    return lines.joined(separator: "\n")
  }

  // MARK: What the system tells

  private static let interestingFlags = [
    "sse4_2", "avx", "avx2", "fma", "avx512f", "avx512bw", "avx512vl", "avx512_vnni",
    "avx512_bf16", "avx_vnni", "amx_tile", "amx_bf16", "amx_int8", "asimd",
  ]

  private static func contents(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  /// The first processor's lines of /proc/cpuinfo.
  private static func processorFields() -> [String: String] {
    var fields: [String: String] = [:]
    for line in (contents("/proc/cpuinfo") ?? "").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let name = parts[0].trimmingCharacters(in: .whitespaces)
      if fields[name] == nil { fields[name] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return fields
  }

  private static func dataCaches() -> [Cache] {
    let root = "/sys/devices/system/cpu/cpu0/cache"
    var caches: [Cache] = []
    for index in 0..<8 {
      func field(_ name: String) -> String? {
        contents("\(root)/index\(index)/\(name)")?.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      guard let level = field("level"), let size = field("size"), field("type") != "Instruction"
      else { continue }
      let factor = size.hasSuffix("K") ? 1024 : size.hasSuffix("M") ? 1 << 20 : 1
      guard let number = Int(size.filter(\.isNumber)) else { continue }
      caches.append(Cache(name: "L\(level)", bytes: number * factor))
    }
    return caches
  }

  private static func operatingSystem() -> String {
    let name = (contents("/etc/os-release") ?? "").split(separator: "\n")
      .first { $0.hasPrefix("PRETTY_NAME=") }?
      .dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""])
    let kernel = contents("/proc/sys/kernel/osrelease")?
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return [name ?? ProcessInfo.processInfo.operatingSystemVersionString, kernel]
      .compactMap { $0 }.joined(separator: ", ")
  }

  private static func binary(_ bytes: Int) -> String {
    for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes >= 1 << shift {
      let value = Double(bytes) / Double(1 << shift)
      return value == value.rounded() || value >= 10
        ? "\(Int(value.rounded())) \(unit)" : "\((value * 10).rounded() / 10) \(unit)"
    }
    return "\(bytes) bytes"
  }
}
