import ArgumentParser
import DenseMath
import Foundation

extension ComputeContext {
  /// More threads than any machine has are no use.
  private static let threadLimit = 1024

  /// The best kernels that `TYTO_ISA` allows, on as many threads as there are cores.
  static func fromEnvironment(
    threadCount: Int? = nil, precision: Precision = .float32
  ) throws -> ComputeContext {
    ComputeContext(
      kernels: try .fromEnvironment(),
      threadCount: min(
        threadCount ?? max(1, ProcessInfo.processInfo.activeProcessorCount), threadLimit),
      precision: precision)
  }
}

/// What networks that are not trained compute with.
struct PrecisionOption: ParsableArguments {
  @Option(
    help: "What networks compute with: int8 (weights of 8 bits: fast), bfloat16 or float32.",
    completion: .list(["int8", "bfloat16", "float32"]),
    transform: { name throws(ValidationError) in try ComputeContext.Precision(argument: name) })
  var precision = ComputeContext.Precision.int8
}

extension ComputeContext.Precision {
  init(argument: String) throws(ValidationError) {
    guard let known = Self(rawValue: argument) else {
      throw ValidationError(
        "--precision is one of " + Self.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self = known
  }
}
