// The simple recurrent layer in Swift: shapes and equations as at CKernels/templates/rnn_forward.inc
// and rnn_backward.inc. A row at a time.

extension SwiftKernels {
  static func rnnForward(
    _ steps: borrowing Steps, size: Int, weights: Span<Columns>, values: inout MutableSpan<Float>
  ) {
    for index in 0..<steps.count {
      let step = steps.step(index)
      for first in stride(from: 0, to: size, by: Columns.count) {
        let place = first / Columns.count * size
        let panel = weights.extracting(place..<place + size)
        for row in 0..<step.count {
          let sums =
            row < step.common
            ? product(
              of: values.span, from: (step.other + row) * size, depth: size, panel: panel)
            : Columns()
          for group in 0..<4 where first + group * lanes < size {
            let cell = first + group * lanes
            let count = Swift.min(size - cell, lanes)
            let at = (step.first + row) * size + cell
            let sum = values.vector(at: at, count: count) + sums[group]
            values.store(sum.hyperbolicTangent, at: at, count: count)
          }
        }
      }
    }
  }

  static func rnnBackward(
    _ steps: borrowing Steps, size: Int, weights: Span<Columns>, values: Span<Float>,
    above: Span<Float>, aboveRow: Int, deltas: inout MutableSpan<Float>
  ) {
    for index in 0..<steps.count {
      let step = steps.step(index, backward: true)
      for first in stride(from: 0, to: size, by: Columns.count) {
        let place = first / Columns.count * size
        let panel = weights.extracting(place..<place + size)
        for row in 0..<step.count {
          let sums =
            row < step.common
            ? product(
              of: deltas.span, from: (step.other + row) * size, depth: size, panel: panel)
            : Columns()
          for group in 0..<4 where first + group * lanes < size {
            let cell = first + group * lanes
            let count = Swift.min(size - cell, lanes)
            let now = step.first + row
            let h = values.vector(at: now * size + cell, count: count)
            let sum = above.vector(at: now * aboveRow + cell, count: count) + sums[group]
            deltas.store(sum * (1 - h * h), at: now * size + cell, count: count)
          }
        }
      }
    }
  }
}
