public import DenseMath

/// Why a network cannot take frames as they come.
public struct StreamingError: Error, Equatable, CustomStringConvertible {
  /// The place of the layer among the architecture's.
  public let layer: Int

  public var description: String {
    "layer \(layer + 1) is not an LSTM that reads forwards; a stream knows nothing but the past"
  }
}

/// A network of unidirectional LSTM layers that takes frames as they come and answers at once.
/// Nothing is allocated on the way. The answers are those of `PreparedNetwork.logits` but for the
/// order in which sums are rounded, and but for a last group of frames that is not whole, which has none.
public struct NetworkStream {
  private let kernels: Kernels
  private var layers: [LSTMStep] = []
  /// Frames that the first layer takes at once.
  private let group: Int
  private let weights: PackedWeights
  private let bias: Matrix
  /// The frames of a group side by side, 1 × N.
  private var input: Matrix
  private var frameCount = 0
  /// The last answer, 1 × labels, before the softmax.
  public private(set) var logits: Matrix

  /// - Parameter context: its precision and kernels; a stream runs on the caller's thread.
  public init(_ network: Network, context: ComputeContext) throws(StreamingError) {
    kernels = context.kernels
    let parameters = network.parameters
    var next = 0
    func take() -> Matrix {
      defer { next += 1 }
      return parameters[next]
    }
    var group = 1
    for (index, description) in network.architecture.layers.enumerated() {
      switch description {
      case .lstm(_, .forward, let peepholes):
        layers.append(
          LSTMStep(
            inputWeights: take(), recurrentWeights: take(), bias: take(),
            peepholes: peepholes ? take() : nil, precision: context.precision, kernels: kernels))
      case .subsample(let factor) where layers.isEmpty: group *= factor
      case .dropout: break
      default: throw StreamingError(layer: index)
      }
    }
    guard !layers.isEmpty else { throw StreamingError(layer: 0) }
    self.group = group
    weights = PackedWeights(take(), for: kernels)
    bias = take()
    input = Matrix(rows: 1, columns: group * network.architecture.inputSize)
    logits = Matrix(rows: 1, columns: bias.count)
  }

  /// Takes a frame. Whether there is an answer in `logits`: networks with subsampling give one a
  /// group of frames.
  public mutating func push(_ frame: Span<Float>) -> Bool {
    let width = input.columns / group
    precondition(frame.count == width, "one value an input")
    let first = frameCount * width
    var values = input.mutableRow(0)
    for column in 0..<width { values[first + column] = frame[column] }
    frameCount += 1
    guard frameCount == group else { return false }
    frameCount = 0
    layers[0].advance(input, row: 0)
    for index in layers.indices.dropFirst() {
      let (row, below) = (layers[index - 1].outputRow, layers[index - 1].outputs)
      layers[index].advance(below, row: row)
    }
    let (row, outputs) = (layers[layers.count - 1].outputRow, layers[layers.count - 1].outputs)
    kernels.multiply(outputs, rows: row..<row + 1, weights, bias: bias, into: &logits)
    return true
  }

  /// Forgets what came before.
  public mutating func reset() {
    frameCount = 0
    for index in layers.indices { layers[index].reset() }
  }
}
