import DenseMath
import KeywordSpotting
import RecurrentNetworks
import SpeechFeatures
import SpottingSupport
import TestSupport
import Testing

@Suite struct PosteriorEngineTests {
  private func posteriors(
    _ model: Model, _ samples: [Float], _ windowing: Windowing, interleaved: Bool
  ) throws -> (rows: [[Float]], clock: FrameClock) {
    let engine = try PosteriorEngine(
      model, windowing: windowing, interleaved: interleaved, context: TestModels.context)
    var rows: [[Float]] = []
    var isRead = false
    try engine.posteriors(
      of: { () throws(AudioError) in
        defer { isRead = true }
        return isRead ? [] : samples
      },
      { part in
        for row in 0..<part.rows {
          rows.append((0..<part.columns).map { part[row, $0] })
        }
      })
    return (rows, engine.clock)
  }

  /// Every factor-th of the interleaved frames, from each place on, is what the network says of the
  /// recording without the frames before that place.
  @Test(arguments: [2, 3], [1, 2, 3, 7, 100, 101, 102])
  func interleavedFramesAreShiftedRuns(factor: Int, frames: Int) throws {
    // Its features do not look at their surroundings, so that dropping some does not change the rest.
    let model = TestModels.tones(subsampling: factor)
    let configuration = TestModels.features
    var random = RandomSource(seed: Seed.value, stream: UInt64(frames))
    let length = configuration.windowLength + (frames - 1) * configuration.hopLength
    let samples = (0..<length).map { _ in Float(random.uniform(in: -0.5...0.5)) }
    let windowing = Windowing(kept: 30, context: 24, batch: 3)
    let (all, clock) = try posteriors(model, samples, windowing, interleaved: true)
    let (coarse, coarseClock) = try posteriors(model, samples, windowing, interleaved: false)
    #expect(coarse.count == (all.count + factor - 1) / factor)
    #expect(clock.first == coarseClock.first)
    #expect(abs(clock.step * Double(factor) - coarseClock.step) < 1e-12)
    for start in 0..<min(factor, all.count) {
      let (shifted, _) = try posteriors(
        model, Array(samples[(start * configuration.hopLength)...]), windowing,
        interleaved: false)
      // The last groups hold what lies beyond the recording's end.
      for (index, row) in shifted.enumerated() where start + index * factor < all.count - factor {
        let other = all[start + index * factor]
        #expect(zip(row, other).allSatisfy { abs($0 - $1) < 1e-3 }, "frame \(index)")
      }
    }
  }
}
