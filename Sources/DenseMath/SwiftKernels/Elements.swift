internal import CKernels

// Functions of every element, of rows, and updates of weights in Swift; see the operations of the same
// names in CKernels/templates.

extension SwiftKernels {
  /// y ← f(x).
  @inline(__always)
  static func map(_ values: inout MutableSpan<Float>, _ function: (Vector) -> Vector) {
    for i in stride(from: 0, to: values.count, by: lanes) {
      let count = Swift.min(values.count - i, lanes)
      values.store(function(values.vector(at: i, count: count)), at: i, count: count)
    }
  }

  static func softmax(columns: Int, _ values: inout MutableSpan<Float>) {
    for row in 0..<(columns == 0 ? 0 : values.count / columns) {
      let first = row * columns
      var largest = -Float.infinity
      for i in 0..<columns { largest = Swift.max(largest, values[first + i]) }
      var sums = Vector.zero
      for i in stride(from: 0, to: columns, by: lanes) {
        let count = Swift.min(columns - i, lanes)
        var x = (values.vector(at: first + i, count: count) - largest).exponential
        // Nothing behind the last value counts.
        for lane in count..<lanes { x[lane] = 0 }
        sums += x
        values.store(x, at: first + i, count: count)
      }
      let factor = 1 / sums.sum()
      for i in stride(from: 0, to: columns, by: lanes) {
        let count = Swift.min(columns - i, lanes)
        values.store(
          values.vector(at: first + i, count: count) * factor, at: first + i, count: count)
      }
    }
  }

  static func addBias(_ bias: Span<Float>, _ values: inout MutableSpan<Float>) {
    for row in 0..<(bias.isEmpty ? 0 : values.count / bias.count) {
      let first = row * bias.count
      for i in stride(from: 0, to: bias.count, by: lanes) {
        let count = Swift.min(bias.count - i, lanes)
        values.store(
          values.vector(at: first + i, count: count) + bias.vector(at: i, count: count),
          at: first + i, count: count)
      }
    }
  }

  static func sumRows(_ values: Span<Float>, into sums: inout MutableSpan<Float>) {
    for i in stride(from: 0, to: sums.count, by: lanes) {
      let count = Swift.min(sums.count - i, lanes)
      var sum = sums.vector(at: i, count: count)
      for row in 0..<values.count / sums.count {
        sum += values.vector(at: row * sums.count + i, count: count)
      }
      sums.store(sum, at: i, count: count)
    }
  }

  static func add(_ factor: Float, _ x: Span<Float>, to y: inout MutableSpan<Float>) {
    for i in stride(from: 0, to: x.count, by: lanes) {
      let count = Swift.min(x.count - i, lanes)
      y.store(
        y.vector(at: i, count: count) + factor * x.vector(at: i, count: count), at: i, count: count)
    }
  }

  static func sgd(
    rate: Float, momentum: Float, gradient: Span<Float>, velocity: inout MutableSpan<Float>,
    weights: inout MutableSpan<Float>
  ) {
    for i in stride(from: 0, to: gradient.count, by: lanes) {
      let count = Swift.min(gradient.count - i, lanes)
      let v =
        momentum * velocity.vector(at: i, count: count)
        - rate * gradient.vector(at: i, count: count)
      velocity.store(v, at: i, count: count)
      weights.store(weights.vector(at: i, count: count) + v, at: i, count: count)
    }
  }

  static func adam(
    _ settings: ck_adam, gradient: Span<Float>, mean: inout MutableSpan<Float>,
    square: inout MutableSpan<Float>, weights: inout MutableSpan<Float>
  ) {
    for i in stride(from: 0, to: gradient.count, by: lanes) {
      let count = Swift.min(gradient.count - i, lanes)
      let g = gradient.vector(at: i, count: count)
      let old = weights.vector(at: i, count: count)
      let m = settings.beta1 * mean.vector(at: i, count: count) + (1 - settings.beta1) * g
      let s = settings.beta2 * square.vector(at: i, count: count) + (1 - settings.beta2) * g * g
      let root = (s / settings.correction2).squareRoot() + settings.epsilon
      let change = settings.decay * old + m / settings.correction1 / root
      mean.store(m, at: i, count: count)
      square.store(s, at: i, count: count)
      weights.store(old - settings.learning_rate * change, at: i, count: count)
    }
  }
}
