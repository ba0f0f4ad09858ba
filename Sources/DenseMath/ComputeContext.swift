/// What a computation runs on: the kernels and the number of threads. Passed in, never global.
public struct ComputeContext: Sendable {
  /// What networks compute with.
  public enum Precision: String, Sendable, Codable, CaseIterable {
    /// Weights and values as they are.
    case float32
    /// Products in LSTM layers are of numbers of 16 bits (see `ProductNumbers`), sums, gates and states
    /// are floats; for training, too.
    case bfloat16
    /// The weights of LSTM layers in 8 bits with a scale a row, values in 14 (8 where the machine
    /// multiplies bytes), gates and states in floats: two to four times as fast. Not for training.
    case int8
  }

  public var kernels: Kernels
  /// Threads that independent parts may run on: directions of a layer, sequences of a batch.
  public var threadCount: Int
  public var precision: Precision

  /// Of the products of LSTM layers whose weights are not whole numbers.
  package var productNumbers: ProductNumbers {
    precision == .bfloat16 && kernels.hasBFloat16 ? .bfloat16 : .float32
  }

  public init(kernels: Kernels, threadCount: Int, precision: Precision = .float32) {
    precondition(threadCount >= 1, "at least one thread")
    self.kernels = kernels
    self.threadCount = threadCount
    self.precision = precision
  }
}
