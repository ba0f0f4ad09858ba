public import DenseMath
internal import Foundation

extension CTC {
  /// A labelling that prefix search found.
  public struct PrefixSearchResult: Sendable, Equatable {
    public var labeling: [Int]
    /// The natural logarithm of the labelling's probability; in sections, of their product.
    public var logProbability: Double
    /// Whether no other labelling (of any section) can be more probable: false where a section
    /// reached the limit of expansions.
    public var isExact: Bool
  }

  /// Prefix search decoding: the most probable labelling, over all of its paths (Graves 2006,
  /// section 3.2 and its appendix's algorithm), best prefix first.
  ///
  /// The number of prefixes to look at can grow exponentially with the length where the posteriors
  /// are not peaked. A `sectionThreshold` keeps sections short: the frames are parted after each
  /// whose blank has a posterior above it, and each part is searched alone. The parts' best
  /// labellings together need not be the best of the whole. `expansionLimit` bounds
  /// the work in any case: the best labelling found so far, the best path's at least, is then the
  /// answer. O(expansions · C · T) time a section, in the log domain in `Double`.
  ///
  /// - Parameters:
  ///   - posteriors: T × C; rows sum to 1.
  ///   - sectionThreshold: `nil` searches the whole at once; the paper uses 0.9999.
  ///   - expansionLimit: prefixes whose successors are looked at, per section.
  public static func prefixSearch(
    posteriors: Matrix, blank: Int = 0, sectionThreshold: Float? = 0.9999,
    expansionLimit: Int = 1_000
  ) -> PrefixSearchResult {
    precondition(posteriors.rows == 0 || blank >= 0 && blank < posteriors.columns)
    var result = PrefixSearchResult(labeling: [], logProbability: 0, isExact: true)
    var start = 0
    while start < posteriors.rows {
      var end = posteriors.rows
      if let sectionThreshold {
        end = start
        while end < posteriors.rows && !(posteriors[end, blank] > sectionThreshold) { end += 1 }
        // The blank that ends a section is its last frame.
        end = Swift.min(end + 1, posteriors.rows)
      }
      let section = PrefixSearch(posteriors: posteriors, frames: start..<end, blank: blank)
        .search(expansionLimit: expansionLimit)
      result.labeling += section.labeling
      result.logProbability += section.logProbability
      result.isExact = result.isExact && section.isExact
      start = end
    }
    return result
  }
}

/// The search of one section.
private struct PrefixSearch {
  /// A prefix whose longer labellings may hold the best one, and their probability together.
  struct Candidate {
    var prefix: [Int]
    var mass: Double
  }

  /// For each frame, the log probability of the paths that read as the prefix and end in it or in
  /// a blank: γ(p_n, t) and γ(p_b, t).
  struct Paths {
    var label: [Double]
    var blank: [Double]
  }

  let blank: Int
  /// T × C log posteriors, by label: `logs[k][t]`.
  let logs: [[Double]]
  /// Labels by their largest posterior: the likeliest successors come first.
  let labels: [Int]
  let frameCount: Int

  init(posteriors: Matrix, frames: Range<Int>, blank: Int) {
    self.blank = blank
    frameCount = frames.count
    logs = (0..<posteriors.columns).map { label in
      frames.map { step in
        let value = posteriors[step, label]
        return value > 0 ? log(Double(value)) : -.infinity
      }
    }
    let peaks = logs.map { $0.max() ?? -.infinity }
    labels = peaks.indices.filter { $0 != blank && peaks[$0] > -.infinity }
      .sorted { (peaks[$1], $0) < (peaks[$0], $1) }
  }

  func search(expansionLimit: Int) -> CTC.PrefixSearchResult {
    let empty = emptyPrefix()
    var best = (labeling: [Int](), score: empty.blank.last ?? 0)
    consider(bestPathLabeling(), &best)
    var candidates = [Candidate(prefix: [], mass: log1m(exp(empty.blank.last ?? 0)))]
    var expansions = 0
    while let index = candidates.indices.max(by: { candidates[$0].mass < candidates[$1].mass }) {
      let candidate = candidates.remove(at: index)
      guard candidate.mass > best.score else { break }
      guard expansions < expansionLimit else {
        return CTC.PrefixSearchResult(
          labeling: best.labeling, logProbability: best.score, isExact: false)
      }
      expansions += 1
      let parent = paths(of: candidate.prefix)
      // The share of the candidate's mass that the labels not yet looked at have.
      var rest = 1.0
      for label in labels {
        let (child, prefixed) = extend(parent, candidate.prefix.last, by: label)
        let score = logAdd(child.label.last!, child.blank.last!)
        let longer = prefixed + log1m(exp(score - prefixed))
        if score > best.score { best = (candidate.prefix + [label], score) }
        if longer > best.score {
          candidates.append(Candidate(prefix: candidate.prefix + [label], mass: longer))
        }
        rest -= exp(prefixed - candidate.mass)
        // A margin for the rounding of the differences.
        if log(Swift.max(rest, 0) + 1e-9) + candidate.mass <= best.score { break }
      }
    }
    return CTC.PrefixSearchResult(
      labeling: best.labeling, logProbability: best.score, isExact: true)
  }

  private func emptyPrefix() -> Paths {
    var sum = 0.0
    let blanks = logs[blank].map { value in
      sum += value
      return sum
    }
    return Paths(label: [Double](repeating: -.infinity, count: frameCount), blank: blanks)
  }

  private func paths(of prefix: [Int]) -> Paths {
    var result = emptyPrefix()
    for index in prefix.indices {
      result = extend(result, index == 0 ? nil : prefix[index - 1], by: prefix[index]).paths
    }
    return result
  }

  /// The paths of a prefix with one label more, and the log probability of all labellings that
  /// start with it.
  private func extend(
    _ parent: Paths, _ last: Int?, by label: Int
  ) -> (paths: Paths, prefixed: Double) {
    var result = Paths(
      label: [Double](repeating: -.infinity, count: frameCount),
      blank: [Double](repeating: -.infinity, count: frameCount))
    let emissions = logs[label]
    let blanks = logs[blank]
    var prefixed = last == nil ? emissions[0] : -.infinity
    result.label[0] = prefixed
    for step in 1..<Swift.max(1, frameCount) {
      // A repeated label needs a blank between.
      let new =
        last == label
        ? parent.blank[step - 1] : logAdd(parent.blank[step - 1], parent.label[step - 1])
      result.label[step] = emissions[step] + logAdd(new, result.label[step - 1])
      result.blank[step] =
        blanks[step] + logAdd(result.blank[step - 1], result.label[step - 1])
      prefixed = logAdd(prefixed, emissions[step] + new)
    }
    return (result, prefixed)
  }

  private func bestPathLabeling() -> [Int] {
    let path = (0..<frameCount).map { step in
      logs.indices.reduce(0) { logs[$1][step] > logs[$0][step] ? $1 : $0 }
    }
    return CTC.collapse(path, blank: blank)
  }

  private func consider(_ labeling: [Int], _ best: inout (labeling: [Int], score: Double)) {
    let paths = paths(of: labeling)
    let score = logAdd(paths.label.last ?? -.infinity, paths.blank.last ?? 0)
    if score > best.score { best = (labeling, score) }
  }

  private func logAdd(_ a: Double, _ b: Double) -> Double {
    let (high, low) = a > b ? (a, b) : (b, a)
    return low == -.infinity ? high : high + log1p(exp(low - high))
  }

  /// ln(1 − p); −∞ where p is 1 or, by rounding, more.
  private func log1m(_ p: Double) -> Double { p < 1 ? log1p(-p) : -.infinity }
}
