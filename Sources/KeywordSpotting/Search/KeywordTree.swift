/// The pronunciations of all keywords as one tree of phones, in the arrays that `CKernels` walks: those
/// that begin alike share nodes.
///
/// Nodes are numbered level by level from the root, 0, so a node's level is its number of phones.
package struct KeywordTree: Sendable {
  /// A keyword that ends with a node.
  struct Ending: Sendable {
    let keyword: Int
    let phoneCount: Int
    let firstLabel: Int
    /// The lowest mean gain a phone that is reported.
    let floor: Float
  }

  /// For each keyword its pronunciations.
  let keywords: [[[Int]]]
  package var keywordCount: Int { keywords.count }
  /// Hits that take longer on average are given up.
  package let framesPerPhone: Int
  private(set) var labels: [Int32] = []
  private(set) var parents: [Int32] = []
  private(set) var firstChildren: [Int32] = []
  private(set) var levelStarts: [Int32] = []
  private(set) var floors: [Float] = []
  private(set) var frameLimits: [Int32] = []
  private(set) var isEnd: [UInt8] = []
  /// For each node where its endings begin in `endings`, and where the last ends.
  private var firstEndings: [Int] = []
  private var endings: [Ending] = []

  /// - Parameters:
  ///   - keywords: for each keyword its pronunciations, as labels of the network above 0.
  ///   - floors: for each keyword the lowest mean gain of its phones, at most 0, that is reported.
  ///   - pathFloors: for each keyword the score, against the best path that has no keyword, below which
  ///     its paths are dropped.
  package init(
    _ keywords: [[[Int]]], floors: [Float], pathFloors: [Float], framesPerPhone: Int
  ) {
    precondition(floors.count == keywords.count && floors.allSatisfy { $0 <= 0 }, "a floor each")
    precondition(pathFloors.count == keywords.count, "a path's floor each")
    precondition(framesPerPhone > 0, "a frame a phone at least")
    self.keywords = keywords
    self.framesPerPhone = framesPerPhone
    var words: [(phones: [Int], keyword: Int)] = []
    for (keyword, pronunciations) in keywords.enumerated() {
      for phones in pronunciations {
        precondition(!phones.isEmpty && phones.allSatisfy { $0 > 0 }, "phones, no blanks")
        words.append((phones, keyword))
      }
    }
    words.sort {
      $0.phones == $1.phones
        ? $0.keyword < $1.keyword : $0.phones.lexicographicallyPrecedes($1.phones)
    }
    // Each node of a level is a range of words that begin alike, the words that end there first.
    var level = [words.indices]
    var depth = 0
    add(label: 0, parent: 0)
    levelStarts = [0, 1]
    while !level.isEmpty {
      var next: [Range<Int>] = []
      let firstNode = Int(levelStarts[depth])
      for (place, range) in level.enumerated() {
        var start = range.lowerBound
        firstEndings.append(endings.count)
        while start < range.upperBound, words[start].phones.count == depth {
          let keyword = words[start].keyword
          endings.append(
            Ending(
              keyword: keyword, phoneCount: depth, firstLabel: words[start].phones[0],
              floor: floors[keyword]))
          start += 1
        }
        isEnd[firstNode + place] = start > range.lowerBound ? 1 : 0
        firstChildren.append(Int32(labels.count))
        while start < range.upperBound {
          let phone = words[start].phones[depth]
          let end =
            words[start..<range.upperBound].firstIndex { $0.phones[depth] != phone }
            ?? range.upperBound
          add(label: phone, parent: firstNode + place)
          let node = labels.count - 1
          for word in words[start..<end] {
            widen(node, pathFloors[word.keyword], word.phones.count * framesPerPhone)
          }
          next.append(start..<end)
          start = end
        }
      }
      if !next.isEmpty { levelStarts.append(Int32(labels.count)) }
      level = next
      depth += 1
    }
    firstChildren.append(Int32(labels.count))
    firstEndings.append(endings.count)
  }

  private mutating func add(label: Int, parent: Int) {
    labels.append(Int32(label))
    parents.append(Int32(parent))
    floors.append(.infinity)
    frameLimits.append(0)
    isEnd.append(0)
  }

  /// Widens what may pass a node.
  private mutating func widen(_ node: Int, _ floor: Float, _ frames: Int) {
    floors[node] = min(floors[node], floor)
    frameLimits[node] = max(frameLimits[node], Int32(clamping: frames))
  }

  package var nodeCount: Int { labels.count }

  /// The most frames that any hit takes.
  var frameLimit: Int { frameLimits.map { Int($0) }.max() ?? 0 }

  var levelCount: Int { levelStarts.count - 1 }

  /// The keywords that end with a node.
  func endings(of node: Int) -> ArraySlice<Ending> {
    endings[firstEndings[node]..<firstEndings[node + 1]]
  }
}
