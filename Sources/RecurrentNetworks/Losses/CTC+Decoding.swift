public import DenseMath

extension CTC {
  /// One label of a decoded path and the frames that it holds.
  public struct PathSegment: Sendable, Equatable {
    public var label: Int
    public var frames: Range<Int>
    /// The frame in which the label's posterior is largest; the first of equal ones.
    public var peak: Int
    /// The label's posterior at `peak`.
    public var score: Float

    public init(label: Int, frames: Range<Int>, peak: Int, score: Float) {
      self.label = label
      self.frames = frames
      self.peak = peak
      self.score = score
    }
  }

  /// The labelling of a path: repeats dropped, then blanks (the map B of Graves 2006).
  public static func collapse(_ path: [Int], blank: Int = 0) -> [Int] {
    var result: [Int] = []
    for index in path.indices where path[index] != blank {
      if index == 0 || path[index - 1] != path[index] { result.append(path[index]) }
    }
    return result
  }

  /// Best-path decoding: the most probable label of each frame, collapsed (Graves 2006, section
  /// 3.2). Not always the most probable labelling; `prefixSearch` is. O(T·C).
  ///
  /// - Parameter posteriors: T × C. Of equally probable labels the first wins; NaN never does.
  public static func bestPath(posteriors: Matrix, blank: Int = 0) -> [PathSegment] {
    let path = (0..<posteriors.rows).map { step in
      let row = posteriors.row(step)
      var best = 0
      for label in 0..<row.count where !(row[label] <= row[best]) && row[label] == row[label] {
        best = label
      }
      return best
    }
    return segments(of: path, posteriors: posteriors, blank: blank)
  }

  /// The segments of equal labels in `path`, without those of the blank.
  public static func segments(
    of path: [Int], posteriors: Matrix, blank: Int = 0
  ) -> [PathSegment] {
    precondition(path.count == posteriors.rows, "one label a frame")
    var result: [PathSegment] = []
    var start = 0
    while start < path.count {
      let label = path[start]
      var end = start + 1
      while end < path.count && path[end] == label { end += 1 }
      if label != blank {
        var peak = start
        for step in start..<end where posteriors[step, label] > posteriors[peak, label] {
          peak = step
        }
        result.append(
          PathSegment(
            label: label, frames: start..<end, peak: peak, score: posteriors[peak, label]))
      }
      start = end
    }
    return result
  }
}
