internal import DenseMath

/// What one core of this machine does at most, measured.
public struct MachinePeaks: Codable, Sendable {
  /// Multiply-adds on registers, in operations a second (a multiply-add is two).
  public struct Arithmetic: Codable, Sendable {
    /// "f32", "bf16" or "int8".
    public let type: String
    public let instructionSet: String
    public let operationsPerSecond: Double

    public init(type: String, instructionSet: String, operationsPerSecond: Double) {
      (self.type, self.instructionSet) = (type, instructionSet)
      self.operationsPerSecond = operationsPerSecond
    }
  }

  /// Reading from one level of the memory, in bytes a second.
  public struct Reading: Codable, Sendable {
    /// "L1", "L2", "L3" or "memory".
    public let level: String
    /// The size of what was read over and over.
    public let workingSetBytes: Int
    public let bytesPerSecond: Double

    public init(level: String, workingSetBytes: Int, bytesPerSecond: Double) {
      (self.level, self.workingSetBytes) = (level, workingSetBytes)
      self.bytesPerSecond = bytesPerSecond
    }
  }

  public let arithmetic: [Arithmetic]
  public let reading: [Reading]

  public init(arithmetic: [Arithmetic], reading: [Reading]) {
    (self.arithmetic, self.reading) = (arithmetic, reading)
  }

  /// Measures this machine: about a second and a half.
  public static func measured(on machine: MachineReport) -> MachinePeaks {
    let stopwatch = Stopwatch(sampleCount: 20, duration: 0.15, sampleDuration: 0.001)
    let arithmetic = PeakArithmetic.available.map { kernel in
      let rounds = 200
      let timing = stopwatch.time {
        precondition(kernel.run(rounds: rounds).isFinite, "a peak kernel went wrong")
      }
      return Arithmetic(
        type: kernel.type, instructionSet: kernel.instructionSet,
        operationsPerSecond: kernel.operationsPerRound * Double(rounds) / timing.minimum)
    }
    return MachinePeaks(
      arithmetic: arithmetic, reading: workingSets(machine).map { measureReading($0, stopwatch) })
  }

  /// The highest peak of a type, or `nil` where the machine has no unit for it.
  public func operationsPerSecond(_ type: String) -> Double? {
    arithmetic.filter { $0.type == type }.map(\.operationsPerSecond).max()
  }

  /// The peaks in a few lines.
  public var text: String {
    let units = arithmetic.map {
      "\($0.type) \($0.instructionSet) \(decimal($0.operationsPerSecond / 1e9)) Gop/s"
    }
    let levels = reading.map { "\($0.level) \(decimal($0.bytesPerSecond / 1e9)) GB/s" }
    return """
      peak of one core: \(units.joined(separator: ", "))
      reading, one core: \(levels.joined(separator: ", "))
      """
  }

  /// Half of each cache, so that it surely fits, and for the memory more than all of them hold.
  private static func workingSets(_ machine: MachineReport) -> [(level: String, bytes: Int)] {
    let largest = machine.caches.map(\.bytes).max() ?? 32 << 20
    return machine.caches.map { ($0.name, Swift.min($0.bytes / 2, 64 << 20)) }
      + [("memory", Swift.min(Swift.max(4 * largest, 128 << 20), 512 << 20))]
  }

  private static func measureReading(
    _ level: (level: String, bytes: Int), _ stopwatch: Stopwatch
  ) -> Reading {
    let count = level.bytes / 4 / 128 * 128
    let data = PeakRead.Buffer([Float](repeating: 1, count: count))
    let passes = Swift.max(1, (1 << 20) / level.bytes)
    let timing = stopwatch.time {
      precondition(PeakRead.run(data, passes: passes) > 0, "a peak kernel went wrong")
    }
    return Reading(
      level: level.level, workingSetBytes: count * 4,
      bytesPerSecond: Double(count * 4 * passes) / timing.minimum)
  }
}
