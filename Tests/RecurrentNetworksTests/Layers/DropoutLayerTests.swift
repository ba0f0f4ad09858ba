internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct DropoutLayerTests {
  let context = ComputeContext(kernels: Kernels(), threadCount: 1)

  /// A network that hands `layers`' output on, a logit each.
  private func bare(_ layers: [LayerDescription], width: Int) -> PreparedNetwork {
    var network = Network(
      NetworkArchitecture(inputSize: width, layers: layers, outputSize: width), initialRange: 0,
      seed: 0)
    for place in 0..<width { network.parameters[0][place, place] = 1 }
    return PreparedNetwork(network, context: context)
  }

  private func ones(_ lengths: [Int], width: Int) -> SequenceBatch {
    let layout = SequenceLayout(lengths: lengths)
    return SequenceBatch(
      layout: layout, values: Matrix(rows: layout.rowCount, columns: width, repeating: 1))
  }

  @Test(arguments: [0.1, 0.5, 0.9]) func shareAndScale(rate: Double) {
    let batch = ones([400, 300], width: 31)
    let random = RandomSource(seed: Seed.value, stream: 1)
    let (output, _) = bare([.dropout(rate: rate)], width: 31).forward(batch, random: random)
    let values = output.values.array
    let kept = values.filter { $0 != 0 }
    #expect(kept.allSatisfy { abs($0 - Float(1 / (1 - rate))) < 1e-5 })
    let count = Double(values.count)
    let deviation = (rate * (1 - rate) / count).squareRoot()
    #expect(abs(1 - Double(kept.count) / count - rate) < 5 * deviation, "seed \(Seed.value)")
    // Neighbours fall independently of each other.
    let pairs = zip(values, values.dropFirst()).filter { $0 == 0 && $1 == 0 }.count
    let both = rate * rate
    #expect(
      abs(Double(pairs) / count - both) < 8 * (both * (1 - both) / count).squareRoot(),
      "seed \(Seed.value)")
  }

  @Test func sourcesDecide() {
    let batch = ones([50], width: 8)
    let network = bare([.dropout(rate: 0.5)], width: 8)
    let random = RandomSource(seed: Seed.value, stream: 1)
    let first = network.forward(batch, random: random).logits.values
    #expect(network.forward(batch, random: random).logits.values == first)
    let other = RandomSource(seed: Seed.value, stream: 2)
    #expect(network.forward(batch, random: other).logits.values != first)
    // Layers draw apart: two of the same source let fewer values through than one.
    let twice = bare([.dropout(rate: 0.5), .dropout(rate: 0.5)], width: 8)
    let through = twice.forward(batch, random: random).logits.values.array.filter { $0 != 0 }
    #expect(through.count < 150)
    #expect(through.allSatisfy { $0 == 4 })
  }

  @Test func nothingFallsWithoutRandomNumbersOrRate() {
    let batch = ones([9, 4], width: 3)
    let random = RandomSource(seed: Seed.value)
    let network = bare([.dropout(rate: 0.7)], width: 3)
    #expect(network.forward(batch, random: nil).logits.values == batch.values)
    #expect(network.logits(of: batch).values == batch.values)
    #expect(
      bare([.dropout(rate: 0)], width: 3).forward(batch, random: random).logits.values
        == batch.values)
  }
}
