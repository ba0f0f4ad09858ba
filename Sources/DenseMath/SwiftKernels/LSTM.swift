// The LSTM in Swift: shapes and equations as at CKernels/templates/lstm_forward.inc and
// lstm_backward.inc. Rows go in pairs through the products (Panel.swift).

enum SwiftKernels {}

extension SwiftKernels {
  /// What a pass works on; the fields' shapes are those of the C kernels' parameters.
  struct LSTMForward: ~Escapable {
    let steps: Steps
    let size: Int
    let weights: Span<Columns>
    let peepholes: Span<Float>

    @_lifetime(copy steps, copy weights, copy peepholes)
    init(_ steps: consuming Steps, _ size: Int, _ weights: Span<Columns>, _ peepholes: Span<Float>)
    {
      self.steps = steps
      self.size = size
      self.weights = weights
      self.peepholes = peepholes
    }

    func run(
      gates: inout MutableSpan<Float>, state: inout MutableSpan<Float>,
      hidden: inout MutableSpan<Float>
    ) {
      for index in steps.visited..<steps.count {
        let step = steps.step(index)
        for cell in stride(from: 0, to: size, by: lanes) {
          let count = Swift.min(size - cell, lanes)
          let panel = weights.extracting(cell / lanes * size..<(cell / lanes + 1) * size)
          var row = 0
          while row + 2 <= step.common {
            let before = (step.other + row) * size
            let sums = products(
              of: hidden.span, from: before, distance: size, depth: size, panel: panel)
            finish(sums.0, step.first + row, before, cell, count, &gates, &state, &hidden)
            finish(
              sums.1, step.first + row + 1, before + size, cell, count, &gates, &state, &hidden)
            row += 2
          }
          if row < step.common {
            let before = (step.other + row) * size
            let sums = product(of: hidden.span, from: before, depth: size, panel: panel)
            finish(sums, step.first + row, before, cell, count, &gates, &state, &hidden)
            row += 1
          }
          while row < step.count {
            finish(Columns(), step.first + row, nil, cell, count, &gates, &state, &hidden)
            row += 1
          }
        }
      }
    }

    /// The gates of up to `lanes` cells of a row, given their recurrent products.
    @inline(__always)
    func finish(
      _ sums: Columns, _ row: Int, _ before: Int?, _ cell: Int, _ count: Int,
      _ gates: inout MutableSpan<Float>, _ state: inout MutableSpan<Float>,
      _ hidden: inout MutableSpan<Float>
    ) {
      let gate = (row - steps.gatesRow) * 4 * size + cell
      let past = before.map { state.vector(at: $0 + cell, count: count) } ?? .zero
      var i = gates.vector(at: gate, count: count) + sums.first
      var f = gates.vector(at: gate + size, count: count) + sums.second
      var o = gates.vector(at: gate + 3 * size, count: count) + sums.fourth
      let g =
        (gates.vector(at: gate + 2 * size, count: count) + sums.third).hyperbolicTangent
      if !peepholes.isEmpty {
        i += peepholes.vector(at: cell, count: count) * past
        f += peepholes.vector(at: size + cell, count: count) * past
      }
      i = i.sigmoid
      f = f.sigmoid
      let c = f * past + i * g
      if !peepholes.isEmpty { o += peepholes.vector(at: 2 * size + cell, count: count) * c }
      o = o.sigmoid
      gates.store(i, at: gate, count: count)
      gates.store(f, at: gate + size, count: count)
      gates.store(g, at: gate + 2 * size, count: count)
      gates.store(o, at: gate + 3 * size, count: count)
      state.store(c, at: row * size + cell, count: count)
      hidden.store(o * c.hyperbolicTangent, at: row * size + cell, count: count)
    }
  }

  struct LSTMBackward: ~Escapable {
    let steps: Steps
    let size: Int
    let weights: Span<Columns>
    let peepholes: Span<Float>
    let activations: Span<Float>
    let state: Span<Float>
    let above: Span<Float>
    let aboveRow: Int

    @_lifetime(copy steps, copy weights, copy peepholes, copy activations, copy state, copy above)
    init(
      _ steps: consuming Steps, _ size: Int, _ weights: Span<Columns>, _ peepholes: Span<Float>,
      activations: Span<Float>, state: Span<Float>, above: Span<Float>, aboveRow: Int
    ) {
      self.steps = steps
      self.size = size
      self.weights = weights
      self.peepholes = peepholes
      self.activations = activations
      self.state = state
      self.above = above
      self.aboveRow = aboveRow
    }

    func run(
      deltas: inout MutableSpan<Float>, peepholeGradient: inout MutableSpan<Float>,
      carried: inout MutableSpan<Float>
    ) {
      for index in 0..<steps.count {
        let step = steps.step(index, backward: true)
        // The step visited before this one in the forward pass, for c'.
        let before = index + 1 < steps.count ? steps.step(index + 1, backward: true) : Steps.Step()
        for first in stride(from: 0, to: size, by: Columns.count) {
          let depth = 4 * size
          let place = first / Columns.count * depth
          let panel = weights.extracting(place..<place + depth)
          var row = 0
          while row < step.count {
            let ends = row >= step.common
            let isPair = row + 2 <= step.common
            var sums = (Columns(), Columns())
            if isPair {
              sums = products(
                of: deltas.span, from: (step.other + row) * depth, distance: depth,
                depth: depth, panel: panel)
            } else if !ends {
              sums.0 = product(
                of: deltas.span, from: (step.other + row) * depth, depth: depth,
                panel: panel)
            }
            for r in 0..<(isPair ? 2 : 1) {
              let past = row + r < before.count ? (before.first + row + r) * size : nil
              let columns = r == 0 ? sums.0 : sums.1
              for group in 0..<4 where first + group * lanes < size {
                finish(
                  columns[group], step.first + row + r, past, row + r, first + group * lanes, ends,
                  &deltas, &peepholeGradient, &carried)
              }
            }
            row += isPair ? 2 : 1
          }
        }
      }
    }

    /// The gradients of up to `lanes` cells of a row, given their products Uᵀ·δ.
    @inline(__always)
    private func finish(
      _ product: Vector, _ row: Int, _ past: Int?, _ sequence: Int, _ cell: Int, _ ends: Bool,
      _ deltas: inout MutableSpan<Float>, _ peepholeGradient: inout MutableSpan<Float>,
      _ carried: inout MutableSpan<Float>
    ) {
      let count = Swift.min(size - cell, lanes)
      let gate = row * 4 * size + cell
      let i = activations.vector(at: gate, count: count)
      let f = activations.vector(at: gate + size, count: count)
      let g = activations.vector(at: gate + 2 * size, count: count)
      let o = activations.vector(at: gate + 3 * size, count: count)
      let c = state.vector(at: row * size + cell, count: count)
      let before = past.map { state.vector(at: $0 + cell, count: count) } ?? .zero
      let squashed = c.hyperbolicTangent
      let dh = above.vector(at: row * aboveRow + cell, count: count) + product
      let outputDelta = dh * squashed * (o * (1 - o))
      var dc = dh * o * (1 - squashed * squashed)
      if !ends { dc += carried.vector(at: sequence * size + cell, count: count) }
      if !peepholes.isEmpty {
        dc += outputDelta * peepholes.vector(at: 2 * size + cell, count: count)
      }
      let inputDelta = dc * g * (i * (1 - i))
      let forgetDelta = dc * before * (f * (1 - f))
      var carry = dc * f
      if !peepholes.isEmpty {
        carry += inputDelta * peepholes.vector(at: cell, count: count)
        carry += forgetDelta * peepholes.vector(at: size + cell, count: count)
        let terms = [inputDelta * before, forgetDelta * before, outputDelta * c] as InlineArray
        for hole in 0..<3 {
          let place = hole * size + cell
          peepholeGradient.store(
            peepholeGradient.vector(at: place, count: count) + terms[hole], at: place, count: count)
        }
      }
      carried.store(carry, at: sequence * size + cell, count: count)
      deltas.store(inputDelta, at: gate, count: count)
      deltas.store(forgetDelta, at: gate + size, count: count)
      deltas.store(dc * i * (1 - g * g), at: gate + 2 * size, count: count)
      deltas.store(outputDelta, at: gate + 3 * size, count: count)
    }
  }
}
