internal import DenseMath

// Every operation of `Kernels` at the shapes of `BenchmarkShapes`.
extension KernelCase {
  static var all: [KernelCase] {
    var cases: [KernelCase] = []
    for numbers in [ProductNumbers.float32, .bfloat16] {
      for layer in BenchmarkShapes.recurrent {
        cases.append(lstmForward(layer.cells, layer.steps, layer.batch, numbers))
      }
    }
    for layer in BenchmarkShapes.recurrent {
      cases.append(quantizedLSTMForward(layer.cells, layer.steps, layer.batch))
    }
    for numbers in [ProductNumbers.float32, .bfloat16] {
      for layer in BenchmarkShapes.recurrent {
        cases.append(lstmBackward(layer.cells, layer.steps, layer.batch, numbers))
      }
      for layer in BenchmarkShapes.recurrent where layer.batch > 1 {
        cases.append(weightGradients(layer.cells, layer.steps, layer.batch, numbers))
      }
    }
    for one in BenchmarkShapes.products {
      cases.append(product(one.rows, one.columns, one.depth, one.transposed))
    }
    for one in BenchmarkShapes.products where one.transposed == .right {
      cases.append(packedProduct(one.rows, one.columns, one.depth))
    }
    for one in BenchmarkShapes.products where one.transposed == .right {
      cases.append(quantizedProduct(one.rows, one.columns, one.depth))
    }
    for one in BenchmarkShapes.softmax { cases.append(softmax(one.rows, one.columns)) }
    for count in BenchmarkShapes.elements {
      cases.append(
        elementwise("sigmoid", count) {
          var values = $1.mutableElements
          $0.sigmoid(&values)
        })
      cases.append(
        elementwise("tanh", count) {
          var values = $1.mutableElements
          $0.hyperbolicTangent(&values)
        })
      cases.append(
        elementwise("exp", count) {
          var values = $1.mutableElements
          $0.exponential(&values)
        })
    }
    return cases
  }

  // MARK: Recurrent layers

  private static func lstmForward(
    _ cells: Int, _ steps: Int, _ batch: Int, _ numbers: ProductNumbers
  ) -> KernelCase {
    let layer = RecurrentLayer(cells: cells, steps: steps, batch: batch)
    return KernelCase(
      operation: "lstm forward" + numbers.mark, shape: layer.shape, operations: layer.operations,
      bytes: layer.bytes(perValue: 2 * 4 + 2, perWeight: numbers.size),
      tolerance: numbers.tolerance
    ) { kernels in
      let weights = PackedRecurrentWeights(layer.weights, for: kernels, numbers: numbers)
      let state = Box(layer.gates, layer.cellState, layer.hidden)
      return Work(
        prepare: { state.first.copyElements(of: layer.gates) },
        run: {
          kernels.lstmForward(
            layout: layer.layout, reversed: false, weights: weights, peepholes: nil,
            gates: &state.first, cells: &state.second, hidden: &state.third)
        }, result: { state.third })
    }
  }

  private static func quantizedLSTMForward(
    _ cells: Int, _ steps: Int, _ batch: Int
  ) -> KernelCase {
    let layer = RecurrentLayer(cells: cells, steps: steps, batch: batch)
    return KernelCase(
      operation: "lstm forward int8", shape: layer.shape, operations: layer.operations,
      bytes: layer.bytes(perValue: 2 * 4 + 3, perWeight: 1), tolerance: 2e-2
    ) { kernels in
      let weights = QuantizedRecurrentWeights(layer.weights, for: kernels)
      let state = Box(layer.gates, layer.cellState, layer.hidden)
      return Work(
        prepare: { state.first.copyElements(of: layer.gates) },
        run: {
          kernels.lstmForward(
            layout: layer.layout, reversed: false, weights: weights, peepholes: nil,
            gates: &state.first, cells: &state.second, hidden: &state.third)
        }, result: { state.third })
    }
  }

  private static func lstmBackward(
    _ cells: Int, _ steps: Int, _ batch: Int, _ numbers: ProductNumbers
  ) -> KernelCase {
    let layer = RecurrentLayer(cells: cells, steps: steps, batch: batch)
    let forward = Kernels(cap: .scalar)
    var (activations, state, hidden) = (layer.gates, layer.cellState, layer.hidden)
    forward.lstmForward(
      layout: layer.layout, reversed: false,
      weights: PackedRecurrentWeights(layer.weights, for: forward), peepholes: nil,
      gates: &activations, cells: &state, hidden: &hidden)
    let (kept, cellState, above) = (activations, state, hidden)
    return KernelCase(
      operation: "lstm backward" + numbers.mark, shape: layer.shape, operations: layer.operations,
      bytes: layer.bytes(perValue: 2 * 4 + 2, perWeight: numbers.size),
      tolerance: numbers.tolerance
    ) { kernels in
      let weights = PackedRecurrentWeights(layer.weights, for: kernels, numbers: numbers)
      let result = Box(Matrix(rows: 0, columns: 0))
      return Work(
        prepare: {},
        run: {
          var peepholes: Matrix?
          result.first = kernels.lstmBackward(
            layout: layer.layout, reversed: false, weights: weights, peepholes: nil,
            activations: kept, cells: cellState, hiddenGradient: above,
            peepholeGradient: &peepholes)
        }, result: { result.first })
    }
  }

  /// Of a layer with as many inputs as cells.
  private static func weightGradients(
    _ cells: Int, _ steps: Int, _ batch: Int, _ numbers: ProductNumbers
  ) -> KernelCase {
    let layer = RecurrentLayer(cells: cells, steps: steps, batch: batch)
    var random = RandomSource(seed: 9)
    let inputs = Matrix.uniform(layer.layout.rowCount, cells, &random)
    let hidden = Matrix.uniform(layer.layout.rowCount, cells, &random)
    let rows = layer.layout.rowCount
    let gradients = 4 * cells * (2 * cells + 1)
    return KernelCase(
      operation: "weight gradients" + numbers.mark, shape: layer.shape,
      operations: 2 * Double(rows * gradients), bytes: 4 * Double(rows * 6 * cells + gradients),
      tolerance: numbers.tolerance * Double(rows).squareRoot()
    ) { kernels in
      var found: RecurrentWeightGradients?
      return Work(
        prepare: {},
        run: {
          found = kernels.recurrentWeightGradients(
            layout: layer.layout, reversed: false, deltas: layer.gates, inputs: inputs,
            hidden: hidden, numbers: numbers)
        },
        result: {
          let all = [found?.inputWeights, found?.recurrentWeights, found?.bias]
            .flatMap { $0?.array ?? [] }
          return Matrix(rows: 1, columns: all.count, all)
        })
    }
  }

  // MARK: Products

  private static func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ transposed: BenchmarkShapes.Transposition
  ) -> KernelCase {
    var random = RandomSource(seed: 3)
    let (onLeft, onRight) = (transposed == .left, transposed == .right)
    let a = Matrix.uniform(onLeft ? depth : rows, onLeft ? rows : depth, &random)
    let b = Matrix.uniform(onRight ? columns : depth, onRight ? depth : columns, &random)
    let values = rows * depth + depth * columns + rows * columns
    let mark = (left: onLeft ? "ᵀ" : "", right: onRight ? "ᵀ" : "")
    return KernelCase(
      operation: "product",
      shape: "\(rows)×\(depth)\(mark.left) · \(depth)×\(columns)\(mark.right)",
      operations: 2 * Double(rows * columns * depth), bytes: 4 * Double(values),
      make: { kernels in
        let result = Box(Matrix(rows: rows, columns: columns))
        return Work(
          prepare: {},
          run: {
            kernels.multiply(
              a, transposed: onLeft, b, transposed: onRight, into: &result.first)
          }, result: { result.first })
      },
      makeRival: { library in
        let result = Box(Matrix(rows: rows, columns: columns))
        return Work(
          prepare: {},
          run: {
            library.multiply(a, transposed: onLeft, b, transposed: onRight, into: &result.first)
          }, result: { result.first })
      })
  }

  /// Of packed weights in bfloat16, values rounded each time.
  private static func packedProduct(_ rows: Int, _ columns: Int, _ depth: Int) -> KernelCase {
    var random = RandomSource(seed: 3)
    let a = Matrix.uniform(rows, depth, &random)
    let matrix = Matrix.uniform(columns, depth, &random)
    return KernelCase(
      operation: "product bf16", shape: "\(rows)×\(depth) · \(depth)×\(columns)ᵀ",
      operations: 2 * Double(rows * columns * depth),
      bytes: Double(4 * rows * depth + 2 * depth * columns + 4 * rows * columns),
      tolerance: ProductNumbers.bfloat16.tolerance * Double(depth).squareRoot()
    ) { kernels in
      let weights = PackedWeights(matrix, for: kernels, numbers: .bfloat16)
      let result = Box(Matrix(rows: rows, columns: columns))
      return Work(
        prepare: {}, run: { kernels.multiply(a, weights, into: &result.first) },
        result: { result.first })
    }
  }

  /// Values rounded before each time, as a layer has to.
  private static func quantizedProduct(_ rows: Int, _ columns: Int, _ depth: Int) -> KernelCase {
    var random = RandomSource(seed: 3)
    let a = Matrix.uniform(rows, depth, &random)
    let matrix = Matrix.uniform(columns, depth, &random)
    let bias = Matrix(rows: 1, columns: columns)
    return KernelCase(
      operation: "product int8", shape: "\(rows)×\(depth) · \(depth)×\(columns)ᵀ",
      operations: 2 * Double(rows * columns * depth),
      bytes: Double(8 * rows * depth + depth * columns + 4 * rows * columns), tolerance: 2e-2
    ) { kernels in
      let weights = QuantizedWeights(matrix, for: kernels)
      let result = Box(Matrix(rows: rows, columns: columns))
      return Work(
        prepare: {},
        run: {
          kernels.multiply(kernels.quantize(a), weights, bias: bias, into: &result.first)
        }, result: { result.first })
    }
  }

  // MARK: Rows and elements

  private static func softmax(_ rows: Int, _ columns: Int) -> KernelCase {
    var random = RandomSource(seed: 5)
    let values = Matrix.uniform(rows, columns, &random, range: -4...4)
    return KernelCase(
      operation: "softmax", shape: "\(rows)×\(columns)", operations: Double(rows * columns),
      bytes: 8 * Double(rows * columns)
    ) { kernels in
      let result = Box(values)
      return Work(
        prepare: { result.first.copyElements(of: values) },
        run: { kernels.softmaxRows(&result.first) }, result: { result.first })
    }
  }

  private static func elementwise(
    _ name: String, _ count: Int,
    _ function: @escaping (Kernels, inout Matrix) -> Void
  ) -> KernelCase {
    var random = RandomSource(seed: 7)
    let values = Matrix.uniform(1, count, &random, range: -6...6)
    return KernelCase(
      operation: name, shape: "\(count)", operations: Double(count), bytes: 8 * Double(count)
    ) { kernels in
      let result = Box(values)
      return Work(
        prepare: { result.first.copyElements(of: values) },
        run: { function(kernels, &result.first) }, result: { result.first })
    }
  }
}

/// The inputs of one direction of an LSTM layer.
private struct RecurrentLayer {
  let cells: Int
  let layout: SequenceLayout
  let weights: Matrix
  let gates: Matrix

  init(cells: Int, steps: Int, batch: Int) {
    var random = RandomSource(seed: 1)
    self.cells = cells
    layout = SequenceLayout(lengths: Array(repeating: steps, count: batch))
    let range = 1 / Double(cells).squareRoot()
    weights = .uniform(4 * cells, cells, &random, range: -range...range)
    gates = .uniform(layout.rowCount, 4 * cells, &random)
  }

  var shape: String { "H\(cells) T\(layout.stepCount) B\(layout.sequenceCount)" }
  var cellState: Matrix { Matrix(rows: layout.rowCount, columns: cells) }
  var hidden: Matrix { Matrix(rows: layout.rowCount, columns: cells) }

  /// The recurrent product's: the first step has none.
  var operations: Double {
    2 * Double(layout.rowCount - layout.sequenceCount) * Double(4 * cells * cells)
  }

  /// The weights once a step, and `perValue` floats for each cell of each step.
  func bytes(perValue: Int, perWeight: Int = 4) -> Double {
    Double(perWeight) * Double(layout.stepCount) * Double(4 * cells * cells)
      + 4 * Double(layout.rowCount * cells * perValue)
  }
}

extension ProductNumbers {
  /// Behind the name of an operation.
  var mark: String { self == .bfloat16 ? " bf16" : "" }
  /// Bytes.
  fileprivate var size: Int { self == .bfloat16 ? 2 : 4 }
  /// Of sums of a few numbers of about one, between kernels: those in Swift do not round.
  fileprivate var tolerance: Double { self == .bfloat16 ? 2e-2 : 1e-4 }
}

/// What a piece of work changes.
private final class Box {
  var first: Matrix
  var second: Matrix
  var third: Matrix

  init(
    _ first: Matrix, _ second: Matrix = Matrix(rows: 0, columns: 0),
    _ third: Matrix = Matrix(rows: 0, columns: 0)
  ) {
    (self.first, self.second, self.third) = (first, second, third)
  }
}

extension Matrix {
  static func uniform(
    _ rows: Int, _ columns: Int, _ random: inout RandomSource,
    range: ClosedRange<Double> = -1...1
  ) -> Matrix {
    Matrix(
      rows: rows, columns: columns,
      (0..<rows * columns).map { _ in Float(random.uniform(in: range)) })
  }

  /// Writes the elements of `other`, of the same shape, over this one's, in place.
  fileprivate mutating func copyElements(of other: Matrix) {
    precondition(other.rows == rows && other.columns == columns, "shapes do not fit")
    let source = other.elements
    var target = mutableElements
    for index in 0..<source.count { target[index] = source[index] }
  }
}
