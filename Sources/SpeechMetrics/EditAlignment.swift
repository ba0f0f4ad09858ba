/// The cheapest way to turn a reference into a hypothesis by substitutions, deletions and
/// insertions, each at cost 1 (Levenshtein 1966).
public struct EditAlignment: Sendable, Equatable {
  /// One place of the alignment; indices into reference and hypothesis.
  public enum Step: Sendable, Equatable {
    case correct(reference: Int, hypothesis: Int)
    case substitution(reference: Int, hypothesis: Int)
    case deletion(reference: Int)
    case insertion(hypothesis: Int)
  }

  /// From first to last.
  public let steps: [Step]
  public let substitutions: Int
  public let deletions: Int
  public let insertions: Int

  public var errors: Int { substitutions + deletions + insertions }

  /// O(reference × hypothesis). Among equally cheap ways a match or a substitution is preferred.
  public init<Label: Equatable>(reference: [Label], hypothesis: [Label]) {
    let (rows, columns) = (reference.count + 1, hypothesis.count + 1)
    var cost = [Int](repeating: 0, count: rows * columns)
    for row in 0..<rows { cost[row * columns] = row }
    for column in 0..<columns { cost[column] = column }
    for row in 1..<max(rows, 1) {
      for column in 1..<max(columns, 1) {
        let same = reference[row - 1] == hypothesis[column - 1]
        cost[row * columns + column] = min(
          cost[(row - 1) * columns + column - 1] + (same ? 0 : 1),
          cost[(row - 1) * columns + column] + 1,
          cost[row * columns + column - 1] + 1)
      }
    }
    var steps: [Step] = []
    var (row, column) = (rows - 1, columns - 1)
    var (substitutions, deletions, insertions) = (0, 0, 0)
    while row > 0 || column > 0 {
      let here = cost[row * columns + column]
      if row > 0 && column > 0 {
        let same = reference[row - 1] == hypothesis[column - 1]
        if here == cost[(row - 1) * columns + column - 1] + (same ? 0 : 1) {
          (row, column) = (row - 1, column - 1)
          if same {
            steps.append(.correct(reference: row, hypothesis: column))
          } else {
            steps.append(.substitution(reference: row, hypothesis: column))
            substitutions += 1
          }
          continue
        }
      }
      if row > 0 && here == cost[(row - 1) * columns + column] + 1 {
        row -= 1
        steps.append(.deletion(reference: row))
        deletions += 1
      } else {
        column -= 1
        steps.append(.insertion(hypothesis: column))
        insertions += 1
      }
    }
    self.steps = steps.reversed()
    self.substitutions = substitutions
    self.deletions = deletions
    self.insertions = insertions
  }
}
