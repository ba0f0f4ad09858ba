import SpeechCorpora
import SpeechMetrics
import SpeechReports
import Testing

@Suite struct PhoneTrackTests {
  private func classes(_ track: PhoneTrack) -> [String] {
    track.segments.map { $0.phone.map { PhoneSet.leeHon39.phones[$0] } ?? "-" }
  }

  private let said: [(label: String, start: Double, end: Double)] = [
    ("h#", 0, 0.1), ("pau", 0.1, 0.2), ("tcl", 0.2, 0.25), ("t", 0.25, 0.3), ("ix", 0.3, 0.4),
    ("kcl", 0.4, 0.5), ("q", 0.5, 0.55), ("dcl", 0.55, 0.6), ("jh", 0.6, 0.7),
  ]

  @Test func closuresJoinTheirStops() {
    let track = PhoneTrack(said, set: .timit61, closures: .stop)
    #expect(classes(track) == ["sil", "t", "ih", "k", "-", "jh"])
    #expect(track.segments[0].end == 0.2)
    #expect(track.segments[1].start == 0.2 && track.segments[1].end == 0.3)
    #expect(track.segments[5].start == 0.55)
  }

  @Test func closuresAreSilenceForLeeAndHon() {
    let track = PhoneTrack(said, set: .timit61, closures: .silence)
    // The pause and the closure after it are one silence.
    #expect(classes(track) == ["sil", "t", "ih", "sil", "-", "sil", "jh"])
    #expect(track.segments[0].end == 0.25)
  }

  @Test func dictionaryPhonesFold() {
    let track = PhoneTrack(
      [("SIL", 0, 1), ("AO1", 1, 2), ("ZH", 2, 3)], set: .cmu, closures: .stop)
    #expect(classes(track) == ["sil", "aa", "sh"])
  }
}

@Suite struct PhoneEvaluationTests {
  private func track(_ segments: [(String, Double, Double)]) -> PhoneTrack {
    PhoneTrack(segments.map { ($0.0, $0.1, $0.2) }, set: .leeHon39, closures: .silence)
  }

  /// Ten frames: sil 2, s 4, iy 4. The hypothesis starts s a frame late and takes iy's last two
  /// for t.
  @Test func handWorked() {
    let reference = track([("sil", 0, 0.02), ("s", 0.02, 0.06), ("iy", 0.06, 0.10)])
    let found = track([("sil", 0, 0.03), ("s", 0.03, 0.06), ("iy", 0.06, 0.08), ("t", 0.08, 0.10)])
    var evaluation = PhoneEvaluation()
    evaluation.add(reference: reference, hypothesis: found, speaker: "a")
    let total = evaluation.total
    #expect(total.frames.total == 10 && total.frameAccuracy == 0.7)
    #expect(total.speechFrameAccuracy == 5.0 / 8)
    #expect(total.phones.labels == 2 && total.phones.insertions == 1 && total.phones.errors == 1)
    #expect(total.startsWithin(0.005) == 0.5 && total.startsWithin(0.01) == 1)
    // Borders 0.02 and 0.06 against 0.03, 0.06 and 0.08, within 10 ms.
    #expect(total.boundaries[0].recall == 1 && total.boundaries[0].found == 3)
    #expect(evaluation.interval { $0.frameAccuracy }?.low == 0.7)
    #expect(evaluation.table().contains("frame accuracy, 39 classes                70.0 %\n"))
    #expect(evaluation.json().contains("\"frames\" : 10"))
    #expect(evaluation.csv().contains("iy,4,0.50000,1.00000\n"))
    #expect(evaluation.confusionPlot().contains("<title>iy → t: 50.0 %</title>"))
  }

  /// Silence may be a label or nothing at all: at the start, between phones and at the end.
  @Test func silenceMayBeAGap() {
    let labelled = track([
      ("sil", 0, 0.1), ("s", 0.1, 0.2), ("iy", 0.2, 0.3), ("sil", 0.3, 0.4), ("t", 0.4, 0.5),
      ("sil", 0.5, 0.6),
    ])
    let blank = track([("s", 0.1, 0.2), ("iy", 0.2, 0.3), ("t", 0.4, 0.5)])
    for (reference, found) in [(labelled, blank), (blank, labelled), (blank, blank)] {
      var evaluation = PhoneEvaluation()
      evaluation.add(reference: reference, hypothesis: found, speaker: "a")
      let borders = evaluation.total.boundaries[0]
      // Of the reference: where s, iy and t begin, and iy and, if it goes on, t end.
      #expect(borders.references == (reference == blank && found == blank ? 4 : 5))
      #expect(borders.recall == 1 && borders.rValue == 1)
    }
    // What comes from rounding is no silence.
    var evaluation = PhoneEvaluation()
    evaluation.add(
      reference: track([("s", 0, 0.2), ("iy", 0.2, 0.31)]),
      hypothesis: track([("s", 0.01, 0.19), ("iy", 0.2, 0.3)]), speaker: "a")
    #expect(evaluation.total.boundaries[0].references == 1)
    #expect(evaluation.total.boundaries[0].rValue == 1)
  }

  /// Where segments overlap the later one counts, and the first goes on behind it.
  @Test func overlaps() {
    var evaluation = PhoneEvaluation()
    evaluation.add(
      reference: track([("s", 0, 0.1)]),
      hypothesis: track([("s", -1, 0.08), ("iy", 0.02, 0.04), ("t", 0.07, 0.09)]), speaker: "a")
    let counts = evaluation.total.frames
    func index(_ phone: String) -> Int { PhoneSet.leeHon39.index(of: phone) ?? 0 }
    func frames(_ phone: String) -> Int { counts[index("s"), index(phone)] }
    #expect(["s", "iy", "t", "sil"].map(frames) == [5, 2, 2, 1])
  }

  /// Months of one phone cost no more than a moment of it.
  @Test func longSegments() {
    let phones = track([("sil", 0, 1), ("s", 1, 9e6)])
    var evaluation = PhoneEvaluation()
    evaluation.add(reference: phones, hypothesis: phones, speaker: "a")
    #expect(evaluation.total.frames.total == 900_000_000 && evaluation.total.frameAccuracy == 1)
  }

  @Test func speakersCountApart() {
    let all = track([("s", 0, 0.1)])
    let wrong = track([("iy", 0, 0.1)])
    var evaluation = PhoneEvaluation()
    evaluation.add(reference: all, hypothesis: all, speaker: "a")
    evaluation.add(reference: all, hypothesis: wrong, speaker: "b")
    #expect(evaluation.recordingCount == 2 && evaluation.groups.count == 2)
    #expect(evaluation.total.frameAccuracy == 0.5)
    let interval = evaluation.interval { $0.frameAccuracy }
    #expect(interval?.low == 0 && interval?.high == 1)
  }

  /// Frames that the hypothesis does not cover are silence; those without a class in the reference
  /// count nowhere.
  @Test func gaps() {
    var evaluation = PhoneEvaluation()
    evaluation.add(
      reference: PhoneTrack(
        [("q", 0, 0.05), ("h#", 0.05, 0.1)], set: .timit61, closures: .silence),
      hypothesis: PhoneTrack([], set: .cmu, closures: .stop), speaker: "a")
    #expect(evaluation.total.frames.total == 5 && evaluation.total.frameAccuracy == 1)
  }
}
