public import DenseMath
public import RecurrentNetworks
public import SpeechFeatures

/// Where the peaks of a CTC network stand in the words they stand for.
///
/// CTC does not ask a network to emit a label at any place in particular, and each network settles
/// on its own: typically late in the word, always much the same for one word. So start and end are
/// learned from training utterances whose word times are known: the medians of the times from the
/// start to the peak and from the peak to the end. They go into the model's card.
public struct LabelTiming: Sendable {
  /// A word of which both the times and the peak are known, in seconds.
  public struct Sample: Sendable, Equatable {
    /// A label of the network.
    public var label: Int
    public var start: Double
    public var peak: Double
    public var end: Double

    public init(label: Int, start: Double, peak: Double, end: Double) {
      self.label = label
      self.start = start
      self.peak = peak
      self.end = end
    }
  }

  /// A card's `timings`: one for each of the labels 1 ..< `labelCount`. A label with fewer than
  /// `least` samples gets the medians over all samples.
  ///
  /// - Returns: `nil` without any sample.
  public static func estimate(
    _ samples: [Sample], labelCount: Int, least: Int = 5
  ) -> [ModelCard.Timing]? {
    guard !samples.isEmpty else { return nil }
    precondition(samples.allSatisfy { (1..<max(labelCount, 1)).contains($0.label) })
    func timing(_ part: [Sample]) -> ModelCard.Timing {
      ModelCard.Timing(
        fromStart: median(part.map { $0.peak - $0.start }),
        toEnd: median(part.map { $0.end - $0.peak }))
    }
    let common = timing(samples)
    return (1..<labelCount).map { label in
      let own = samples.filter { $0.label == label }
      return own.count < least ? common : timing(own)
    }
  }

  /// The samples of one utterance, by forced alignment of the network's outputs to its labels.
  ///
  /// - Parameters:
  ///   - logits: frames × labels, as the network gives them for the whole utterance.
  ///   - words: the utterance's labels in order, with their times in seconds.
  /// - Returns: none where the labels do not fit. Peaks more than half a second outside their words
  ///   are left out: there the network did not hear the word.
  public static func samples(
    logits: Matrix, words: [(label: Int, start: Double, end: Double)],
    features: FeatureConfiguration, subsampling: Int
  ) -> [Sample] {
    let posteriors = Softmax.posteriors(logits)
    guard let alignment = CTC.align(posteriors: posteriors, labeling: words.map(\.label)) else {
      return []
    }
    let clock = FrameClock(features, subsampling: subsampling)
    var result: [Sample] = []
    for (segment, word) in zip(alignment.segments, words) {
      let peak = clock.time(
        ofFrame: place(of: segment.label, around: segment.peak, posteriors))
      guard segment.score >= 0.1, peak >= word.start - 0.5, peak <= word.end + 0.5 else { continue }
      result.append(Sample(label: word.label, start: word.start, peak: peak, end: word.end))
    }
    return result
  }

  /// The place that `WordPeaks` gives a peak.
  private static func place(of label: Int, around peak: Int, _ posteriors: Matrix) -> Double {
    func isAbove(_ frame: Int) -> Bool { posteriors[frame, label] >= WordPeaks.floor }
    var (first, last) = (peak, peak)
    while first > 0 && isAbove(first - 1) { first -= 1 }
    while last + 1 < posteriors.rows && isAbove(last + 1) { last += 1 }
    var (mass, moment) = (0.0, 0.0)
    for frame in first...last {
      mass += Double(posteriors[frame, label])
      moment += Double(posteriors[frame, label]) * Double(frame)
    }
    return mass > 0 ? moment / mass : Double(peak)
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
