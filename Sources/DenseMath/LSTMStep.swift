internal import CKernels

/// A unidirectional LSTM layer, one sequence, one step at a time: what `Kernels.lstmForward` computes,
/// with the state between the steps kept here. A step allocates nothing.
///
/// A step reads every weight once: its cost is that of 16·H·(N + H) bytes (half of that in bfloat16, a quarter in int8)
/// from the cache that holds them.
public struct LSTMStep {
  private enum Weights {
    /// Or their upper halves.
    case floats(input: PackedWeights, recurrent: PackedRecurrentWeights)
    /// With room for the input and for the outputs as whole numbers.
    case int8(
      input: QuantizedWeights, recurrent: QuantizedRecurrentWeights, values: QuantizedRows,
      scratch: AlignedBuffer)
  }

  private let kernels: Kernels
  private let weights: Weights
  private let bias: Matrix
  private let peepholes: Matrix?
  private var gates: Matrix
  /// Of the last step and the one before, in turn: a sequence of two steps, walked to and fro.
  private var cells: Matrix
  private let layout = SequenceLayout(lengths: [2])
  /// h of the last step, in the row `outputRow`; 2 × H.
  public private(set) var outputs: Matrix
  public private(set) var outputRow = 0

  /// - Parameters:
  ///   - inputWeights: 4H × N.
  ///   - recurrentWeights: 4H × H.
  ///   - bias: 1 × 4H.
  ///   - peepholes: 3 × H (i, f, o), or `nil`.
  public init(
    inputWeights: Matrix, recurrentWeights: Matrix, bias: Matrix, peepholes: Matrix?,
    precision: ComputeContext.Precision, kernels: Kernels
  ) {
    let size = recurrentWeights.columns
    precondition(
      inputWeights.rows == 4 * size && recurrentWeights.rows == 4 * size && bias.count == 4 * size,
      "an LSTM layer has 4·H rows of weights")
    self.kernels = kernels
    self.bias = bias
    self.peepholes = peepholes
    let fits = max(inputWeights.columns, size) <= QuantizedWeights.depthLimit
    if precision == .int8 && fits {
      weights = .int8(
        input: QuantizedWeights(inputWeights, for: kernels),
        recurrent: QuantizedRecurrentWeights(recurrentWeights, for: kernels),
        values: QuantizedRows(
          rows: 1, columns: inputWeights.columns, valueBits: kernels.valueBits),
        scratch: AlignedBuffer(bytes: kernels.quantizedScratch(sequences: 1, cells: size)))
    } else {
      let numbers = precision == .bfloat16 ? ProductNumbers.bfloat16 : .float32
      weights = .floats(
        input: PackedWeights(inputWeights, for: kernels, numbers: numbers),
        recurrent: PackedRecurrentWeights(recurrentWeights, for: kernels, numbers: numbers))
    }
    gates = Matrix(rows: 1, columns: 4 * size)
    cells = Matrix(rows: 2, columns: size)
    outputs = Matrix(rows: 2, columns: size)
  }

  /// Takes a row of N values; the answer stands in `outputs`.
  public mutating func advance(_ input: Matrix, row: Int) {
    let isReversed = outputRow == 1
    switch weights {
    case .floats(let inputWeights, let recurrentWeights):
      kernels.multiply(input, rows: row..<row + 1, inputWeights, bias: bias, into: &gates)
      kernels.lstmForward(
        layout: layout, reversed: isReversed, visits: 1..<2, weights: recurrentWeights,
        peepholes: peepholes, gates: &gates, cells: &cells, hidden: &outputs)
    case .int8(let inputWeights, let recurrentWeights, let values, let scratch):
      kernels.quantize(input, rows: row..<row + 1, into: values)
      kernels.multiply(values, inputWeights, bias: bias, into: &gates)
      unsafe kernels.lstmForward(
        layout: layout, reversed: isReversed, visits: 1..<2, weights: recurrentWeights,
        peepholes: peepholes, gates: &gates, cells: &cells, hidden: &outputs,
        scratch: scratch.base)
    }
    outputRow = 1 - outputRow
  }

  /// Forgets what came before: the next step is a sequence's first.
  public mutating func reset() {
    cells = Matrix(rows: 2, columns: cells.columns)
    outputs = Matrix(rows: 2, columns: outputs.columns)
  }
}
