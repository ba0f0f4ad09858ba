package import DenseMath
internal import Foundation

/// A place where a keyword fits the network's outputs.
package struct KeywordHit: Sendable, Equatable {
  package let keyword: Int
  /// Frames of the network's output, from the first phone's first to the last phone's last.
  package let frames: ClosedRange<Int>
  /// Mean over the phones of the log-likelihood ratio against the free phone loop; at most 0.
  package let score: Float
  /// The phones of the pronunciation that was heard.
  package let phoneCount: Int

  /// The log-likelihood ratio itself.
  package var total: Float { score * Float(phoneCount) }
}

/// All keywords in one pass over CTC outputs of any length, in constant memory a keyword.
///
/// Viterbi decoding of every chain of the graph, entered anew at each frame, against the free
/// phone loop: a state's gain at a frame is its log posterior less the best label's, so that a
/// chain's sum is the log-likelihood ratio of "the keyword was said here" to "whatever fits best
/// was". It is divided by the number of phones, lest long keywords be punished. O(states) a frame.
package struct KeywordSearch: Sendable {
  private let graph: KeywordGraph
  private let floor: Float
  private let frameLimit: Int
  private var scores: [Float]
  private var starts: [Int32]
  /// For each keyword the best hit that may still be bettered by one that overlaps it.
  private var pending: [KeywordHit?]
  private var frame = 0

  /// - Parameters:
  ///   - floor: hits of a lower score are not reported.
  ///   - framesPerPhone: a chain that takes longer than this on average is given up.
  package init(_ graph: KeywordGraph, keywordCount: Int, floor: Float, framesPerPhone: Int) {
    self.graph = graph
    self.floor = floor
    self.frameLimit = framesPerPhone
    scores = [Float](repeating: -.infinity, count: graph.labels.count)
    starts = [Int32](repeating: 0, count: graph.labels.count)
    pending = [KeywordHit?](repeating: nil, count: keywordCount)
  }

  /// Takes the next frames' log posteriors (frames × labels); returns the hits that are certain.
  package mutating func push(_ logPosteriors: Matrix) -> [KeywordHit] {
    var hits: [KeywordHit] = []
    for row in 0..<logPosteriors.rows {
      step(logPosteriors.row(row), into: &hits)
    }
    return hits
  }

  /// The hits that were still open at the end.
  package mutating func finish() -> [KeywordHit] {
    let hits = pending.compactMap { $0 }.sorted { $0.frames.lowerBound < $1.frames.lowerBound }
    pending = pending.map { _ in nil }
    return hits
  }

  private mutating func step(_ logPosteriors: Span<Float>, into hits: inout [KeywordHit]) {
    var best = -Float.infinity
    for label in logPosteriors.indices { best = max(best, logPosteriors[label]) }
    var found: [KeywordHit] = []
    var (states, entries) = (scores, starts)
    (scores, starts) = ([], [])  // moved, not copied
    let now = Int32(frame)
    for chain in graph.chains {
      // From the last state to the first, so that each reads its predecessors' old values.
      for state in stride(
        from: chain.states.upperBound - 1, through: chain.states.lowerBound, by: -1)
      {
        var score = states[state]
        var start = entries[state]
        if state == chain.states.lowerBound {
          // Entering anew is always at least as good as having entered before.
          (score, start) = (0, now)
        } else {
          if states[state - 1] > score {
            (score, start) = (states[state - 1], entries[state - 1])
          }
          if graph.skips[state], states[state - 2] > score {
            (score, start) = (states[state - 2], entries[state - 2])
          }
        }
        states[state] = score + (logPosteriors[graph.labels[state]] - best)
        entries[state] = start
      }
      let last = chain.states.upperBound - 1
      let mean = states[last] / Float(chain.phoneCount)
      let length = Int(now - entries[last])
      if mean >= floor && length <= frameLimit * chain.phoneCount {
        found.append(
          KeywordHit(
            keyword: chain.keyword, frames: Int(entries[last])...frame, score: mean,
            phoneCount: chain.phoneCount))
      }
    }
    (scores, starts) = (states, entries)
    for hit in found { offer(hit, into: &hits) }
    // A hit is certain once no live token can overlap it: tokens are given up at the limit.
    for keyword in pending.indices {
      if let hit = pending[keyword], frame - hit.frames.upperBound > frameLimit {
        hits.append(hit)
        pending[keyword] = nil
      }
    }
    frame += 1
  }

  private mutating func offer(_ hit: KeywordHit, into hits: inout [KeywordHit]) {
    guard let held = pending[hit.keyword] else {
      pending[hit.keyword] = hit
      return
    }
    if hit.frames.lowerBound > held.frames.upperBound {
      hits.append(held)
      pending[hit.keyword] = hit
    } else if hit.score > held.score {
      pending[hit.keyword] = hit
    }
  }
}
