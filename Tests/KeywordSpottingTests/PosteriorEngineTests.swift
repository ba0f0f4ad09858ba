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

  /// Every factor-th of the interleaved frames, from every second place on, is what the network says
  /// of the recording without the frames before that place; the others are between their neighbours.
  @Test(arguments: [2, 3, 5], [1, 2, 3, 7, 100, 101, 102])
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
    for start in stride(from: 0, to: min(factor, all.count), by: 2) {
      let (shifted, _) = try posteriors(
        model, Array(samples[(start * configuration.hopLength)...]), windowing,
        interleaved: false)
      // The last groups hold what lies beyond the recording's end.
      for (index, row) in shifted.enumerated() where start + index * factor < all.count - factor {
        let other = all[start + index * factor]
        #expect(zip(row, other).allSatisfy { abs($0 - $1) < 1e-3 }, "frame \(index)")
      }
    }
    for index in all.indices where index % factor % 2 == 1 {
      let next = index + 1 < all.count ? all[index + 1] : all[index - 1]
      let mean = zip(all[index - 1], next).map { ($0 + $1) / 2 }
      // Logits less a constant are log posteriors: so is the mean.
      let shift = mean[0] - all[index][0]
      #expect(zip(mean, all[index]).allSatisfy { abs($0 - $1 - shift) < 1e-3 }, "frame \(index)")
    }
  }
}
