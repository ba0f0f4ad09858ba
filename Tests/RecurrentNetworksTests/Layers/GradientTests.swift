internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

/// Every class of weights, and the input, by central differences of `ReferenceNetwork` in double.
///
/// The loss is Σ a·z + ½·b·z² over all logits z with random a and b; its gradient with respect to
/// the logits is a + b·z. Batches are of unequal lengths, one of them empty. Cells stand on both
/// sides of a vector's and of a tile's width (8 or 16 floats).
@Suite struct GradientTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let layers: [LayerDescription]
  }

  static let cases: [Case] = {
    var cases: [Case] = []
    for direction in [Direction.forward, .backward, .bidirectional] {
      for peepholes in [false, true] {
        cases.append(
          Case(
            testDescription: "LSTM \(direction)\(peepholes ? " with peepholes" : "")",
            layers: [.lstm(cells: 5, direction: direction, peepholes: peepholes)]))
      }
      cases.append(
        Case(testDescription: "RNN \(direction)", layers: [.rnn(cells: 5, direction: direction)]))
    }
    for cells in [2, 8, 17] {
      cases.append(
        Case(
          testDescription: "BLSTM of \(cells)",
          layers: [.lstm(cells: cells, direction: .bidirectional, peepholes: true)]))
      cases.append(
        Case(
          testDescription: "BRNN of \(cells)",
          layers: [.rnn(cells: cells, direction: .bidirectional)]))
    }
    return cases + [
      Case(testDescription: "no hidden layer", layers: []),
      Case(testDescription: "MLP", layers: [.window(units: 6, before: 0, after: 0)]),
      Case(testDescription: "MLP with a window", layers: [.window(units: 6, before: 3, after: 1)]),
      Case(
        testDescription: "window wider than the sequences",
        layers: [.window(units: 4, before: 8, after: 9)]),
      Case(testDescription: "subsampling", layers: [.subsample(factor: 3)]),
      Case(testDescription: "dropout", layers: [.dropout(rate: 0.4)]),
      Case(
        testDescription: "stacked LSTM",
        layers: [
          .lstm(cells: 4, direction: .bidirectional, peepholes: true),
          .lstm(cells: 3, direction: .bidirectional, peepholes: true),
        ]),
      Case(
        testDescription: "one of each",
        layers: [
          .window(units: 5, before: 1, after: 1), .rnn(cells: 3, direction: .bidirectional),
          .subsample(factor: 2), .dropout(rate: 0.25),
          .lstm(cells: 4, direction: .bidirectional, peepholes: true), .dropout(rate: 0.5),
        ]),
    ]
  }()

  static let lengths = [7, 5, 5, 4, 1, 0]

  /// Of a float's 24 bits some are lost to sums over the steps: over several seeds the
  /// differences stay below 3e-6 of the largest slope of their class (of 0.1, if that is larger).
  static let tolerance = 3e-5

  @Test(arguments: cases) func slopes(_ sample: Case) {
    var random = RandomSource(seed: Seed.value, stream: 0x6AD)
    let architecture = NetworkArchitecture(inputSize: 3, layers: sample.layers, outputSize: 4)
    let network = Network(architecture, initialRange: 0.6, seed: random.next())
    let batch = SequenceBatch.gaussian(
      lengths: Self.lengths, width: architecture.inputSize, from: &random)
    let dropout = RandomSource(seed: Seed.value, stream: 0xD0)
    let masks = dropoutMasks(of: architecture, batch.layout, dropout)
    let reference = ReferenceNetwork(network)
    let inputs = batch.doubles

    let layout = SequenceLayout(
      lengths: batch.layout.lengths.map {
        ($0 + architecture.subsampling - 1) / architecture.subsampling
      })
    let slope = SequenceBatch(
      layout: layout, values: .gaussian(rows: layout.rowCount, columns: 4, from: &random)
    ).doubles
    let curvature = SequenceBatch(
      layout: layout, values: .gaussian(rows: layout.rowCount, columns: 4, from: &random)
    ).doubles
    func logits(_ network: ReferenceNetwork, _ inputs: [[[Double]]]) -> [[[Double]]] {
      inputs.indices.map { network.logits(inputs[$0], masks: masks[$0]) }
    }
    func loss(_ network: ReferenceNetwork, _ inputs: [[[Double]]]) -> Double {
      zip(logits(network, inputs).joined(), zip(slope.joined(), curvature.joined())).reduce(0) {
        sum, step in
        step.0.indices.reduce(sum) {
          $0 + step.1.0[$1] * step.0[$1] + step.1.1[$1] * step.0[$1] * step.0[$1] / 2
        }
      }
    }
    let expected = logits(reference, inputs)
    let logitsGradient = SequenceBatch(
      expected.indices.map { sequence in
        Matrix(
          rows: expected[sequence].count, columns: 4,
          expected[sequence].indices.flatMap { step in
            (0..<4).map {
              Float(
                slope[sequence][step][$0] + curvature[sequence][step][$0]
                  * expected[sequence][step][$0])
            }
          })
      })

    // The slopes in double, once for all kernels.
    let distance = 1e-5
    let weightSlopes = reference.weights.indices.map { matrix in
      reference.weights[matrix].indices.map { element in
        var (above, below) = (reference, reference)
        above.weights[matrix][element] += distance
        below.weights[matrix][element] -= distance
        return (loss(above, inputs) - loss(below, inputs)) / (2 * distance)
      }
    }
    let inputSlopes = inputs.indices.flatMap { sequence in
      inputs[sequence].indices.flatMap { step in
        inputs[sequence][step].indices.map { place in
          var (above, below) = (inputs, inputs)
          above[sequence][step][place] += distance
          below[sequence][step][place] -= distance
          return (loss(reference, above) - loss(reference, below)) / (2 * distance)
        }
      }
    }

    for cap in InstructionSet.available {
      let context = ComputeContext(kernels: Kernels(cap: cap), threadCount: 2)
      let prepared = PreparedNetwork(network, context: context)
      let (values, trace) = prepared.forward(batch, random: dropout)
      #expect(values.layout == layout)
      for (sequence, rows) in expected.enumerated() {
        let found = values.sequence(sequence).doubles
        for (row, other) in zip(rows, found) {
          for (value, other) in zip(row, other) {
            #expect(abs(value - other) < 3e-6, "logits of \(cap), seed \(Seed.value)")
          }
        }
      }
      let (gradient, input) = prepared.gradients(
        trace, logitsGradient: logitsGradient, wantsInput: true)
      #expect(gradient.names == network.parameters.names)
      for (index, name) in gradient.names.enumerated() {
        let matrix = gradient[index]
        // Each gate's rows are a class of their own: biases are one row of gates.
        let classes = name.hasSuffix("peepholes") ? 3 : isGated(name, sample.layers) ? 4 : 1
        let size = matrix.count / classes
        for part in 0..<classes {
          check(
            "\(name), part \(part), \(cap)",
            matrix.array[part * size..<(part + 1) * size].map { Double($0) },
            Array(weightSlopes[index][part * size..<(part + 1) * size]))
        }
      }
      check("input, \(cap)", (input?.doubles ?? []).flatMap { $0.flatMap { $0 } }, inputSlopes)
    }
  }

  private func check(_ what: String, _ found: [Double], _ expected: [Double]) {
    guard found.count == expected.count else {
      Issue.record("\(what): \(found.count) slopes of \(expected.count)")
      return
    }
    let scale = expected.map { abs($0) }.max() ?? 0
    let allowed = Self.tolerance * max(scale, 0.1)
    // A class without slopes would be checked by nothing.
    #expect(scale > 10 * allowed, "\(what): no slope, seed \(Seed.value)")
    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
    #expect(
      zip(found, expected).allSatisfy { abs($0 - $1) <= allowed },  // not a number neither
      "\(what): off by \(worst) of \(scale), seed \(Seed.value)")
  }

  private func isGated(_ name: String, _ layers: [LayerDescription]) -> Bool {
    for (index, layer) in layers.enumerated() where name.hasPrefix("layer\(index).") {
      if case .lstm = layer { return true }
    }
    return false
  }

  /// The factors that each dropout layer draws, for each sequence: what it makes of ones, in a
  /// network that hands them on to a logit each.
  private func dropoutMasks(
    of architecture: NetworkArchitecture, _ layout: SequenceLayout, _ random: RandomSource
  ) -> [[ReferenceNetwork.Sequence]] {
    var result = layout.lengths.map { _ in [ReferenceNetwork.Sequence]() }
    var (width, factor) = (architecture.inputSize, 1)
    for (index, layer) in architecture.layers.enumerated() {
      if case .dropout = layer {
        let before = [LayerDescription](repeating: .subsample(factor: 1), count: index)
        let probe = NetworkArchitecture(
          inputSize: width, layers: before + [layer], outputSize: width)
        var network = Network(probe, initialRange: 0, seed: 0)
        for place in 0..<width { network.parameters[0][place, place] = 1 }
        let context = ComputeContext(kernels: Kernels(), threadCount: 1)
        let layout = SequenceLayout(lengths: layout.lengths.map { ($0 + factor - 1) / factor })
        let ones = SequenceBatch(
          layout: layout, values: Matrix(rows: layout.rowCount, columns: width, repeating: 1))
        let (masks, _) = PreparedNetwork(network, context: context).forward(ones, random: random)
        for (sequence, mask) in masks.doubles.enumerated() { result[sequence].append(mask) }
      }
      width = layer.outputSize(inputSize: width)
      if case .subsample(let steps) = layer { factor *= steps }
    }
    return result
  }
}
