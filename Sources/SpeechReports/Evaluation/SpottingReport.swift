public import SpeechMetrics

/// The figures of an evaluation, ready to be written down.
///
/// What needs the length of the audio is `nil` where that is not known.
public struct SpottingReport: Codable, Sendable {
  /// A figure with the 95 % interval of a bootstrap over speakers or recordings.
  public struct Figure: Codable, Sendable, Equatable {
    public var value: Double
    public var interval: ConfidenceInterval?
  }

  /// What a limit on false alarms leaves.
  public struct OperatingPoint: Codable, Sendable {
    public var falseAlarmsPerHour: Double
    public var missRate: Figure
    /// The score from which claims count; `nil` if none does.
    public var threshold: Double?
  }

  public struct KeywordRow: Codable, Sendable {
    public var keyword: String
    public var occurrences: Int
    public var hits: Int
    public var misses: Int
    public var falseAlarms: Int
    public var falseAlarmsPerHour: Double?
    public var missRate: Double?
    public var figureOfMerit: Double?
  }

  public struct CalibrationRow: Codable, Sendable {
    public var low: Double
    public var high: Double
    public var claims: Int
    public var meanScore: Double
    public var hitShare: Double
  }

  public struct Timing: Codable, Sendable {
    public var hits: Int
    public var medianAbsoluteStart: Double
    public var medianAbsoluteEnd: Double
    public var medianStart: Double
    public var medianEnd: Double
    public var ninthDecileStart: Double
    public var ninthDecileEnd: Double
  }

  public struct TermWeighted: Codable, Sendable {
    public var beta: Double
    public var actual: Double
    public var maximum: Double
    public var bestThreshold: Double?
  }

  public var recordings: Int
  public var groups: Int
  public var hours: Double?
  /// `nil` if every claim counts.
  public var threshold: Double?
  public var tolerance: Double
  public var occurrences: Int
  public var hits: Int
  public var misses: Int
  public var falseAlarms: Int
  public var missRate: Figure?
  public var precision: Double?
  public var falseAlarmsPerHour: Figure?
  public var falseAlarmsPerKeywordHour: Figure?
  /// All keywords together.
  public var operatingPoints: [OperatingPoint]
  /// A keyword.
  public var operatingPointsPerKeyword: [OperatingPoint]
  public var equalErrorRate: Double?
  public var figureOfMerit: Figure?
  public var termWeightedValue: TermWeighted?
  /// 1 − (S + D + I) / N and 1 − (S + D) / N of the sequences of keywords.
  public var keywordAccuracy: Figure?
  public var keywordsCorrect: Figure?
  public var timing: Timing?
  /// Empty, and without an error, where scores are no probabilities.
  public var calibration: [CalibrationRow]
  public var calibrationError: Double?
  public var keywords: [KeywordRow]
}

extension SpottingReport {
  /// False alarms an hour at which misses are reported.
  static let limits = [0.1, 1, 10]

  public init(_ evaluation: SpottingEvaluation) {
    let tally = evaluation.tally
    let settings = evaluation.settings
    let counts = tally.counts(threshold: settings.threshold)
    let isTimed = tally.duration > 0
    let isSaid = counts.occurrences > 0
    func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
    recordings = evaluation.recordings.count
    groups = evaluation.groups.count
    hours = isTimed ? tally.hours : nil
    threshold = finite(settings.threshold)
    tolerance = settings.tolerance
    occurrences = counts.occurrences
    hits = counts.hits
    misses = counts.misses
    falseAlarms = counts.falseAlarms
    precision = finite(counts.precision)

    /// A figure of the tally with its interval.
    func figure(_ isKnown: Bool, _ statistic: (SpottingTally) -> Double) -> Figure? {
      guard isKnown, let value = finite(statistic(tally)) else { return nil }
      return Figure(value: value, interval: evaluation.interval(statistic))
    }
    missRate = figure(isSaid) { $0.counts(threshold: settings.threshold).missRate }
    falseAlarmsPerHour = figure(isTimed) {
      $0.counts(threshold: settings.threshold).falseAlarmsPerHour
    }
    falseAlarmsPerKeywordHour = figure(isTimed) {
      $0.counts(threshold: settings.threshold).falseAlarmsPerKeywordHour
    }
    let curve = DETCurve(tally)
    func points(_ factor: Double) -> [OperatingPoint] {
      Self.limits.compactMap { limit in
        let rate = figure(isTimed && isSaid) {
          DETCurve($0).missRate(atFalseAlarmsPerHour: limit * factor)
        }
        return rate.map {
          OperatingPoint(
            falseAlarmsPerHour: limit, missRate: $0,
            threshold: finite(curve.point(falseAlarmsPerHour: limit * factor).threshold))
        }
      }
    }
    operatingPoints = points(1)
    operatingPointsPerKeyword = points(Double(curve.keywordCount))
    equalErrorRate = EqualErrorRate.of(
      occurrences: evaluation.occurrences, claims: evaluation.claims,
      keywords: settings.keywords, recordings: evaluation.recordings.map(\.name))
    figureOfMerit = figure(isTimed && isSaid) { $0.figureOfMerit() }
    termWeightedValue = TermWeightedValue(
      tally, threshold: settings.threshold, beta: settings.beta
    ).map {
      TermWeighted(
        beta: $0.beta, actual: $0.actual, maximum: $0.maximum,
        bestThreshold: finite($0.bestThreshold))
    }
    var sequences = LabelErrorRate()
    for group in evaluation.groups { sequences += group.sequences }
    func sequenceFigure(_ statistic: (LabelErrorRate) -> Double) -> Figure? {
      finite(statistic(sequences)).map {
        Figure(value: $0, interval: evaluation.sequenceInterval(statistic))
      }
    }
    keywordAccuracy = sequenceFigure(\.accuracy)
    keywordsCorrect = sequenceFigure(\.correct)
    timing = TimingErrors(
      evaluation.alignment, occurrences: evaluation.occurrences, claims: evaluation.claims,
      threshold: settings.threshold
    ).map {
      Timing(
        hits: $0.count, medianAbsoluteStart: $0.start.medianAbsolute,
        medianAbsoluteEnd: $0.end.medianAbsolute, medianStart: $0.start.median,
        medianEnd: $0.end.median, ninthDecileStart: $0.start.ninthDecileAbsolute,
        ninthDecileEnd: $0.end.ninthDecileAbsolute)
    }
    let table = CalibrationTable(tally)
    // Other scores promise no share of hits.
    let areProbabilities = evaluation.claims.allSatisfy { (0...1).contains($0.score) }
    calibration = table.rows.filter { areProbabilities && $0.count > 0 }.map {
      CalibrationRow(
        low: $0.low, high: $0.high, claims: $0.count, meanScore: $0.meanScore,
        hitShare: $0.hitShare)
    }
    calibrationError = areProbabilities ? finite(table.error) : nil
    keywords = settings.keywords.sorted().map { keyword in
      let own = tally.tally(of: keyword)
      let counts = own.counts(threshold: settings.threshold)
      return KeywordRow(
        keyword: keyword, occurrences: counts.occurrences, hits: counts.hits,
        misses: counts.misses, falseAlarms: counts.falseAlarms,
        falseAlarmsPerHour: isTimed ? counts.falseAlarmsPerHour : nil,
        missRate: finite(counts.missRate),
        figureOfMerit: isTimed ? finite(own.figureOfMerit(of: keyword)) : nil)
    }
  }
}
