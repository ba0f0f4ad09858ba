/// How often each class was taken for each.
public struct ConfusionCounts: Sendable, Equatable {
  public let classCount: Int
  private var counts: [Int]

  public init(classCount: Int) {
    precondition(classCount > 0)
    self.classCount = classCount
    counts = [Int](repeating: 0, count: classCount * classCount)
  }

  /// How often `reference` was taken for `hypothesis`.
  public subscript(reference: Int, hypothesis: Int) -> Int {
    counts[reference * classCount + hypothesis]
  }

  public mutating func add(reference: Int, hypothesis: Int, count: Int = 1) {
    precondition((0..<classCount).contains(reference) && (0..<classCount).contains(hypothesis))
    counts[reference * classCount + hypothesis] += count
  }

  public static func += (left: inout ConfusionCounts, right: ConfusionCounts) {
    precondition(left.classCount == right.classCount)
    for index in left.counts.indices { left.counts[index] += right.counts[index] }
  }

  public var total: Int { counts.reduce(0, +) }

  public func total(ofReference one: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[one, $1] }
  }

  public func total(ofHypothesis one: Int) -> Int {
    (0..<classCount).reduce(0) { $0 + self[$1, one] }
  }

  public var correct: Int { (0..<classCount).reduce(0) { $0 + self[$1, $1] } }

  /// The share that was taken for what it is; not a number of nothing.
  public var accuracy: Double { Double(correct) / Double(total) }

  /// The same over references of the classes for which `isCounted` holds.
  public func accuracy(where isCounted: (Int) -> Bool) -> Double {
    var (right, all) = (0, 0)
    for one in 0..<classCount where isCounted(one) {
      right += self[one, one]
      all += total(ofReference: one)
    }
    return Double(right) / Double(all)
  }
}
