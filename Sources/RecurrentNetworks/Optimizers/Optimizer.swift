public import DenseMath

/// An optimiser with its memory: as many numbers a weight as the method needs.
///
/// SGD with momentum: v ← µ·v − η·∂, w ← w + v. Adam (Kingma and Ba 2015) with decoupled weight
/// decay (Loshchilov and Hutter 2019).
public struct Optimizer: Sendable, Equatable {
  public let description: OptimizerDescription
  /// SGD: the velocities. Adam: the first moments.
  public internal(set) var first: ParameterSet
  /// Adam: the second moments. SGD: nothing.
  public internal(set) var second: ParameterSet
  /// Updates made.
  public internal(set) var updateCount: Int

  public init(_ description: OptimizerDescription, for parameters: ParameterSet) {
    self.description = description
    updateCount = 0
    first = parameters.zeros()
    if case .adam = description { second = parameters.zeros() } else { second = ParameterSet() }
  }

  /// Changes the weights once. `learningRate` may follow a schedule.
  public mutating func update(
    _ parameters: inout ParameterSet, gradient: ParameterSet, learningRate: Double,
    on context: ComputeContext
  ) {
    precondition(parameters.names == gradient.names, "a gradient of other weights")
    updateCount += 1
    let kernels = context.kernels
    switch description {
    case .sgd(_, let momentum):
      parameters.update(with: &first, on: context) { place, weights, velocity in
        kernels.updateWithMomentum(
          &weights, velocity: &velocity, gradient: gradient[place],
          learningRate: Float(learningRate), momentum: Float(momentum))
      }
    case .adam(_, let beta1, let beta2, let epsilon, let decay):
      let settings = AdamSettings(
        learningRate: Float(learningRate), beta1: Float(beta1), beta2: Float(beta2),
        epsilon: Float(epsilon), weightDecay: Float(decay))
      let step = updateCount
      parameters.update(with: &first, &second, on: context) { place, weights, mean, square in
        kernels.updateWithAdam(
          &weights, mean: &mean, square: &square, gradient: gradient[place], settings: settings,
          step: step)
      }
    }
  }
}
