/// How well borders between segments agree with those of a reference, whatever the labels.
///
/// In order of time each reference border is matched with the first free border found within the
/// tolerance, as in Räsänen, Laine and Altosaar (Interspeech 2009), who define the measures below.
public struct BoundaryAgreement: Sendable, Equatable {
  /// Seconds up to which borders agree.
  public let tolerance: Double
  public private(set) var references = 0
  public private(set) var found = 0
  public private(set) var hits = 0

  public init(tolerance: Double) {
    precondition(tolerance >= 0)
    self.tolerance = tolerance
  }

  /// Counts one recording; times in seconds, in order.
  public mutating func add(reference: [Double], found others: [Double]) {
    references += reference.count
    found += others.count
    var next = 0
    for time in reference {
      // Times printed with a few digits may miss the tolerance by their rounding.
      while next < others.count && others[next] < time - tolerance - 1e-9 { next += 1 }
      if next < others.count && others[next] <= time + tolerance + 1e-9 {
        hits += 1
        next += 1
      }
    }
  }

  public static func += (left: inout BoundaryAgreement, right: BoundaryAgreement) {
    precondition(left.tolerance == right.tolerance)
    left.references += right.references
    left.found += right.found
    left.hits += right.hits
  }

  /// The share of the reference's borders that were found.
  public var recall: Double { Double(hits) / Double(references) }

  /// The share of the borders found that are the reference's.
  public var precision: Double { Double(hits) / Double(found) }

  /// How many more borders were found than there are, as a share: 0 is right, −1 none.
  public var overSegmentation: Double { Double(found) / Double(references) - 1 }

  /// 1 if all is right; falls with the distance from there in recall and over-segmentation, so that
  /// more borders everywhere do not raise it.
  public var rValue: Double {
    let (misses, over) = (1 - recall, overSegmentation)
    let first = (misses * misses + over * over).squareRoot()
    let second = (-over + recall - 1) / 2.0.squareRoot()
    return 1 - (abs(first) + abs(second)) / 2
  }
}
