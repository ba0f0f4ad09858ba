public import DenseMath
internal import Foundation

/// Cross-entropy of a label a frame: −Σ w(t)·ln y(t, target(t)).
public enum FramewiseLoss {
  /// The target of frames that count nowhere: no loss, no error, no gradient.
  public static let ignored: Int32 = -1

  /// What `evaluate` finds, sequence by sequence.
  public struct Evaluation: Sendable {
    /// The weighted cross-entropy of each sequence, in nats.
    public var losses: [Double]
    /// Frames whose most probable label is not the target; weights do not enter.
    public var errors: [Int]
    /// Frames with a target.
    public var frames: [Int]
    /// T × B × C, of the summed losses with respect to the logits: w(t)·(y(t, k) − [k = target]).
    public var gradient: SequenceBatch
  }

  /// Compares logits with targets. A sequence with logits that are not numbers has the loss NaN.
  /// The result does not depend on the number of threads. O(T·B·C).
  ///
  /// - Parameters:
  ///   - logits: T × B × C, before the softmax.
  ///   - targets: for each sequence, in the order of the batch, a label a frame, or `ignored`.
  ///   - weights: for each sequence a weight a frame, such as `durationWeights`; 1 if `nil`.
  public static func evaluate(
    logits: SequenceBatch, targets: [[Int32]], weights: [[Float]]? = nil, context: ComputeContext
  ) -> Evaluation {
    let lengths = logits.layout.lengths
    precondition(targets.map(\.count) == lengths, "one target a frame")
    precondition(weights.map { $0.map(\.count) == lengths } ?? true, "one weight a frame")
    let parts = context.map(lengths.count) { index in
      evaluate(logits, index, targets: targets[index], weights: weights?[index])
    }
    return Evaluation(
      losses: parts.map(\.loss), errors: parts.map(\.errors), frames: parts.map(\.frames),
      gradient: SequenceBatch(parts.map(\.gradient)))
  }

  private static func evaluate(
    _ logits: SequenceBatch, _ sequence: Int, targets: [Int32], weights: [Float]?
  ) -> (loss: Double, errors: Int, frames: Int, gradient: Matrix) {
    var gradient = Matrix(rows: targets.count, columns: logits.width)
    var softmax = FrameSoftmax(width: logits.width)
    var (loss, errors, frames) = (0.0, 0, 0)
    for step in 0..<targets.count where targets[step] != ignored {
      let target = Int(targets[step])
      precondition(target >= 0 && target < logits.width, "a target is a column")
      let row = logits.values.row(logits.layout.row(step: step, sequence: sequence))
      let total = softmax.load(row)
      let weight = weights?[step] ?? 1
      loss += Double(weight) * (log(Double(total)) - Double(row[target] - softmax.largest))
      frames += 1
      // The first of equally probable labels is the answer.
      var answer = 0
      for label in 0..<row.count where row[label] > row[answer] { answer = label }
      errors += answer == target ? 0 : 1
      var slope = gradient.mutableRow(step)
      softmax.store(&slope, total: total)
      slope[target] -= 1
      if weight != 1 {
        for label in 0..<slope.count { slope[label] *= weight }
      }
    }
    return (loss, errors, frames, gradient)
  }

  /// Weights by which each segment of equal targets counts the same, however short: a frame's is
  /// 1 / its segment's frames, scaled so that the frames with a target weigh 1 on average
  /// (the weighted error of Graves and Schmidhuber, Neural Networks 18, 2005). Zero where ignored.
  public static func durationWeights(_ targets: [Int32]) -> [Float] {
    var weights = [Float](repeating: 0, count: targets.count)
    var (segments, frames) = (0, 0)
    var start = 0
    while start < targets.count {
      var end = start + 1
      while end < targets.count && targets[end] == targets[start] { end += 1 }
      if targets[start] != ignored {
        for index in start..<end { weights[index] = 1 / Float(end - start) }
        segments += 1
        frames += end - start
      }
      start = end
    }
    guard segments > 0 else { return weights }
    let scale = Float(frames) / Float(segments)
    return weights.map { $0 * scale }
  }
}
