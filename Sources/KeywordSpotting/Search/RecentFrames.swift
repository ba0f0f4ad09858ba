internal import CKernels

/// What a keyword search must know of the frames just past.
struct RecentFrames: Sendable {
  private let labelCount: Int
  /// At least so many frames are remembered.
  private let count: Int
  /// The frame that `gains` and the others begin with.
  private var first = 0
  /// Frames × labels: log posteriors less the best one's.
  private var gains: [Float] = []
  /// Frames × labels: before each frame, what a keyword may follow that begins with the label, relative
  /// to the best path, and the word before.
  private var entries: [ck_loop_gap] = []
  /// Up to and with each frame, what the best path gained since the beginning.
  private var sums: [Double] = []
  private var sum = 0.0

  init(labelCount: Int, count: Int) {
    self.labelCount = labelCount
    self.count = count
  }

  /// The frame after the last.
  var end: Int { first + sums.count }

  mutating func append(gains: [Float], entries: [ck_loop_gap], best: Float) {
    self.gains += gains
    self.entries += entries
    sum += Double(best)
    sums.append(sum)
    guard sums.count >= 2 * count else { return }
    let dropped = sums.count - count
    first += dropped
    sums.removeFirst(dropped)
    self.gains.removeFirst(dropped * labelCount)
    self.entries.removeFirst(dropped * labelCount)
  }

  func gains(_ frame: Int) -> [Float] {
    let start = (frame - first) * labelCount
    return Array(gains[start..<start + labelCount])
  }

  func entry(_ frame: Int, label: Int) -> ck_loop_gap {
    entries[(frame - first) * labelCount + label]
  }

  /// What the best path gained in these frames.
  func bestGain(_ frames: Range<Int>) -> Float {
    guard !frames.isEmpty else { return 0 }
    precondition(frames.lowerBound > first || frames.lowerBound == 0, "remembered frames")
    let before = frames.lowerBound > first ? sums[frames.lowerBound - 1 - first] : 0
    return Float(sums[frames.upperBound - 1 - first] - before)
  }
}
