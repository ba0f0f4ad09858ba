import DenseMath
import KeywordSpotting
import Testing

@Suite struct FeatureWindowsTests {
  /// Frames that say which they are.
  private func frames(_ range: Range<Int>) -> Matrix {
    Matrix(rows: range.count, columns: 2, range.flatMap { [Float($0), -Float($0)] })
  }

  private func windows(
    _ count: Int, kept: Int, context: Int, subsampling: Int = 1, chunk: Int
  ) -> [FeatureWindow] {
    var cutter = FeatureWindows(
      width: 2, subsampling: subsampling, windowing: Windowing(kept: kept, context: context))
    var result: [FeatureWindow] = []
    for start in stride(from: 0, to: count, by: chunk) {
      cutter.push(frames(start..<min(start + chunk, count)))
      while let window = cutter.nextWindow() { result.append(window) }
    }
    cutter.finish()
    while let window = cutter.nextWindow() { result.append(window) }
    return result
  }

  @Test(arguments: [0, 1, 9, 10, 14, 15, 16, 25, 26, 101], [1, 3])
  func everyFrameIsKeptOnce(_ count: Int, _ subsampling: Int) {
    for chunk in [1, 4, 1000] {
      let all = windows(count, kept: 9, context: 6, subsampling: subsampling, chunk: chunk)
      var next = 0
      for window in all {
        // The first frame that counts is the one after the last window's.
        #expect(Int(window.values[window.skipped, 0]) == next)
        #expect(window.skipped == min(next, 6))
        // Frames stand in order, and what follows is there as far as the recording goes.
        let first = Int(window.values[0, 0])
        for row in 0..<window.values.rows { #expect(Int(window.values[row, 0]) == first + row) }
        let end = min(next + window.kept, count)
        #expect(first + window.values.rows >= min(end + 6, count))
        next = end
      }
      #expect(next == count)
      // How frames come does not matter.
      let whole = windows(count, kept: 9, context: 6, subsampling: subsampling, chunk: 7)
      #expect(all.map(\.values) == whole.map(\.values))
    }
  }

  @Test func shortRecordingsAreOneWindow() {
    #expect(windows(15, kept: 9, context: 6, chunk: 4).count == 1)
    #expect(windows(16, kept: 9, context: 6, chunk: 4).count == 2)
  }
}
