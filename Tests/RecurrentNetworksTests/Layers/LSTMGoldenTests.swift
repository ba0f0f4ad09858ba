internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import Testing

/// A stacked bidirectional LSTM over sequences of unequal length against PyTorch: values, and the
/// gradients with respect to every weight and the input. See Golden/make_lstm.py.
@Suite struct LSTMGoldenTests {
  struct Golden: Decodable {
    var tool: String
    var cells: Int
    var layers: Int
    var weights: [String: [[Double]]]
    var gradients: [String: [[Double]]]
    var inputs: [[[Double]]]
    var slopes: [[[Double]]]
    var logits: [[[Double]]]
    var input_gradients: [[[Double]]]
  }

  @Test(arguments: InstructionSet.available) func valuesAndGradients(cap: InstructionSet) throws {
    let url = try #require(Bundle.module.url(forResource: "Golden/lstm", withExtension: "json"))
    let golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    try #require(golden.tool == "torch 2.13.0+cpu")
    try #require(golden.inputs.map(\.count) == [7, 7, 4, 1])

    let architecture = NetworkArchitecture(
      inputSize: golden.inputs[0][0].count,
      layers: [LayerDescription](
        repeating: .lstm(cells: golden.cells, direction: .bidirectional, peepholes: false),
        count: golden.layers),
      outputSize: golden.slopes[0][0].count)
    let shapes = architecture.parameterShapes
    try #require(Set(golden.weights.keys) == Set(shapes.map(\.name)))
    let network = Network(
      architecture,
      parameters: ParameterSet(shapes.map { ($0.name, matrix(golden.weights[$0.name]!)) }))

    let context = ComputeContext(kernels: Kernels(cap: cap), threadCount: 2)
    let prepared = PreparedNetwork(network, context: context)
    let batch = SequenceBatch(golden.inputs.map(matrix))
    let (logits, trace) = prepared.forward(batch, random: nil)
    expectEqual("logits", logits, golden.logits)
    expectEqual("logits of inference", prepared.logits(of: batch), golden.logits)
    let (gradient, input) = prepared.gradients(
      trace, logitsGradient: SequenceBatch(golden.slopes.map(matrix)), wantsInput: true)
    for (index, name) in gradient.names.enumerated() {
      expectEqual(name, [gradient[index].doubles], [golden.gradients[name]!])
    }
    expectEqual("input", try #require(input), golden.input_gradients)
  }

  private func matrix(_ rows: [[Double]]) -> Matrix {
    Matrix(rows: rows.count, columns: rows[0].count, rows.flatMap { $0.map { Float($0) } })
  }

  private func expectEqual(_ what: String, _ found: SequenceBatch, _ expected: [[[Double]]]) {
    expectEqual(what, found.doubles, expected)
  }

  /// Values are of order 1 to 10, sums of tens of floats.
  private func expectEqual(_ what: String, _ found: [[[Double]]], _ expected: [[[Double]]]) {
    let (flat, other) = (found.joined().joined(), expected.joined().joined())
    guard found.map(\.count) == expected.map(\.count), flat.count == other.count else {
      Issue.record("\(what): another shape")
      return
    }
    #expect(zip(flat, other).allSatisfy { abs($0 - $1) < 5e-6 }, "\(what)")
  }
}
