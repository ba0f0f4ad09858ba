internal import CKernels
package import DenseMath

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
/// Viterbi decoding of every pronunciation, entered anew at each frame, against the free phone loop: a
/// state's gain at a frame is its log posterior less the best label's, so that a path's sum is the
/// log-likelihood ratio of "the keyword was said here" to "whatever fits best was". It is divided by
/// the number of phones, lest long keywords be punished. Gains are never positive, so a path that is
/// below all floors is dropped without loss: a frame costs what the few paths alive cost, whatever the
/// number of keywords.
package struct KeywordSearch: Sendable {
  private let tree: KeywordTree
  /// A hit is certain when it has not been bettered for so many frames.
  private let patience: Int
  private var tokens: [ck_phone_token]
  private var active: [Int32]
  private var activeCounts: [Int32]
  private var ends: [ck_phone_hit]
  /// For each keyword the best hit that may still be bettered by one that overlaps it.
  private var pending: [KeywordHit?]
  /// The keywords with a pending hit.
  private var open: [Int] = []
  /// Frames that have been searched.
  package private(set) var frame = 0

  package init(_ tree: KeywordTree, patience: Int) {
    self.tree = tree
    self.patience = patience
    tokens = Array(
      repeating: ck_phone_token(
        phone: -.infinity, blank: -.infinity, phone_start: 0, blank_start: 0),
      count: tree.nodeCount)
    active = Array(repeating: 0, count: tree.nodeCount)
    activeCounts = Array(repeating: 0, count: tree.levelCount)
    ends = Array(repeating: ck_phone_hit(), count: tree.nodeCount)
    pending = Array(repeating: nil, count: tree.keywordCount)
  }

  /// Takes the next frames' log posteriors (frames × labels); returns the hits that are certain.
  package mutating func push(_ logPosteriors: Matrix) -> [KeywordHit] {
    var hits: [KeywordHit] = []
    var gains = [Float](repeating: 0, count: logPosteriors.columns)
    for index in 0..<logPosteriors.rows {
      let row = logPosteriors.row(index)
      var best = -Float.infinity
      for label in row.indices { best = max(best, row[label]) }
      for label in row.indices { gains[label] = row[label] - best }
      let count = step(gains)
      for hit in candidates(count) { offer(hit, into: &hits) }
      settle(into: &hits)
      frame += 1
    }
    return hits
  }

  /// The hits that were still open at the end.
  package mutating func finish() -> [KeywordHit] {
    let hits = open.sorted().compactMap { pending[$0] }
    for keyword in open { pending[keyword] = nil }
    open = []
    return hits.sorted { $0.frames.lowerBound < $1.frames.lowerBound }
  }

  /// Moves all paths on by a frame; returns how many `ends` there are.
  private mutating func step(_ gains: [Float]) -> Int {
    let now = Int32(clamping: frame)
    return unsafe tree.withTree { tree in
      unsafe tokens.withUnsafeMutableBufferPointer { tokens in
        unsafe active.withUnsafeMutableBufferPointer { active in
          unsafe activeCounts.withUnsafeMutableBufferPointer { counts in
            unsafe ends.withUnsafeMutableBufferPointer { ends in
              unsafe gains.withUnsafeBufferPointer { gains in
                var tree = unsafe tree
                return unsafe Int(
                  ck_phone_tree_step(
                    &tree, gains.baseAddress!, now, tokens.baseAddress!, active.baseAddress!,
                    counts.baseAddress!, ends.baseAddress!))
              }
            }
          }
        }
      }
    }
  }

  /// The best hit of each keyword among this frame's ends.
  private func candidates(_ count: Int) -> [KeywordHit] {
    var all: [KeywordHit] = []
    for end in ends[..<count] {
      for ending in tree.endings(of: Int(end.node)) {
        let mean = end.score / Float(ending.phoneCount)
        let start = Int(end.start)
        guard mean >= ending.floor, frame - start <= tree.framesPerPhone * ending.phoneCount else {
          continue
        }
        all.append(
          KeywordHit(
            keyword: ending.keyword, frames: start...frame, score: mean,
            phoneCount: ending.phoneCount))
      }
    }
    guard all.count > 1 else { return all }
    all.sort {
      ($0.keyword, -$0.score, -$0.frames.lowerBound, $0.phoneCount)
        < ($1.keyword, -$1.score, -$1.frames.lowerBound, $1.phoneCount)
    }
    var best = [all[0]]
    for hit in all.dropFirst() where hit.keyword != best[best.count - 1].keyword {
      best.append(hit)
    }
    return best
  }

  private mutating func offer(_ hit: KeywordHit, into hits: inout [KeywordHit]) {
    guard let held = pending[hit.keyword] else {
      pending[hit.keyword] = hit
      open.append(hit.keyword)
      return
    }
    if hit.frames.lowerBound > held.frames.upperBound {
      hits.append(held)
      pending[hit.keyword] = hit
    } else if hit.score > held.score {
      pending[hit.keyword] = hit
    }
  }

  /// Hands out the hits that have waited long enough.
  private mutating func settle(into hits: inout [KeywordHit]) {
    var kept = 0
    for keyword in open {
      guard let hit = pending[keyword] else { continue }
      if frame - hit.frames.upperBound > patience {
        hits.append(hit)
        pending[keyword] = nil
      } else {
        open[kept] = keyword
        kept += 1
      }
    }
    open.removeLast(open.count - kept)
  }
}

extension KeywordTree {
  /// The tree as the kernel sees it, valid within the call.
  fileprivate func withTree<Result>(_ body: (ck_phone_tree) -> Result) -> Result {
    unsafe labels.withUnsafeBufferPointer { labels in
      unsafe parents.withUnsafeBufferPointer { parents in
        unsafe firstChildren.withUnsafeBufferPointer { children in
          unsafe levelStarts.withUnsafeBufferPointer { levels in
            unsafe floors.withUnsafeBufferPointer { floors in
              unsafe frameLimits.withUnsafeBufferPointer { limits in
                unsafe isEnd.withUnsafeBufferPointer { isEnd in
                  unsafe body(
                    ck_phone_tree(
                      node_count: Int32(nodeCount), level_count: Int32(levelCount),
                      label: labels.baseAddress, parent: parents.baseAddress,
                      first_child: children.baseAddress, level_start: levels.baseAddress,
                      floor: floors.baseAddress, frame_limit: limits.baseAddress,
                      is_end: isEnd.baseAddress))
                }
              }
            }
          }
        }
      }
    }
  }
}
