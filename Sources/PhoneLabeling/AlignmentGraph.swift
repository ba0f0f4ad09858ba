/// All ways to say a text: a label after another, with choices where words have several
/// pronunciations, where a phone may be left out and where a pause may be.
package struct AlignmentGraph: Sendable, Equatable {
  /// A phone of a pronunciation.
  package struct Phone: Sendable, Hashable {
    package var label: Int
    /// Log units that a path loses which leaves it out; none may if infinite.
    package var omission: Float

    package init(_ label: Int, omission: Float = .infinity) {
      self.label = label
      self.omission = omission
    }
  }

  /// Where a path may come from, and what it loses on the way.
  package struct Arc: Sendable, Equatable {
    package var node: Int
    package var cost: Float

    package init(node: Int, cost: Float) {
      self.node = node
      self.cost = cost
    }
  }

  package struct Node: Sendable, Equatable {
    package var label: Int
    /// The nodes that may come before, each with a lower number; `start` for none.
    package var predecessors: [Arc]
    /// The word's place in the text, `nil` for a pause.
    package var word: Int?
  }

  /// In place of a predecessor: the node may be the first.
  package static let start = -1

  package private(set) var nodes: [Node] = []
  /// Nodes that may be the last.
  package private(set) var finals: [Arc] = []

  /// - Parameters:
  ///   - words: for each word its pronunciations, each with a phone at least that is not left out.
  ///   - silence: the label of pauses, which may stand before, between and after words.
  package init(words: [[[Phone]]], silence: Int) {
    var ends = [Arc(node: Self.start, cost: 0)]
    func withPause(_ ends: [Arc]) -> [Arc] {
      nodes.append(Node(label: silence, predecessors: ends, word: nil))
      return ends + [Arc(node: nodes.count - 1, cost: 0)]
    }
    ends = withPause(ends)
    for (word, pronunciations) in words.enumerated() {
      var next: [Arc] = []
      for pronunciation in pronunciations {
        precondition(
          pronunciation.contains { $0.omission == .infinity }, "a word is said by phones")
        var before = ends
        for phone in pronunciation {
          nodes.append(Node(label: phone.label, predecessors: before, word: word))
          let without = before.map { Arc(node: $0.node, cost: $0.cost + phone.omission) }
          before = [Arc(node: nodes.count - 1, cost: 0)] + without.filter { $0.cost < .infinity }
        }
        next += before
      }
      ends = withPause(next)
    }
    finals = ends.filter { $0.node != Self.start }
  }
}
