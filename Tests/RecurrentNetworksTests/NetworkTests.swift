internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct NetworkTests {
  /// The networks of Graves and Schmidhuber (2005): 26 inputs, 61 outputs, about 100,000 weights.
  /// A gate has a bias, a cell three peepholes, an output a bias.
  @Test(arguments: [
    (LayerDescription.lstm(cells: 93, direction: .bidirectional, peepholes: true), 101_245),
    (.lstm(cells: 140, direction: .forward, peepholes: true), 102_541),
    (.lstm(cells: 140, direction: .backward, peepholes: true), 102_541),
    (.rnn(cells: 185, direction: .bidirectional), 101_071),
    (.rnn(cells: 275, direction: .forward), 99_886),
    (.window(units: 250, before: 0, after: 0), 22_061),
    (.window(units: 250, before: 10, after: 10), 152_061),
  ])
  func weightsOfThePaper(layer: LayerDescription, count: Int) {
    let architecture = NetworkArchitecture(inputSize: 26, layers: [layer], outputSize: 61)
    #expect(Network(architecture, seed: 1).parameters.scalarCount == count)
    #expect(architecture.parameterShapes.reduce(0) { $0 + $1.rows * $1.columns } == count)
  }

  let architecture = NetworkArchitecture(
    inputSize: 13,
    layers: [
      .lstm(cells: 20, direction: .bidirectional, peepholes: true),
      .rnn(cells: 10, direction: .forward), .window(units: 9, before: 1, after: 0),
    ], outputSize: 5)

  @Test func namesInOrder() {
    #expect(
      Network(architecture, seed: 1).parameters.names == [
        "layer0.forward.input_weights", "layer0.forward.recurrent_weights", "layer0.forward.bias",
        "layer0.forward.peepholes", "layer0.backward.input_weights",
        "layer0.backward.recurrent_weights", "layer0.backward.bias", "layer0.backward.peepholes",
        "layer1.forward.input_weights", "layer1.forward.recurrent_weights", "layer1.forward.bias",
        "layer2.weights", "layer2.bias", "output.weights", "output.bias",
      ])
  }

  @Test func seedsDecide() {
    let network = Network(architecture, seed: Seed.value)
    #expect(Network(architecture, seed: Seed.value) == network)
    let other = Network(architecture, seed: Seed.value + 1)
    for index in 0..<network.parameters.count {
      #expect(network.parameters[index] != other.parameters[index])
    }
  }

  @Test(arguments: [Float(0.1), 0.5]) func uniformWithinTheRange(range: Float) {
    let values = Network(architecture, initialRange: range, seed: Seed.value).parameters
    var all: [Float] = []
    for index in 0..<values.count { all += values[index].array }
    #expect(all.allSatisfy { abs($0) <= range })
    // Ten equal parts of the range hold a tenth each: χ² with 9 degrees of freedom, 1e-6.
    var counts = [Int](repeating: 0, count: 10)
    for value in all { counts[min(9, Int((value / range + 1) * 5))] += 1 }
    let expected = Double(all.count) / 10
    let statistic = counts.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(statistic < 46, "seed \(Seed.value)")
  }
}
