internal import RecurrentNetworks
internal import Testing

@Suite struct FalseAlarmCurveTests {
  private let curve = ModelCard.FalseAlarmCurve(
    phones: 5, rates: [0.1, 1, 10], scores: [0.8, 0.5, 0.3])

  @Test(arguments: [
    // Measured, between by logarithms, and beyond.
    (0.1, 0.8), (1, 0.5), (10, 0.3), (10.0.squareRoot(), 0.4), (0.01, 0.8), (1000, 0.3),
  ])
  func scores(rate: Double, score: Double) {
    #expect(abs(curve.score(falseAlarmsPerHour: rate) - score) < 1e-12)
  }
}
