internal import DenseMath
internal import Foundation

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
    _ parameters: inout ParameterSet, gradient: ParameterSet, learningRate: Double
  ) {
    precondition(parameters.names == gradient.names, "a gradient of other weights")
    updateCount += 1
    for index in 0..<parameters.count {
      switch description {
      case .sgd(_, let momentum):
        descend(
          &parameters[index], gradient[index], &first[index], rate: Float(learningRate),
          momentum: Float(momentum))
      case .adam(_, let beta1, let beta2, let epsilon, let decay):
        adapt(
          &parameters[index], gradient[index], &first[index], &second[index],
          rate: learningRate, beta1: beta1, beta2: beta2, epsilon: Float(epsilon),
          decay: Float(learningRate * decay))
      }
    }
  }

  private func descend(
    _ weights: inout Matrix, _ gradient: Matrix, _ velocity: inout Matrix, rate: Float,
    momentum: Float
  ) {
    let slope = gradient.elements
    var v = velocity.mutableElements
    var w = weights.mutableElements
    for index in w.indices {
      let step = momentum * v[index] - rate * slope[index]
      v[index] = step
      w[index] += step
    }
  }

  private func adapt(
    _ weights: inout Matrix, _ gradient: Matrix, _ first: inout Matrix, _ second: inout Matrix,
    rate: Double, beta1: Double, beta2: Double, epsilon: Float, decay: Float
  ) {
    let count = Double(updateCount)
    // The bias corrections are put into the step size and the second moment's scale.
    let step = Float(rate / (1 - pow(beta1, count)))
    let scale = Float(1 / (1 - pow(beta2, count)))
    let (b1, b2) = (Float(beta1), Float(beta2))
    let slope = gradient.elements
    var m = first.mutableElements
    var v = second.mutableElements
    var w = weights.mutableElements
    for index in w.indices {
      let g = slope[index]
      m[index] = b1 * m[index] + (1 - b1) * g
      v[index] = b2 * v[index] + (1 - b2) * g * g
      w[index] -= step * m[index] / ((v[index] * scale).squareRoot() + epsilon) + decay * w[index]
    }
  }
}
