internal import CKernels
package import DenseMath

/// A place where a keyword fits the network's outputs.
package struct KeywordHit: Sendable, Equatable {
  package let keyword: Int
  /// Frames of the network's output, from the first phone's first to the last phone's last.
  package let frames: ClosedRange<Int>
  /// The log-likelihood ratio of the keyword's path to whatever fits best in these frames; at most 0.
  package let gain: Float
  /// The phones of the pronunciation that was heard.
  package let phoneCount: Int
  /// The logarithm of the odds of "the keyword was said here" to "other words were".
  package fileprivate(set) var odds: Float
  /// By how much words explain this place and what is around it better with words that sound like the keyword
  /// than without them; 0 if they do not take it for one.
  package fileprivate(set) var lead: Float = 0
  fileprivate let lastLabel: Int
  /// The node of the loop with which common words of this sound end; 0 if there is none.
  fileprivate let loopNode: Int32

  /// The gain a phone.
  package var meanGain: Float { gain / Float(phoneCount) }
}

/// All keywords in one pass over CTC outputs of any length, in constant memory a keyword.
///
/// Viterbi decoding of every pronunciation, entered at each frame from the best path of a loop of common
/// words, and against it: a path's score is the logarithm of its odds to the best path without the
/// keyword. When what follows has been heard, words go on from the keyword's end, and both are compared
/// once more: a keyword that is the beginning of another word leaves a rest that fits nothing. Where the best
/// path takes the place for a word that sounds like the keyword, its lead over the best path without such words
/// tells how sure that is. Words that go on when the recording ends were cut off, which seldom happens and costs.
///
/// Paths below their floor are dropped, so a frame costs what the few paths alive cost, whatever the
/// number of keywords.
package struct KeywordSearch: Sendable {
  private let tree: KeywordTree
  /// For each keyword what speaks for it before anything is heard.
  private let priors: [Float]
  /// A hit is certain when it has not been bettered for so many frames; then it is weighed against
  /// what was said in them.
  private let patience: Int
  private var loop: WordLoopDecoder
  /// For what follows a keyword, and what is around it.
  private var sequel: WordLoopDecoder
  private var recent: RecentFrames
  private let words: WordLoop
  /// For each node of the tree the node of the loop with which common words of its sound end; 0 if there are none.
  private let loopNodes: [Int32]
  private var tokens: [ck_phone_token]
  private var active: [Int32]
  private var activeCounts: [Int32]
  private var ends: [ck_phone_hit]
  /// For each keyword the best hit that may still be bettered by one that overlaps it.
  private var pending: [KeywordHit?]
  /// The keywords with a pending hit.
  private var open: [Int] = []
  /// Hits that are not bettered any more, and wait for what follows.
  private var waiting: [KeywordHit] = []
  /// Frames that have been searched.
  package private(set) var frame = 0
  private var isOver = false

  package init(
    _ tree: KeywordTree, priors: [Float], against words: WordLoop, patience: Int,
    beam: Float = WordLoopDecoder.beam
  ) {
    precondition(priors.count == tree.keywordCount, "a prior each")
    self.tree = tree
    self.priors = priors
    self.patience = patience
    self.words = words
    loopNodes = words.ends(of: tree)
    loop = WordLoopDecoder(words, beam: beam)
    sequel = loop
    recent = RecentFrames(
      labelCount: words.labelCount, count: tree.frameLimit + 2 * patience + Self.margin + 2)
    tokens = Array(
      repeating: ck_phone_token(
        phone: -.infinity, blank: -.infinity, phone_start: 0, blank_start: 0),
      count: tree.nodeCount)
    active = Array(repeating: 0, count: tree.nodeCount)
    activeCounts = Array(repeating: 0, count: tree.levelCount)
    ends = Array(repeating: ck_phone_hit(), count: tree.nodeCount)
    pending = Array(repeating: nil, count: tree.keywordCount)
  }

  /// Takes the next frames' log posteriors (frames × labels), each perhaps with something added;
  /// returns the hits that are certain.
  package mutating func push(_ logPosteriors: Matrix) -> [KeywordHit] {
    var hits: [KeywordHit] = []
    var gains = [Float](repeating: 0, count: logPosteriors.columns)
    var entries = [ck_loop_gap](repeating: .init(score: 0, after: 0), count: gains.count)
    var entryScores = gains
    for index in 0..<logPosteriors.rows {
      let row = logPosteriors.row(index)
      var top = -Float.infinity
      for label in row.indices { top = max(top, row[label]) }
      for label in row.indices { gains[label] = row[label] - top }
      loop.writeEntries(to: &entries)
      let best = loop.step(gains)
      recent.append(gains: gains, entries: entries, best: best)
      for label in gains.indices {
        gains[label] -= best
        entryScores[label] = entries[label].score
      }
      let count = step(gains, entryScores)
      for hit in candidates(count) { offer(hit) }
      settle()
      frame += 1
      decide(upTo: frame - 1 - patience, into: &hits)
    }
    return hits
  }

  /// The hits that were still open at the end.
  package mutating func finish() -> [KeywordHit] {
    isOver = true
    waiting += open.compactMap { pending[$0] }
    for keyword in open { pending[keyword] = nil }
    open = []
    var hits: [KeywordHit] = []
    decide(upTo: frame, into: &hits)
    return hits.sorted {
      ($0.frames.lowerBound, $0.keyword) < ($1.frames.lowerBound, $1.keyword)
    }
  }

  /// Moves all paths on by a frame; returns how many `ends` there are.
  private mutating func step(_ gains: [Float], _ entries: [Float]) -> Int {
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
                    &tree, gains.baseAddress!, entries, now, tokens.baseAddress!,
                    active.baseAddress!,
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
        let start = Int(end.start)
        let entry = recent.entry(start, label: ending.firstLabel)
        let gain = end.score - entry.score + recent.bestGain(start..<frame + 1)
        guard gain >= ending.floor * Float(ending.phoneCount),
          frame - start <= tree.framesPerPhone * ending.phoneCount
        else { continue }
        all.append(
          KeywordHit(
            keyword: ending.keyword, frames: start...frame, gain: min(gain, 0),
            phoneCount: ending.phoneCount,
            odds: end.score + priors[ending.keyword]
              + words.pairGain(entry.after, loopNodes[Int(end.node)]),
            lastLabel: Int(tree.labels[Int(end.node)]), loopNode: loopNodes[Int(end.node)]))
      }
    }
    guard all.count > 1 else { return all }
    all.sort {
      ($0.keyword, -$0.odds, -$0.frames.lowerBound, $0.phoneCount)
        < ($1.keyword, -$1.odds, -$1.frames.lowerBound, $1.phoneCount)
    }
    var best = [all[0]]
    for hit in all.dropFirst() where hit.keyword != best[best.count - 1].keyword {
      best.append(hit)
    }
    return best
  }

  private mutating func offer(_ hit: KeywordHit) {
    guard let held = pending[hit.keyword] else {
      pending[hit.keyword] = hit
      open.append(hit.keyword)
      return
    }
    if hit.frames.lowerBound > held.frames.upperBound {
      waiting.append(held)
      pending[hit.keyword] = hit
    } else if hit.odds > held.odds {
      pending[hit.keyword] = hit
    }
  }

  /// Takes the hits that have waited long enough for a better one.
  private mutating func settle() {
    var kept = 0
    for keyword in open {
      guard let hit = pending[keyword] else { continue }
      if frame - hit.frames.upperBound >= patience {
        waiting.append(hit)
        pending[keyword] = nil
      } else {
        open[kept] = keyword
        kept += 1
      }
    }
    open.removeLast(open.count - kept)
  }

  /// Weighs the waiting hits that end at `last` or before against what followed.
  private mutating func decide(upTo last: Int, into hits: inout [KeywordHit]) {
    guard waiting.contains(where: { $0.frames.upperBound <= last }) else { return }
    // Many keywords end where one word does.
    var known: [[Int]: Float] = [:]
    for var hit in waiting where hit.frames.upperBound <= last {
      let place = [hit.frames.upperBound, hit.lastLabel, Int(hit.loopNode)]
      let change = known[place] ?? sequelOdds(after: hit)
      known[place] = change
      hit.odds += change
      if hit.odds > Self.leastOdds { hit.lead = lead(of: hit) }
      hits.append(hit)
    }
    waiting.removeAll { $0.frames.upperBound <= last }
  }

  /// Frames before a hit in which another word may begin that explains it.
  private static let margin = 10
  /// With less the best path is another anyway: a word that sounds like the keyword is no better than the keyword.
  private static let leastOdds: Float = 0

  /// See `KeywordHit.lead`.
  private mutating func lead(of hit: KeywordHit) -> Float {
    let start = max(hit.frames.lowerBound - Self.margin, 0)
    let frames = start..<min(hit.frames.upperBound + 1 + patience, recent.end)
    let recent = recent
    let isLast = isOver && frames.upperBound == recent.end
    func gained(_ decoder: inout WordLoopDecoder) -> Float {
      decoder.restart(after: 0)
      let gained = frames.reduce(0) { $0 + decoder.step(recent.gains($1)) }
      return gained + (isLast ? decoder.ending : 0)
    }
    guard let others = sequel.without(tree.keywords[hit.keyword], gained) else { return 0 }
    return gained(&sequel) - others
  }

  /// By how much words that go on from a hit's end are better in the frames after it than the best
  /// path is, which need not have a word end there; seldom above 0.
  private mutating func sequelOdds(after hit: KeywordHit) -> Float {
    let start = hit.frames.upperBound + 1
    let end = min(start + patience, recent.end)
    sequel.restart(after: hit.lastLabel, node: hit.loopNode)
    var gained: Float = 0
    // The last phone may go on.
    var staying: Float = 0
    for frame in start..<max(end, start) {
      let gains = recent.gains(frame)
      let best = sequel.step(gains)
      gained += best
      staying += gains[hit.lastLabel] - best
      sequel.admit(after: hit.lastLabel, node: hit.loopNode, score: staying)
    }
    let isLast = isOver && end == recent.end
    return gained + max(staying, isLast ? sequel.ending : 0)
      - recent.bestGain(start..<max(end, start)) - (isLast ? loop.ending : 0)
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
