public import DenseMath
internal import Foundation

extension CTC {
  /// The most probable path of a known labelling.
  public struct Alignment: Sendable, Equatable {
    /// One a label, in order.
    public var segments: [PathSegment]
    /// The natural logarithm of the path's probability.
    public var logProbability: Double
  }

  /// Forced alignment: the most probable of the paths that collapse to `labeling`, by the Viterbi
  /// algorithm in the log domain. `nil` where no path has a probability above 0. Of equally
  /// probable paths it is the one that moves on earliest. O(T·L) time, one byte a frame and state.
  ///
  /// - Parameters:
  ///   - posteriors: T × C.
  ///   - labeling: labels in 0 ..< C, never the blank.
  public static func align(
    posteriors: Matrix, labeling: [Int], blank: Int = 0
  ) -> Alignment? {
    precondition(
      labeling.allSatisfy { $0 >= 0 && $0 < posteriors.columns && $0 != blank },
      "a label is a column and not the blank")
    let frames = posteriors.rows
    guard frames >= frameCount(needed: labeling) else { return nil }
    guard frames > 0 else { return Alignment(segments: [], logProbability: 0) }
    // States: blank, label 0, blank, …, label L − 1, blank.
    let states = [blank] + labeling.flatMap { [$0, blank] }
    var scores = [Double](repeating: -.infinity, count: states.count)
    scores[0] = 0
    /// How many states back the best way into each state comes from: 0, 1 or 2.
    var origins = [UInt8](repeating: 0, count: frames * states.count)
    for step in 0..<frames {
      let row = posteriors.row(step)
      // Downwards, so that each state still finds the scores of the frame before below it.
      for state in (0..<states.count).reversed() {
        var best = scores[state]
        var origin: UInt8 = 0
        if state > 0 && scores[state - 1] > best { (best, origin) = (scores[state - 1], 1) }
        if state > 1 && states[state] != blank && states[state] != states[state - 2]
          && scores[state - 2] > best
        {
          (best, origin) = (scores[state - 2], 2)
        }
        let emission = row[states[state]]
        scores[state] = emission > 0 ? best + log(Double(emission)) : -.infinity
        origins[step * states.count + state] = origin
      }
    }
    var state = states.count - 1
    if state > 0 && scores[state - 1] > scores[state] { state -= 1 }
    let logProbability = scores[state]
    guard logProbability > -.infinity else { return nil }
    var path = [Int](repeating: blank, count: frames)
    for step in (0..<frames).reversed() {
      path[step] = states[state]
      state -= Int(origins[step * states.count + state])
    }
    return Alignment(
      segments: segments(of: path, posteriors: posteriors, blank: blank),
      logProbability: logProbability)
  }
}
