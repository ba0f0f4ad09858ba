/// All ways to say a text: a label after another, with choices where words have several
/// pronunciations and where a pause may be.
package struct AlignmentGraph: Sendable, Equatable {
  package struct Node: Sendable, Equatable {
    package var label: Int
    /// The nodes that may come before, each with a lower number; `start` for none.
    package var predecessors: [Int]
    /// The word's place in the text, `nil` for a pause.
    package var word: Int?
  }

  /// In place of a predecessor: the node may be the first.
  package static let start = -1

  package private(set) var nodes: [Node] = []
  /// Nodes that may be the last.
  package private(set) var finals: [Int] = []

  /// - Parameters:
  ///   - words: for each word its pronunciations as labels, none of them empty.
  ///   - silence: the label of pauses, which may stand before, between and after words.
  package init(words: [[[Int]]], silence: Int) {
    var ends = [Self.start]
    func withPause(_ ends: [Int]) -> [Int] {
      nodes.append(Node(label: silence, predecessors: ends, word: nil))
      return ends + [nodes.count - 1]
    }
    ends = withPause(ends)
    for (word, pronunciations) in words.enumerated() {
      var next: [Int] = []
      for pronunciation in pronunciations {
        precondition(!pronunciation.isEmpty, "a word is said by phones")
        var before = ends
        for label in pronunciation {
          nodes.append(Node(label: label, predecessors: before, word: word))
          before = [nodes.count - 1]
        }
        next += before
      }
      ends = withPause(next)
    }
    finals = ends.filter { $0 != Self.start }
  }
}
