internal import CKernels

// MARK: Weights and their updates

/// The constants of Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov 2019).
public struct AdamSettings: Sendable {
  public var learningRate, beta1, beta2, epsilon, weightDecay: Float

  public init(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }
}

extension Kernels {
  /// `y ← y + factor·x`.
  public func add(_ x: Matrix, times factor: Float = 1, to y: inout Matrix) {
    precondition(x.rows == y.rows && x.columns == y.columns, "shapes do not fit")
    let count = Int64(x.count)
    unsafe x.withUnsafePointer { source in
      unsafe y.withUnsafeMutablePointer { target in
        unsafe table.add_f32(count, factor, source, target)
      }
    }
  }

  /// Gradient descent with momentum: `velocity ← momentum·velocity − learningRate·gradient`,
  /// `weights ← weights + velocity`.
  public func updateWithMomentum(
    _ weights: inout Matrix, velocity: inout Matrix, gradient: Matrix, learningRate: Float,
    momentum: Float
  ) {
    precondition(
      weights.count == gradient.count && velocity.count == gradient.count, "shapes do not fit")
    let count = Int64(weights.count)
    unsafe gradient.withUnsafePointer { gradient in
      unsafe velocity.withUnsafeMutablePointer { velocity in
        unsafe weights.withUnsafeMutablePointer { weights in
          unsafe table.sgd_f32(count, learningRate, momentum, gradient, velocity, weights)
        }
      }
    }
  }

  /// One update of Adam; `step` counts from 1.
  public func updateWithAdam(
    _ weights: inout Matrix, mean: inout Matrix, square: inout Matrix, gradient: Matrix,
    settings: AdamSettings, step: Int
  ) {
    precondition(step >= 1, "steps count from 1")
    precondition(
      weights.count == gradient.count && mean.count == gradient.count
        && square.count == gradient.count, "shapes do not fit")
    let count = Int64(weights.count)
    var constants = ck_adam(
      learning_rate: settings.learningRate, beta1: settings.beta1, beta2: settings.beta2,
      epsilon: settings.epsilon, decay: settings.weightDecay,
      correction1: Float(1 - pow(Double(settings.beta1), step)),
      correction2: Float(1 - pow(Double(settings.beta2), step)))
    unsafe gradient.withUnsafePointer { gradient in
      unsafe mean.withUnsafeMutablePointer { mean in
        unsafe square.withUnsafeMutablePointer { square in
          unsafe weights.withUnsafeMutablePointer { weights in
            unsafe table.adam_f32(count, &constants, gradient, mean, square, weights)
          }
        }
      }
    }
  }

  private func pow(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }
}
