/// The ways a set of keywords may be emitted by a CTC network, as one flat list of states.
///
/// Each pronunciation p₁ … pₙ is a chain phone, blank, phone, …, phone of 2n − 1 states: any state
/// may stay; a phone may go to its blank or, if it differs, straight to the next phone (Graves
/// 2006, §4.1, without the outer blanks).
package struct KeywordGraph: Sendable {
  /// One pronunciation: its keyword, and its states in `labels`.
  package struct Chain: Sendable {
    package let keyword: Int
    package let states: Range<Int>
    package let phoneCount: Int
  }

  package let chains: [Chain]
  /// The network's label of each state; 0 is the blank.
  package let labels: [Int]
  /// Whether a state may be entered from two states before it: a phone that differs from the last.
  package let skips: [Bool]

  /// - Parameter keywords: for each keyword its pronunciations, as labels of the network.
  package init(_ keywords: [[[Int]]]) {
    var chains: [Chain] = []
    var labels: [Int] = []
    var skips: [Bool] = []
    for (keyword, pronunciations) in keywords.enumerated() {
      for phones in pronunciations {
        precondition(!phones.isEmpty && phones.allSatisfy { $0 > 0 }, "phones, no blanks")
        let first = labels.count
        for (index, phone) in phones.enumerated() {
          if index > 0 {
            labels.append(0)
            skips.append(false)
          }
          labels.append(phone)
          skips.append(index > 0 && phones[index - 1] != phone)
        }
        chains.append(
          Chain(keyword: keyword, states: first..<labels.count, phoneCount: phones.count))
      }
    }
    self.chains = chains
    self.labels = labels
    self.skips = skips
  }
}
