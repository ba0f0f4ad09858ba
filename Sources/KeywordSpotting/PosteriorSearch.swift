internal import DenseMath
internal import Foundation
internal import RecurrentNetworks

/// What is asked of a network's outputs, ready for any number of recordings.
package struct SearchPlan: Sendable {
  enum Target: Sendable {
    /// Labels are keywords: for each whether it was asked for.
    case words([Bool])
    /// Labels are phones.
    case phones(KeywordTree, keywords: [Keyword], priors: [Float], words: WordLoop)
  }

  /// Output frames that a keyword may take for each of its phones.
  static let framesPerPhone = 40
  /// How far below what it needs a keyword's path may be before it is over.
  static let pathMargin: Float = 7
  /// The same for keywords from clips, which are not weighed against words: they may be one.
  static let examplePathFloor: Float = -40
  /// The power of the labels' shares that log posteriors are freed of. Chosen on held-out training
  /// speakers.
  static let shareExponent = 0.4

  /// The weight of a hit's odds, since the network is too sure of itself. Chosen likewise.
  private static let oddsWeight = 0.6

  /// What the logarithm of odds says.
  static func probability(odds: Float) -> Double { 1 / (1 + exp(-oddsWeight * Double(odds))) }

  /// The logarithm of the odds that a probability needs.
  static func odds(probability: Double) -> Float {
    Float(log(probability / max(1 - probability, 1e-6)) / oddsWeight)
  }

  /// What each phone beyond four, up to the twelfth, adds to the logarithm of the odds that a score says: of
  /// two keywords that are heard alike the longer one was more often said. Chosen likewise.
  private static let oddsPerPhone = 0.4

  /// The score of a keyword of so many phones that was heard with the probability `heard`.
  package static func score(heard: Double, phoneCount: Int) -> Double {
    moved(heard, by: oddsPerPhone * Double(min(phoneCount, 12) - 4))
  }

  /// The probability with which a keyword of so many phones has to be heard for a score.
  package static func heard(score: Double, phoneCount: Int) -> Double {
    moved(score, by: -oddsPerPhone * Double(min(phoneCount, 12) - 4))
  }

  private static func moved(_ probability: Double, by change: Double) -> Double {
    let odds = probability * exp(change)
    return odds / (odds + (1 - probability))
  }

  let target: Target
  let labels: [String]
  let timings: [ModelCard.Timing]?
  /// The lowest of all scores that are reported.
  let threshold: Double
  /// By keyword, where keywords have thresholds of their own.
  let thresholds: [String: Double]
  let clock: FrameClock
  /// Added to the log posteriors of phones.
  let labelBonuses: [Float]
  /// Output frames after which a hit is not bettered any more, and is weighed against what followed.
  private(set) var patience = 20

  /// For audio that is still coming: hits wait for less of what follows.
  var whileHeard: SearchPlan {
    var plan = self
    plan.patience = 10
    return plan
  }

  /// Output frames before the latest that a hit yet to be decided on may begin at, of keywords that come
  /// from clips; 0 if there are none.
  var exampleSpan: Int {
    guard case .phones(_, let keywords, _, _) = target else { return 0 }
    let phones = keywords.lazy.filter { !$0.clips.isEmpty }.flatMap {
      $0.pronunciations.map(\.count)
    }
    return phones.max().map { Self.framesPerPhone * $0 + 2 * patience + 1 } ?? 0
  }

  func isReported(_ detection: Detection) -> Bool {
    detection.score >= thresholds[detection.keyword] ?? threshold
  }
}

/// One recording's search: log posteriors as they come, detections at the end.
struct PosteriorSearch: PosteriorConsumer {
  private let plan: SearchPlan
  private var words: WordPeaks?
  private var phones: KeywordSearch?
  /// What keywords from clips are compared with.
  private var heard = HeardFrames()
  private let exampleSpan: Int
  private var found: [Detection] = []
  /// For `takeNew`: the end of each keyword's latest.
  private var lastTold: [String: Double] = [:]

  init(_ plan: SearchPlan) {
    self.plan = plan
    exampleSpan = plan.exampleSpan
    switch plan.target {
    case .words:
      words = WordPeaks(labelCount: plan.labels.count)
    case .phones(let tree, _, let priors, let words):
      phones = KeywordSearch(
        tree, priors: priors, against: words, patience: plan.patience)
    }
  }

  mutating func push(_ logPosteriors: Matrix) {
    if let peaks = words?.push(logPosteriors) { add(peaks) }
    if exampleSpan > 0 { heard.append(logPosteriors) }
    if let hits = phones?.push(logPosteriors.adding(plan.labelBonuses)) {
      for hit in hits { add(hit) }
    }
    if exampleSpan > 0, let frame = phones?.frame { heard.forget(before: frame - exampleSpan) }
  }

  /// Everything of at least the threshold, in order of start, within 0 … `duration` seconds.
  mutating func finish(duration: Double) -> Findings {
    close()
    return Findings(
      detections: Detection.merged(within(duration)).filter(plan.isReported),
      duration: duration)
  }

  /// What was found, within 0 … `duration` seconds.
  private func within(_ duration: Double) -> [Detection] {
    found.map { detection in
      var result = detection
      result.start = min(max(result.start, 0), duration)
      result.end = min(max(result.end, result.start), duration)
      return result
    }
  }

  /// Decides on everything that was waiting for more.
  mutating func close() {
    if let peaks = words?.finish() { add(peaks) }
    for hit in phones?.finish() ?? [] { add(hit) }
  }

  private mutating func add(_ peaks: [WordPeaks.Peak]) {
    guard case .words(let wanted) = plan.target else { return }
    for peak in peaks where wanted[peak.label] {
      let time = plan.clock.time(ofFrame: peak.place)
      let timing = plan.timings?[peak.label - 1] ?? .init(fromStart: 0.2, toEnd: 0.2)
      found.append(
        Detection(
          keyword: plan.labels[peak.label], start: time - timing.fromStart,
          end: time + timing.toEnd, score: peak.score))
    }
  }

  /// What has been found since the last call and need not wait for what follows, within 0 … `duration`
  /// seconds; nothing twice.
  mutating func takeNew(duration: Double) -> [Detection] {
    let new = Detection.inOrder(within(duration)).filter(plan.isReported)
    found = []
    var result: [Detection] = []
    for detection in new {
      // A word seen twice is told once.
      if let last = lastTold[detection.keyword], detection.start < last { continue }
      lastTold[detection.keyword] = detection.end
      result.append(detection)
    }
    return result
  }

  private mutating func add(_ hit: KeywordHit) {
    guard case .phones(_, let keywords, _, _) = plan.target else { return }
    let keyword = keywords[hit.keyword]
    let timing = plan.timings?.first ?? .init(fromStart: 0.04, toEnd: 0.06)
    found.append(
      Detection(
        keyword: keyword.name,
        start: plan.clock.time(ofFrame: Double(hit.frames.lowerBound)) - timing.fromStart,
        end: plan.clock.time(ofFrame: Double(hit.frames.upperBound)) + timing.toEnd,
        score: score(hit, of: keyword)))
  }

  private func score(_ hit: KeywordHit, of keyword: Keyword) -> Double {
    let likeness = exp(Double(min(gain(hit, of: keyword), 0)))
    guard keyword.clips.isEmpty else { return likeness }
    return SearchPlan.score(
      heard: likeness * SearchPlan.probability(odds: hit.odds + hit.lead),
      phoneCount: hit.phoneCount)
  }

  /// The hit's gain a phone or, for a keyword from clips, the mean over the phones of both ways to compare: those
  /// of the clip with the place, and those of the place, and a little around it, with the clip.
  private func gain(_ hit: KeywordHit, of keyword: Keyword) -> Float {
    guard !keyword.clips.isEmpty else { return hit.meanGain }
    let margin = 2
    let frames = max(hit.frames.lowerBound - margin, 0)...hit.frames.upperBound + margin
    let labels = heard.labels(in: frames)
    guard let gain = keyword.clips.map({ $0.gain(of: labels) }).max() else { return hit.meanGain }
    return (hit.gain + gain) / Float(hit.phoneCount + labels.count)
  }
}

extension Matrix {
  /// The same with a value added to each column.
  fileprivate func adding(_ values: [Float]) -> Matrix {
    guard !values.isEmpty else { return self }
    var result = self
    for index in 0..<rows {
      var row = result.mutableRow(index)
      for column in 0..<columns { row[column] += values[column] }
    }
    return result
  }
}
