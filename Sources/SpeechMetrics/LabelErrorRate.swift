/// Errors of label sequences, summed over utterances.
public struct LabelErrorRate: Sendable, Equatable {
  /// Labels in the references, N.
  public var labels = 0
  public var substitutions = 0
  public var deletions = 0
  public var insertions = 0

  public init() {}

  public var errors: Int { substitutions + deletions + insertions }

  /// (S + D + I) / N; not a number without labels.
  public var rate: Double { Double(errors) / Double(labels) }

  /// 1 − (S + D + I) / N, as Fernández, Graves and Schmidhuber (2007) report it.
  public var accuracy: Double { 1 - rate }

  /// 1 − (S + D) / N: accuracy without its punishment of insertions.
  public var correct: Double { 1 - Double(substitutions + deletions) / Double(labels) }

  /// Counts one utterance.
  public mutating func add<Label: Equatable>(reference: [Label], hypothesis: [Label]) {
    add(EditAlignment(reference: reference, hypothesis: hypothesis), labels: reference.count)
  }

  public mutating func add(_ alignment: EditAlignment, labels count: Int) {
    labels += count
    substitutions += alignment.substitutions
    deletions += alignment.deletions
    insertions += alignment.insertions
  }

  public static func += (left: inout LabelErrorRate, right: LabelErrorRate) {
    left.labels += right.labels
    left.substitutions += right.substitutions
    left.deletions += right.deletions
    left.insertions += right.insertions
  }
}
