internal import CKernels
internal import Foundation

/// What is said where no keyword is: common words in any order, each as likely as it is common and as it is after the one
/// before, and single phones for what no word explains.
///
/// Keywords are weighed against its best path (Viterbi over a tree of the words' phones, one frame at a
/// time), so that a keyword which is part of other words, or sounds like some, has to be better than
/// those. A word's cost is the weight of words times the logarithm of its rank, as Zipf's law has its probability
/// go with 1 / rank.
package struct WordLoop: Sendable {
  /// The weight of the words' logarithmic probabilities beside the network's, which is too sure of
  /// itself: one frame's errors are the next one's. Chosen on held-out training speakers; a model's card
  /// may have its own (`ModelCard.wordWeight`).
  package static let wordWeight = 1.8
  /// The weight of what speaks for a word after another (`WordPairs`). Chosen likewise.
  static let pairWeight: Float = 0.85
  /// The cost of a single phone. Chosen likewise.
  static let phoneCost: Float = 18
  /// After so many frames in which the blank is likeliest no word goes on: otherwise one could be begun,
  /// for less than the whole of it costs, and never ended.
  static let longestPause = 12
  /// The cost of a word that is cut off by the end of the recording. Chosen likewise.
  static let cutCost: Float = 4
  /// How common a keyword is taken to be that sounds like no common word, or like a rarer one: whoever looks
  /// for a word expects it. Chosen likewise.
  static let keywordRank = 300
  /// What speaks for a keyword beside the word of the same sound. Chosen likewise.
  static let keywordBonus: Float = 1

  let labelCount: Int
  private let wordWeight: Double
  fileprivate var nodes: [ck_loop_node]
  /// What is gained where one word follows another, by the nodes with which they end: for each node where the pairs
  /// begin that it is the first of, and where the last one's end; nothing if there are none at all.
  private var firstPairs: [Int32] = []
  private var seconds: [Int32] = []
  private var pairGains: [Float] = []

  package var nodeCount: Int { nodes.count - 1 }

  /// - Parameters:
  ///   - words: without any, single phones cost nothing.
  ///   - labelCount: labels of the network, with the blank.
  ///   - wordWeight: see `WordLoop.wordWeight`.
  package init(_ words: CommonWords, labelCount: Int, wordWeight: Double = Self.wordWeight) {
    self.labelCount = labelCount
    self.wordWeight = wordWeight
    var spoken = words.entries.map {
      (labels: $0.labels, cost: Self.cost(rank: $0.rank, weight: wordWeight))
    }
    let phoneCost = spoken.isEmpty ? 0 : Self.phoneCost
    for label in 1..<max(labelCount, 1) { spoken.append(([UInt8(label)], phoneCost)) }
    nodes = Self.tree(of: spoken)
    addPairs(of: words)
  }

  private static func cost(rank: Int, weight: Double) -> Float {
    Float(weight * log(Double(rank + 10)))
  }

  private static let standard = WordLoop(
    .standard(), labelCount: PhoneAlphabet.phones.count + 1)

  /// With the common words of the box, for networks on the phones of `PhoneAlphabet`.
  static func standard(wordWeight: Double?) -> WordLoop {
    guard let wordWeight, wordWeight != Self.wordWeight else { return standard }
    return WordLoop(.standard(), labelCount: standard.labelCount, wordWeight: wordWeight)
  }

  /// What speaks for a keyword before anything is heard, by how it sounds.
  func prior(of pronunciations: [[Int]]) -> Float {
    let costs =
      pronunciations.compactMap(cost(of:)) + [
        Self.cost(rank: Self.keywordRank, weight: wordWeight)
      ]
    return Self.keywordBonus - (costs.min() ?? 0)
  }

  /// What the cheapest word of this sound costs, if there is one.
  private func cost(of labels: [Int]) -> Float? {
    guard let path = path(of: labels) else { return nil }
    return -path.reduce(nodes[path.last ?? 0].leave) { $0 + nodes[$1].enter }
  }

  /// The nodes of the words of this sound, if there are any.
  private func path(of labels: [Int]) -> [Int]? {
    var path: [Int] = []
    for label in labels {
      guard let child = child(of: path.last ?? 0, label) else { return nil }
      path.append(child)
    }
    return nodes[path.last ?? 0].leave > -.infinity ? path : nil
  }

  private func child(of node: Int, _ label: Int) -> Int? {
    (Int(nodes[node].first_child)..<Int(nodes[node + 1].first_child)).first {
      Int(nodes[$0].label) == label
    }
  }

  /// For each node of keywords the node with which the words of its sound end; 0 if there are none.
  func ends(of tree: KeywordTree) -> [Int32] {
    // Parents come before their children.
    var places: [Int?] = [0]
    for node in 1..<max(tree.nodeCount, 1) {
      places.append(
        places[Int(tree.parents[node])].flatMap { child(of: $0, Int(tree.labels[node])) })
    }
    return places.map { place in
      guard let place, nodes[place].leave > -.infinity else { return 0 }
      return Int32(place)
    }
  }

  /// What is gained where words follow each other that end with these nodes.
  func pairGain(_ first: Int32, _ second: Int32) -> Float {
    unsafe withPairs { pairs in
      var pairs = unsafe pairs
      return unsafe ck_pair_gain(&pairs, first, second)
    }
  }

  /// The pairs as the kernel sees them, valid within the call.
  fileprivate func withPairs<Result>(_ body: (ck_word_pairs) -> Result) -> Result {
    unsafe firstPairs.withUnsafeBufferPointer { first in
      unsafe seconds.withUnsafeBufferPointer { second in
        unsafe pairGains.withUnsafeBufferPointer { gain in
          unsafe body(
            ck_word_pairs(
              first: firstPairs.isEmpty ? nil : first.baseAddress, second: second.baseAddress,
              gain: gain.baseAddress))
        }
      }
    }
  }

  /// The node with which the words of this sound end, if there are any.
  fileprivate func end(of labels: [Int]) -> Int? { path(of: labels)?.last }

  /// A word that sounds like a commoner one gains what it has beyond that one's smaller cost.
  private mutating func addPairs(of words: CommonWords) {
    guard !words.pairs.isEmpty else { return }
    let ends = words.entries.map { entry in end(of: entry.labels.map { Int($0) }) ?? 0 }
    // Entries of a word are together, and ranks ascend.
    var firstEntries = [0]
    for (place, entry) in words.entries.enumerated() where entry.rank == firstEntries.count {
      firstEntries.append(place)
    }
    firstEntries.append(ends.count)
    var costs = [Float](repeating: .infinity, count: nodeCount)
    var ranks: [[Int]] = Array(repeating: [], count: nodeCount)
    for (end, entry) in zip(ends, words.entries) {
      costs[end] = min(costs[end], Self.cost(rank: entry.rank, weight: wordWeight))
      ranks[end].append(entry.rank)
    }
    for first in 0..<nodeCount {
      firstPairs.append(Int32(seconds.count))
      var pairs: [(second: Int, gain: Float)] = []
      for rank in ranks[first] {
        for (word, value) in words.pairs.after(rank) {
          let gain = Self.pairWeight * value - Self.cost(rank: word, weight: wordWeight)
          for entry in firstEntries[word]..<firstEntries[word + 1] {
            let second = ends[entry]
            if gain + costs[second] > 0 { pairs.append((second, gain + costs[second])) }
          }
        }
      }
      pairs.sort { ($0.second, -$0.gain) < ($1.second, -$1.gain) }
      var last = -1
      for pair in pairs where pair.second != last {
        seconds.append(Int32(pair.second))
        pairGains.append(pair.gain)
        last = pair.second
      }
    }
    firstPairs.append(Int32(seconds.count))
  }

  /// Words that begin alike share nodes; what a word costs is paid as soon as no cheaper one is left.
  private static func tree(of words: [(labels: [UInt8], cost: Float)]) -> [ck_loop_node] {
    let words = words.sorted { $0.labels.lexicographicallyPrecedes($1.labels) }
    var nodes = [ck_loop_node(label: 0, first_child: 1, enter: 0, leave: -.infinity)]
    var parents = [0]
    // The words below each node of a level, as a range; those that end there come first.
    var level = [words.indices]
    var depth = 0
    while !level.isEmpty {
      var next: [Range<Int>] = []
      let firstNode = nodes.count - level.count
      for (place, range) in level.enumerated() {
        let node = firstNode + place
        var start = range.lowerBound
        while start < range.upperBound, words[start].labels.count == depth {
          nodes[node].leave = max(nodes[node].leave, -words[start].cost)
          start += 1
        }
        nodes[node].first_child = Int32(nodes.count)
        while start < range.upperBound {
          let phone = words[start].labels[depth]
          let end =
            words[start..<range.upperBound].firstIndex { $0.labels[depth] != phone }
            ?? range.upperBound
          nodes.append(
            ck_loop_node(label: Int32(phone), first_child: 0, enter: -.infinity, leave: -.infinity))
          parents.append(node)
          next.append(start..<end)
          start = end
        }
      }
      level = next
      depth += 1
    }
    // The best word at or below each node; then what is gained from node to node.
    var best = nodes.map(\.leave)
    for node in nodes.indices.dropFirst().reversed() {
      best[parents[node]] = max(best[parents[node]], best[node])
    }
    best[0] = 0
    for node in nodes.indices.dropFirst() {
      nodes[node].enter = best[node] - best[parents[node]]
      nodes[node].leave -= best[node]
    }
    nodes.append(
      ck_loop_node(label: 0, first_child: Int32(nodes.count), enter: 0, leave: -.infinity))
    return nodes
  }
}

/// The paths through a `WordLoop`, frame by frame; scores are relative to the best.
package struct WordLoopDecoder: Sendable {
  /// Paths this much worse than the best are dropped.
  package static let beam: Float = 10

  private var loop: WordLoop
  private let beam: Float
  /// By the last label, what paths have that are between two words; the blank is label 0.
  private var between: [ck_loop_gap]
  private var tokens: [ck_loop_token]
  private var next: [ck_loop_token]
  private var active: [Int32]
  private var nextActive: [Int32]
  private var activeCount = 0
  /// Frames so far in which the blank was likeliest.
  private var pause = 0

  private static let noToken = ck_loop_token(
    phone: -.infinity, blank: -.infinity, phone_after: 0, blank_after: 0)

  package init(_ loop: WordLoop, beam: Float = Self.beam) {
    self.loop = loop
    self.beam = beam
    between = Array(
      repeating: ck_loop_gap(score: -.infinity, after: 0), count: loop.labelCount)
    between[0].score = 0
    tokens = Array(repeating: Self.noToken, count: loop.nodeCount)
    next = tokens
    active = Array(repeating: 0, count: loop.nodeCount)
    nextActive = active
  }

  /// Begins anew, between two words of which the first ended with `label`, and with `node` if it is a common word.
  package mutating func restart(after label: Int, node: Int32 = 0) {
    for node in active[..<activeCount] { tokens[Int(node)] = Self.noToken }
    activeCount = 0
    pause = 0
    for other in between.indices {
      between[other] = ck_loop_gap(
        score: other == label ? 0 : -.infinity, after: other == label ? node : 0)
    }
  }

  /// Does without the words that sound so as long as `body` runs; `nil` if there are none.
  package mutating func without<Result>(
    _ pronunciations: [[Int]], _ body: (inout Self) -> Result
  ) -> Result? {
    let nodes = pronunciations.compactMap(loop.end(of:))
    guard !nodes.isEmpty else { return nil }
    let leaves = nodes.map { loop.nodes[$0].leave }
    for node in nodes { loop.nodes[node].leave = -.infinity }
    defer { for (node, leave) in zip(nodes, leaves) { loop.nodes[node].leave = leave } }
    return body(&self)
  }

  /// Lets a path join that is between two words.
  package mutating func admit(after label: Int, node: Int32 = 0, score: Float) {
    if score > between[label].score { between[label] = ck_loop_gap(score: score, after: node) }
  }

  /// For each label the best path that a word may follow which begins with it: one whose last label differs.
  func writeEntries(to entries: inout [ck_loop_gap]) {
    let none = ck_loop_gap(score: -.infinity, after: 0)
    var (last, first, second) = (0, none, none)
    for label in between.indices {
      if between[label].score > first.score {
        (last, first, second) = (label, between[label], first)
      } else if between[label].score > second.score {
        second = between[label]
      }
    }
    for label in entries.indices { entries[label] = label == last ? second : first }
  }

  /// What the best path has less at the end of a recording, where a word that has not ended was cut off.
  package var ending: Float { max(between.map(\.score).max() ?? 0, -WordLoop.cutCost) }

  /// Takes a frame's log posteriors less the best one's; returns what the best path gained, at most 0.
  package mutating func step(_ gains: [Float]) -> Float {
    precondition(gains.count == loop.labelCount, "a gain a label")
    var best: Float = 0
    pause = gains[0] == 0 ? pause + 1 : 0
    let pauseGain: Float = pause > WordLoop.longestPause ? -.infinity : 0
    let count = unsafe tokens.withUnsafeMutableBufferPointer { tokens in
      unsafe next.withUnsafeMutableBufferPointer { next in
        unsafe nextActive.withUnsafeMutableBufferPointer { nextActive in
          unsafe between.withUnsafeMutableBufferPointer { between in
            unsafe loop.withPairs { pairs in
              var pairs = unsafe pairs
              return unsafe ck_word_loop_step(
                loop.nodes, &pairs, Int32(loop.labelCount), gains, pauseGain, beam,
                between.baseAddress!, tokens.baseAddress!, next.baseAddress!, active,
                Int32(activeCount), nextActive.baseAddress!, &best)
            }
          }
        }
      }
    }
    swap(&tokens, &next)
    swap(&active, &nextActive)
    activeCount = Int(count)
    return best
  }
}
