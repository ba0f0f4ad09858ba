internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct OptimizerTests {
  let context = ComputeContext(kernels: Kernels(), threadCount: 2)

  func set(_ values: [Float]...) -> ParameterSet {
    ParameterSet(
      values.enumerated().map {
        ("p\($0.offset)", Matrix(rows: 1, columns: $0.element.count, $0.element))
      })
  }

  // MARK: By hand

  @Test func momentumByHand() {
    var weights = set([1])
    var optimizer = Optimizer(.sgd(learningRate: 0.5, momentum: 0.5), for: weights)
    // v: −0.5·2 = −1, then −0.5 − 0.5·2 = −1.5, then −0.75 − 0 = −0.75.
    for (gradient, expected) in [(Float(2), Float(0)), (2, -1.5), (0, -2.25)] {
      optimizer.update(&weights, gradient: set([gradient]), learningRate: 0.5, on: context)
      #expect(weights[0][0, 0] == expected)
    }
    #expect(optimizer.updateCount == 3)
    #expect(optimizer.second.count == 0)
  }

  @Test func firstAdamStepByHand() {
    // After the corrections the first step is the learning rate against the gradient's sign.
    var weights = set([1, 1, 1])
    var optimizer = Optimizer(
      .adam(learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0),
      for: weights)
    optimizer.update(&weights, gradient: set([5, -1e-3, 0]), learningRate: 0.01, on: context)
    #expect(abs(weights[0][0, 0] - 0.99) < 1e-6)
    #expect(abs(weights[0][0, 1] - 1.01) < 1e-6)
    #expect(weights[0][0, 2] == 1)
  }

  // MARK: Against the formulas in Double

  @Test(arguments: [0.0, 0.9])
  func momentumInDouble(momentum: Double) {
    var random = RandomSource(seed: Seed.value, stream: 1)
    var weights = set([0.5, -1, 2], [3, 0])
    var optimizer = Optimizer(.sgd(learningRate: 0.1, momentum: momentum), for: weights)
    var w = weights[0].array.map(Double.init) + weights[1].array.map(Double.init)
    var v = [Double](repeating: 0, count: 5)
    for update in 0..<200 {
      let g = (0..<5).map { _ in Float(random.gaussian()) }
      let rate = 0.1 / Double(update + 1)
      optimizer.update(
        &weights, gradient: set(Array(g[..<3]), Array(g[3...])), learningRate: rate,
        on: context)
      for index in 0..<5 {
        v[index] = momentum * v[index] - rate * Double(g[index])
        w[index] += v[index]
      }
    }
    for (value, exact) in zip(weights[0].array + weights[1].array, w) {
      #expect(abs(Double(value) - exact) < 2e-5, "seed \(Seed.value)")
    }
  }

  @Test(arguments: [0.0, 0.1])
  func adamInDouble(decay: Double) {
    var random = RandomSource(seed: Seed.value, stream: 2)
    var weights = set([0.5, -1, 2], [3, 0])
    let (beta1, beta2, epsilon) = (0.9, 0.99, 1e-3)
    var optimizer = Optimizer(
      .adam(
        learningRate: 1, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: decay),
      for: weights)
    var w = weights[0].array.map(Double.init) + weights[1].array.map(Double.init)
    var m = [Double](repeating: 0, count: 5)
    var v = m
    for update in 1...200 {
      // Gradients of five sizes, the last of about epsilon's.
      let g = (0..<5).map { Float(random.gaussian() * pow(10, Double(1 - $0))) }
      let rate = 0.01
      optimizer.update(
        &weights, gradient: set(Array(g[..<3]), Array(g[3...])), learningRate: rate,
        on: context)
      for index in 0..<5 {
        m[index] = beta1 * m[index] + (1 - beta1) * Double(g[index])
        v[index] = beta2 * v[index] + (1 - beta2) * Double(g[index]) * Double(g[index])
        let mean = m[index] / (1 - pow(beta1, Double(update)))
        let square = v[index] / (1 - pow(beta2, Double(update)))
        w[index] -= rate * mean / (square.squareRoot() + epsilon) + rate * decay * w[index]
      }
    }
    for (value, exact) in zip(weights[0].array + weights[1].array, w) {
      #expect(abs(Double(value) - exact) < 2e-5, "seed \(Seed.value)")
    }
  }

  /// Matrices of many sizes, on one thread and on several: the same bits.
  @Test(arguments: CheckpointTests.descriptions)
  func threadsChangeNothing(description: OptimizerDescription) {
    var random = RandomSource(seed: Seed.value, stream: 4)
    let sizes = [1, 700, 16, 33, 5000, 64, 2, 1201, 7]
    var weights = ParameterSet(
      sizes.enumerated().map { ("p\($0.offset)", Matrix(rows: 1, columns: $0.element)) })
    weights.addNoise(deviation: 1, from: &random)
    func trained(threads: Int) -> [ParameterSet] {
      let context = ComputeContext(kernels: Kernels(), threadCount: threads)
      var random = RandomSource(seed: Seed.value, stream: 5)
      var (trained, mean) = (weights, weights)
      var optimizer = Optimizer(description, for: weights)
      for _ in 0..<3 {
        var gradient = weights.zeros()
        gradient.addNoise(deviation: 3, from: &random)
        gradient.clip(norm: 20, on: context)
        optimizer.update(&trained, gradient: gradient, learningRate: 0.01, on: context)
        mean.move(towards: trained, share: 0.3, on: context)
      }
      return [trained, mean, optimizer.first, optimizer.second]
    }
    let alone = trained(threads: 1)
    #expect(alone[0] != weights)
    for threads in [2, 3, 8] { #expect(trained(threads: threads) == alone, "seed \(Seed.value)") }
  }

  @Test func clipping() {
    var gradient = set([3, 0], [0, 4])
    #expect(gradient.clip(norm: 10, on: context) == 5)
    #expect(gradient == set([3, 0], [0, 4]))
    #expect(gradient.clip(norm: 1, on: context) == 5)
    #expect(abs(gradient.norm(on: context) - 1) < 1e-6)
    #expect(abs(gradient[1][0, 1] - 0.8) < 1e-6)
    // Squares that no Float holds.
    var large = set([1e30, 0])
    large.clip(norm: 1, on: context)
    #expect(abs(large[0][0, 0] - 1) < 1e-6)
  }

  // MARK: Recipes

  @Test(arguments: CheckpointTests.descriptions)
  func descriptionRoundTrip(description: OptimizerDescription) throws {
    let data = try JSONEncoder().encode(description)
    #expect(try JSONDecoder().decode(OptimizerDescription.self, from: data) == description)
  }

  @Test func descriptionWithDefaults() throws {
    func read(_ text: String) throws -> OptimizerDescription {
      try JSONDecoder().decode(OptimizerDescription.self, from: Data(text.utf8))
    }
    #expect(
      try read(#"{"kind":"sgd","learningRate":1e-4}"#) == .sgd(learningRate: 1e-4, momentum: 0))
    #expect(
      try read(#"{"kind":"adam","learningRate":0.001}"#)
        == .adam(learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0))
    for bad in [
      #"{"kind":"sgd"}"#, #"{"learningRate":1}"#, #"{"kind":"rprop","learningRate":1}"#,
      #"{"kind":"sgd","learningRate":-1}"#, #"{"kind":"sgd","learningRate":1,"momentum":1}"#,
      #"{"kind":"adam","learningRate":1,"beta2":1.5}"#,
    ] {
      #expect(throws: DecodingError.self, "\(bad)") { try read(bad) }
    }
  }
}
