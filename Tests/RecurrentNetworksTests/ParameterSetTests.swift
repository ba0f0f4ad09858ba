internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct ParameterSetTests {
  private let context = ComputeContext(kernels: Kernels(), threadCount: 2)

  private var sample: ParameterSet {
    ParameterSet([
      ("a", Matrix(rows: 2, columns: 2, [1, 2, 3, 4])), ("b", Matrix(rows: 1, columns: 1, [-5])),
    ])
  }

  @Test func byPlaceAndByName() {
    var set = sample
    #expect(set.count == 2 && set.names == ["a", "b"] && set.scalarCount == 5)
    #expect(set.index(of: "b") == 1 && set.index(of: "c") == nil)
    #expect(set["a"] == set[0] && set["c"] == nil)
    set[1][0, 0] = 7
    #expect(set["b"]?[0, 0] == 7)
    #expect(sample["b"]?[0, 0] == -5)
    #expect(set.zeros()[0] == Matrix(rows: 2, columns: 2))
    #expect(set.zeros().names == set.names)
  }

  @Test func normAndClipping() {
    var set = sample
    let norm = 55.0.squareRoot()
    #expect(abs(set.norm(on: context) - norm) < 1e-12)
    #expect(set.clip(norm: 100, on: context) == set.norm(on: context))
    #expect(set == sample)
    #expect(abs(set.clip(norm: 1, on: context) - norm) < 1e-12)
    #expect(abs(set.norm(on: context) - 1) < 1e-6)
    #expect(abs(Double(set[1][0, 0]) + 5 / norm) < 1e-6)
  }

  /// Beyond a float's range the norm still counts, and the gradient comes down to the limit.
  @Test func largeNorm() {
    var set = ParameterSet([("a", Matrix(rows: 1, columns: 4, repeating: 2e38))])
    #expect(abs(set.norm(on: context) / 4e38 - 1) < 1e-6)
    set.clip(norm: 3, on: context)
    #expect(abs(set.norm(on: context) - 3) < 1e-5)
  }

  @Test func movingMean() {
    var mean = sample
    var target = sample
    target.scale(by: 3, on: context)
    mean.move(towards: target, share: 0.25, on: context)
    #expect(mean[0].array == [1.5, 3, 4.5, 6])
    #expect(mean[1].array == [-7.5])
  }

  @Test func noise() {
    var set = ParameterSet([
      ("a", Matrix(rows: 50, columns: 40)), ("b", Matrix(rows: 30, columns: 20)),
    ])
    var random = RandomSource(seed: Seed.value, stream: 3)
    set.addNoise(deviation: 0.5, from: &random)
    // Mean square of 2,600 values: its deviation is a share of √(2/2600) = 2.8 %.
    let norm = set.norm(on: context)
    #expect(abs(norm * norm / 2600 / 0.25 - 1) < 0.14, "seed \(Seed.value)")
    var again = RandomSource(seed: Seed.value, stream: 3)
    var other = set.zeros()
    other.addNoise(deviation: 0.5, from: &again)
    #expect(other == set)
  }
}
