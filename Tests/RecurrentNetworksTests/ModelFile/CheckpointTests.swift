internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct CheckpointTests {
  static let descriptions: [OptimizerDescription] = [
    .sgd(learningRate: 0.1, momentum: 0.9),
    .adam(learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01),
  ]

  /// A run of a few updates with gradients from a seed.
  func advance(_ network: inout Network, _ optimizer: inout Optimizer, from: Int, to: Int) {
    for update in from..<to {
      var random = RandomSource(seed: Seed.value, stream: 9, UInt64(update))
      var gradient = network.parameters.zeros()
      gradient.addNoise(deviation: 1, from: &random)
      optimizer.update(
        &network.parameters, gradient: gradient, learningRate: 0.013,
        on: ComputeContext(kernels: Kernels(), threadCount: 2))
    }
  }

  func checkpoint(_ description: OptimizerDescription, averaged: Bool) -> Checkpoint {
    var network = Network(ModelTests.architecture, seed: 3)
    let best = network.parameters
    var optimizer = Optimizer(description, for: network.parameters)
    advance(&network, &optimizer, from: 0, to: 5)
    return Checkpoint(
      recipe: "{\n  \"a\": 1\n}", history: #"[{"loss":1e-17}]"#, network: network, best: best,
      averaged: averaged ? network.parameters : nil, optimizer: optimizer, features: "{}")
  }

  func failure(_ path: String) -> ModelFileError? {
    do throws(ModelFileError) {
      _ = try Checkpoint(contentsOf: path)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: descriptions, [false, true])
  func goesOnBitForBit(description: OptimizerDescription, averaged: Bool) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    var stopped = checkpoint(description, averaged: averaged)
    try stopped.write(to: path)
    var resumed = try Checkpoint(contentsOf: path)
    #expect(resumed == stopped)
    // One run goes on, the other is taken up again: not a bit apart.
    advance(&stopped.network, &stopped.optimizer, from: 5, to: 9)
    advance(&resumed.network, &resumed.optimizer, from: 5, to: 9)
    for index in 0..<stopped.network.parameters.count {
      #expect(
        stopped.network.parameters[index].array.map(\.bitPattern)
          == resumed.network.parameters[index].array.map(\.bitPattern))
    }
    #expect(stopped.optimizer == resumed.optimizer)
  }

  @Test(arguments: [
    "format", "recipe", "history", "features", "architecture", "optimizer", "updates",
  ])
  func missingText(key: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    try checkpoint(Self.descriptions[0], averaged: false).write(to: path)
    var file = try SafetensorsFile(contentsOf: path)
    try #require(file.metadata.removeValue(forKey: key) != nil)
    try file.write(to: path)
    #expect(failure(path) != nil)
  }

  @Test(arguments: ["", "-1", "1.5", "99999999999999999999"])
  func updatesThatAreNoCount(text: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    try checkpoint(Self.descriptions[0], averaged: false).write(to: path)
    var file = try SafetensorsFile(contentsOf: path)
    file.metadata["updates"] = text
    try file.write(to: path)
    #expect(
      failure(path) == .malformed(path: path, expected: "a count of updates", found: text))
  }

  @Test(arguments: descriptions)
  func tensorsOfAnotherRun(description: OptimizerDescription) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoint")
    try checkpoint(description, averaged: true).write(to: path)
    let whole = try SafetensorsFile(contentsOf: path)
    for name in whole.tensors.keys {
      var file = whole
      file.tensors[name] = nil
      try file.write(to: path)
      guard case .mismatch(path, name, _, "nothing") = failure(path) else {
        Issue.record("\(name) is not missed")
        continue
      }
      file.tensors[name] = Matrix(rows: 1, columns: 1_000)
      try file.write(to: path)
      guard case .mismatch(path, name, _, "1 × 1000") = failure(path) else {
        Issue.record("another shape of \(name) is taken")
        continue
      }
    }
    var file = whole
    file.tensors["first.more"] = Matrix(rows: 1, columns: 1)
    try file.write(to: path)
    #expect(failure(path) != nil)
  }

  @Test func notACheckpoint() throws {
    let folder = try TemporaryFolder()
    try ModelTests.model.write(to: folder.file("model"))
    #expect(
      failure(folder.file("model"))
        == .mismatch(
          path: folder.file("model"), what: "format", expected: "tyto checkpoint 1",
          found: "tyto 1"))
    try checkpoint(Self.descriptions[0], averaged: false).write(to: folder.file("checkpoint"))
    #expect(throws: ModelFileError.self) {
      _ = try Model(contentsOf: folder.file("checkpoint"))
    }
  }
}
