internal import KeywordSpotting
public import SpeechMetrics

extension LinePlot {
  /// Shares of hits against the scores that promised them; on the diagonal, scores hold.
  public static func reliability(_ table: CalibrationTable) -> LinePlot {
    let filled = table.rows.filter { $0.count > 0 }
    return LinePlot(
      title: "Reliability: of detections with a score, how many are right",
      xLabel: "score", yLabel: "share that is right",
      series: [
        .init(name: "detections", points: filled.map { ($0.meanScore, $0.hitShare) }),
        .init(name: "as promised", points: [(0, 0), (1, 1)]),
      ])
  }
}

extension SpottingEvaluation {
  /// What is right, wrong and missed in each recording, those with the surest false alarms and the
  /// misses first: what to listen to.
  ///
  /// Recordings in which all is right are left out. An occurrence without a time is marked all over.
  public func marks() -> [(recording: String, marks: [RecordingPicture.Mark])] {
    var byRecording: [String: [RecordingPicture.Mark]] = [:]
    let lengths = Dictionary(
      recordings.map { ($0.name, $0.duration ?? 1) }, uniquingKeysWith: { one, _ in one })
    func add(
      _ recording: String, _ keyword: String, _ time: ClosedRange<Double>?, _ score: Double,
      _ kind: RecordingPicture.Mark.Kind
    ) {
      let range = time ?? 0...(lengths[recording] ?? 1)
      byRecording[recording, default: []].append(
        .init(
          Detection(
            keyword: keyword, start: range.lowerBound, end: range.upperBound, score: score), kind))
    }
    for (index, claim) in claims.enumerated() where claim.score >= settings.threshold {
      let isHit = alignment.occurrenceOfClaim[index] != nil
      add(
        claim.recording, claim.keyword, claim.time, claim.score, isHit ? .hit : .falseAlarm)
    }
    for (index, one) in occurrences.enumerated() {
      let claim = alignment.claimOfOccurrence[index].map { claims[$0] }
      guard claim.map({ $0.score < settings.threshold }) ?? true else { continue }
      add(one.recording, one.keyword, one.time, claim?.score ?? 0, .missed)
    }
    func badness(_ marks: [RecordingPicture.Mark]) -> Double {
      marks.map { mark in
        switch mark.kind {
        case .falseAlarm: mark.detection.score
        case .missed: 1 - mark.detection.score
        case .found, .hit: 0
        }
      }.max() ?? 0
    }
    return byRecording.filter { $0.value.contains { $0.kind == .falseAlarm || $0.kind == .missed } }
      .map { (recording: $0.key, marks: $0.value) }
      .sorted { (badness($1.marks), $0.recording) < (badness($0.marks), $1.recording) }
  }
}
