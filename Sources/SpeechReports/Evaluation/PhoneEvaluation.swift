internal import Foundation
internal import SpeechCorpora
public import SpeechMetrics

/// Phone segments against a reference, in the 39 classes of Lee and Hon.
public struct PhoneEvaluation: Sendable {
  /// What was found in the recordings of one speaker.
  public struct Group: Sendable {
    public internal(set) var frames = ConfusionCounts(classCount: PhoneSet.leeHon39.count)
    /// Of the sequences of phones, without silences.
    public internal(set) var phones = LabelErrorRate()
    /// At each of `tolerances`.
    public internal(set) var boundaries = tolerances.map(BoundaryAgreement.init(tolerance:))
    /// Absolute errors of the starts of phones that were found where they are, in seconds.
    public internal(set) var startErrors: [Double] = []

    init() {}
  }

  /// Seconds.
  public static let tolerances = [0.01, 0.02, 0.025, 0.05]
  static let silence = PhoneSet.leeHon39.index(of: "sil") ?? 0

  public private(set) var groups: [String: Group] = [:]
  public private(set) var recordingCount = 0

  public init() {}

  /// Counts one recording.
  public mutating func add(reference: PhoneTrack, hypothesis: PhoneTrack, speaker: String) {
    var group = groups[speaker] ?? Group()
    recordingCount += 1
    let duration = reference.end
    var found = hypothesis.runs(duration: duration)[...]
    for run in reference.runs(duration: duration) {
      guard let phone = run.phone else { continue }
      var rest = run.frames.count
      while let other = found.first, other.frames.upperBound <= run.frames.lowerBound {
        found.removeFirst()
      }
      for other in found.prefix(while: { $0.frames.lowerBound < run.frames.upperBound }) {
        let shared = run.frames.clamped(to: other.frames).count
        rest -= shared
        group.frames.add(reference: phone, hypothesis: other.phone ?? Self.silence, count: shared)
      }
      // What the hypothesis leaves out is silence.
      group.frames.add(reference: phone, hypothesis: Self.silence, count: rest)
    }
    let spoken = reference.segments.filter { $0.phone != nil && $0.phone != Self.silence }
    let claimed = hypothesis.segments.filter { $0.phone != nil && $0.phone != Self.silence }
    let alignment = EditAlignment(
      reference: spoken.map(\.phone), hypothesis: claimed.map(\.phone))
    group.phones.add(alignment, labels: spoken.count)
    for step in alignment.steps {
      switch step {
      case .correct(let one, let other), .substitution(let one, let other):
        group.startErrors.append(abs(spoken[one].start - claimed[other].start))
      case .deletion, .insertion: break
      }
    }
    let end = max(duration, hypothesis.end)
    for index in group.boundaries.indices {
      group.boundaries[index].add(
        reference: reference.borders(until: end), found: hypothesis.borders(until: end))
    }
    groups[speaker] = group
  }

  /// All speakers together.
  public var total: Group { Self.sum(Array(groups.values)) }

  static func sum(_ groups: [Group]) -> Group {
    var result = Group()
    for group in groups {
      result.frames += group.frames
      result.phones += group.phones
      for index in result.boundaries.indices {
        result.boundaries[index] += group.boundaries[index]
      }
      result.startErrors += group.startErrors
    }
    return result
  }

  /// The 95 % interval of a figure, by drawing speakers.
  public func interval(seed: UInt64 = 1, _ figure: (Group) -> Double) -> ConfidenceInterval? {
    let parts = groups.keys.sorted().compactMap { groups[$0] }
    return .bootstrap(parts, draws: 1000, seed: seed) { figure(Self.sum($0)) }
  }
}

extension PhoneEvaluation.Group {
  /// The share of right frames of 10 ms.
  public var frameAccuracy: Double { frames.accuracy }

  /// The same where the reference has speech.
  public var speechFrameAccuracy: Double { frames.accuracy { $0 != PhoneEvaluation.silence } }

  /// The share of phones found where they are (right or substituted) whose starts differ by at most
  /// so many seconds.
  public func startsWithin(_ seconds: Double) -> Double {
    Double(startErrors.count { $0 <= seconds + 1e-9 }) / Double(startErrors.count)
  }
}
