import DenseMath
import Foundation

extension ComputeContext {
  /// The best kernels that `TYTO_ISA` allows, on as many threads as there are cores.
  static func fromEnvironment(threadCount: Int? = nil) throws -> ComputeContext {
    ComputeContext(
      kernels: try .fromEnvironment(),
      threadCount: threadCount ?? max(1, ProcessInfo.processInfo.activeProcessorCount))
  }
}
