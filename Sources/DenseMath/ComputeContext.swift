/// What a computation runs on: the kernels and the number of threads. Passed in, never global.
public struct ComputeContext: Sendable {
  /// What networks compute with when they are not trained.
  public enum Precision: String, Sendable, CaseIterable {
    /// Weights and values as they are.
    case float32
    /// The weights of LSTM layers in 8 bits with a scale a row, values in 14 (8 where the machine
    /// multiplies bytes), gates and states in floats: two to four times as fast.
    case int8
  }

  public var kernels: Kernels
  /// Threads that independent parts may run on: directions of a layer, sequences of a batch.
  public var threadCount: Int
  public var precision: Precision

  public init(kernels: Kernels, threadCount: Int, precision: Precision = .float32) {
    precondition(threadCount >= 1, "at least one thread")
    self.kernels = kernels
    self.threadCount = threadCount
    self.precision = precision
  }
}
