/// What a computation runs on: the kernels and the number of threads. Passed in, never global.
public struct ComputeContext: Sendable {
  public var kernels: Kernels
  /// Threads that independent parts may run on: directions of a layer, sequences of a batch.
  public var threadCount: Int

  public init(kernels: Kernels, threadCount: Int) {
    precondition(threadCount >= 1, "at least one thread")
    self.kernels = kernels
    self.threadCount = threadCount
  }
}
