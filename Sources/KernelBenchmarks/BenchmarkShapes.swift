/// What the benchmarks run on: data, in one place.
public enum BenchmarkShapes {
  /// A network: bidirectional LSTM layers over `batch` sequences of `steps` frames.
  public struct Network: Codable, Sendable {
    public let inputs: Int
    public let cells: Int
    public let layers: Int
    public let steps: Int
    public let batch: Int

    public init(_ inputs: Int, _ cells: Int, _ layers: Int, _ steps: Int, _ batch: Int) {
      (self.inputs, self.cells, self.layers) = (inputs, cells, layers)
      (self.steps, self.batch) = (steps, batch)
    }

    /// From the smallest published networks to large ones; batches of one, as in spotting, and of
    /// many, as in labelling a corpus.
    public static let inference = [
      Network(26, 93, 1, 300, 1), Network(39, 128, 1, 300, 1), Network(39, 128, 1, 300, 16),
      Network(39, 128, 2, 300, 16), Network(40, 256, 3, 300, 1), Network(40, 256, 3, 1000, 8),
      Network(40, 512, 3, 300, 1), Network(40, 512, 3, 300, 32),
    ]

    public static let training = [
      Network(39, 128, 1, 300, 16), Network(39, 128, 2, 300, 16), Network(40, 256, 3, 300, 16),
    ]

    /// Outputs of the linear layer that closes each network.
    public static let outputs = 62

    public var frames: Int { steps * batch }

    public var name: String { "\(inputs)-\(cells)×\(layers) T\(steps) B\(batch)" }
  }

  /// Unidirectional LSTM layers, one sequence, a frame at a time.
  public struct Stream: Codable, Sendable {
    public let inputs: Int
    public let cells: Int
    public let layers: Int

    public static let all = [
      Stream(inputs: 40, cells: 256, layers: 2), Stream(inputs: 39, cells: 128, layers: 2),
    ]
  }

  /// CTC: `batch` utterances of `steps` frames, `labels` outputs with the blank, labellings of
  /// `length` labels.
  public struct CTC: Codable, Sendable {
    public let steps: Int
    public let batch: Int
    public let labels: Int
    public let length: Int

    public static let all = [CTC(steps: 500, batch: 16, labels: 62, length: 60)]
  }

  /// A recurrent layer in one direction: cells, steps, sequences.
  static let recurrent: [(cells: Int, steps: Int, batch: Int)] = [
    (93, 300, 1), (128, 300, 1), (128, 100, 16), (256, 100, 1), (256, 100, 8), (512, 100, 1),
    (512, 20, 32),
  ]

  /// Products as the networks have them: the result's rows and columns, the depth, and which
  /// operand is transposed.
  static let products: [(rows: Int, columns: Int, depth: Int, transposed: Transposition)] = [
    // Inputs of all frames times the input weights, transposed.
    (300, 512, 39, .right), (4800, 512, 39, .right), (4800, 512, 256, .right),
    (1600, 1024, 512, .right),
    // The gradient of a layer's input, and of its weights.
    (4800, 256, 512, .none), (512, 256, 4800, .left),
    // For the comparison with other libraries.
    (1024, 1024, 1024, .none),
  ]

  /// Elements of the elementwise operations: in the L1 cache, and in none.
  static let elements = [4096, 1 << 22]

  /// Rows and columns of the softmax.
  static let softmax: [(rows: Int, columns: Int)] = [(4800, 13), (4800, 62)]

  enum Transposition: String { case none, left, right }
}
