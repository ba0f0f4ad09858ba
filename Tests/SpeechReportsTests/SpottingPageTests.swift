import Foundation
import KeywordSpotting
import SpeechFeatures
import SpeechMetrics
import SpeechReports
import TestSupport
import Testing

@Suite struct SpottingPageTests {
  private let folder = TestFolder()

  private func picture(
    _ name: String, seconds: Double, _ detections: [Detection] = []
  ) throws -> RecordingPicture {
    let samples = (0..<Int(seconds * 16000)).map { Float(sin(0.2 * Double($0))) * 0.5 }
    return try RecordingPicture(
      path: folder.write(name, samples: samples, sampleRate: 16000), detections: detections)
  }

  /// The JSON inside a page.
  private func data(_ html: String) throws -> [String: Any] {
    let start = try #require(html.range(of: "id=\"data\">"))
    let end = try #require(html.range(of: "</script>", range: start.upperBound..<html.endIndex))
    let json = try JSONSerialization.jsonObject(
      with: Data(html[start.upperBound..<end.lowerBound].utf8))
    return try #require(json as? [String: Any])
  }

  private func sounds(
    _ recording: [String: Any]
  ) throws -> [(start: Double, duration: Double, wave: Data)] {
    try #require(recording["sounds"] as? [[String: Any]]).map {
      (
        try #require($0["start"] as? Double), try #require($0["duration"] as? Double),
        try #require(($0["data"] as? String).flatMap { Data(base64Encoded: $0) })
      )
    }
  }

  @Test func holdsAllThatItShows() throws {
    var page = SpottingPage(title: "</script><b>one")
    page.add(
      try picture(
        "a.wav", seconds: 2, [Detection(keyword: "<one>", start: 0.5, end: 0.9, score: 0.75)]))
    page.addUnshown()
    for _ in 0..<3 { page.addEmpty() }
    let html = page.html()
    // Nothing is fetched, and no name ends the script.
    #expect(!html.contains("http://") && !html.contains("https://") && !html.contains("src="))
    #expect(html.components(separatedBy: "</script>").count == 3)
    let content = try data(html)
    #expect(content["title"] as? String == "</script><b>one")
    #expect(content["unshown"] as? Int == 1 && content["empty"] as? Int == 3)
    let recordings = try #require(content["recordings"] as? [[String: Any]])
    let one = try #require(recordings.first)
    #expect(one["duration"] as? Double == 2)
    let bands = try #require(one["bands"] as? Int)
    let image = try #require((one["spectrogram"] as? String).flatMap { Data(base64Encoded: $0) })
    #expect(image.count == 198 * bands && image.max() == 255)
    let sounds = try sounds(one)
    #expect(sounds.map(\.start) == [0] && sounds.map(\.duration) == [2] && one["url"] == nil)
    #expect(sounds[0].wave.count == 44 + 64_000 && sounds[0].wave.prefix(4) == Data("RIFF".utf8))
    let found = try #require(one["detections"] as? [[String: Any]])
    #expect(found.first?["keyword"] as? String == "<one>")
  }

  /// A page of an evaluation shows what went wrong, the worst first, and its figures.
  @Test func evaluationsShowWhatWentWrong() throws {
    let evaluation = SpottingEvaluation(
      recordings: ["right", "wrong", "missed"].map { .init(name: $0, duration: 2, group: $0) },
      occurrences: [
        .init(recording: "right", keyword: "one", time: 0.5...0.9),
        .init(recording: "missed", keyword: "one", time: 1...1.4),
      ],
      claims: [
        .init(recording: "right", keyword: "one", time: 0.5...0.9, score: 0.8),
        .init(recording: "wrong", keyword: "one", time: 0.2...0.5, score: 0.9),
      ], settings: .init(keywords: ["one"]))
    let marks = evaluation.marks()
    #expect(marks.map(\.recording) == ["missed", "wrong"])
    #expect(marks.map { $0.marks.map(\.kind) } == [[.missed], [.falseAlarm]])
    #expect(marks[0].marks[0].detection.start == 1)
    var page = SpottingPage(
      title: "t", summary: "a < b",
      plots: [.init(.reliability(CalibrationTable(evaluation.tally)))])
    let path = folder.write(
      "b.wav", samples: [Float](repeating: 0.1, count: 32000), sampleRate: 16000)
    page.add(try RecordingPicture(path: path, marks: marks[0].marks))
    let html = page.html()
    #expect(html.contains("a &lt; b") && html.contains("<svg"))
    let recordings = try #require(try data(html)["recordings"] as? [[String: Any]])
    let found = try #require(recordings.first?["detections"] as? [[String: Any]])
    #expect(found.first?["kind"] as? String == "missed")
  }

  /// A page holds all sound while there is room, then that around marks, then none.
  @Test func soundIsBounded() throws {
    func mark(_ start: Double) -> Detection {
      Detection(keyword: "one", start: start, end: start + 0.5, score: 0.9)
    }
    // Around its mark each has 3.5 s of sound.
    let pictures = try (0..<4).map { try picture("\($0).wav", seconds: 10, [mark(4)]) }
    var page = SpottingPage(title: "t", soundLimit: 20)
    for picture in pictures.prefix(2) { page.add(picture) }
    func recordings() throws -> [[String: Any]] {
      try #require(try data(page.html())["recordings"] as? [[String: Any]])
    }
    #expect(try recordings().flatMap { try sounds($0).map(\.duration) } == [10, 10])
    page = SpottingPage(title: "t", soundLimit: 11)
    for picture in pictures { page.add(picture) }
    let bounded = try recordings()
    #expect(try bounded.map { try sounds($0).map(\.start) } == [[2.5], [2.5], [2.5], []])
    #expect(try bounded.map { try sounds($0).map(\.duration) } == [[3.5], [3.5], [3.5], []])
    #expect(bounded.allSatisfy { ($0["url"] as? String)?.hasSuffix(".wav") == true })
    #expect(bounded.map { $0["lacksSound"] as? Bool } == [false, false, false, true])
    #expect(page.pathsWithoutSound == [folder.path + "/3.wav"])
    // The samples are those of the recording.
    let wave = try sounds(bounded[0])[0].wave
    #expect(
      (0..<56_000).allSatisfy { index in
        let sample = Int16(wave[44 + 2 * index]) | Int16(wave[45 + 2 * index]) << 8
        return abs(Double(sample) - 16383.5 * sin(0.2 * Double(index + 40_000))) < 2
      })
  }

  /// What is shown and heard of a recording of several channels is the one that was chosen.
  @Test func oneChannelIsShown() throws {
    let tone = (0..<32_000).map { Float(sin(0.2 * Double($0))) * 0.5 }
    let path = folder.write(
      "stereo.wav", samples: tone.flatMap { [0, $0] }, channels: 2, sampleRate: 16_000)
    func shown(_ path: String, _ options: AudioReader.Options = .init()) throws -> [String: Any] {
      var page = SpottingPage(title: "t")
      page.add(try RecordingPicture(path: path, reading: options, detections: []))
      return try #require((try data(page.html())["recordings"] as? [[String: Any]])?.first)
    }
    let alone = try shown(folder.write("alone.wav", samples: tone, sampleRate: 16_000))
    let one = try shown(path, .init(channel: 2))
    for field in ["spectrogram", "loudness"] {
      let isTheSame = one[field] as? String == alone[field] as? String
      #expect(isTheSame && one[field] != nil, "\(field)")
    }
    let isSameSound = try sounds(one)[0].wave == sounds(alone)[0].wave
    #expect(isSameSound && one["channel"] as? Int == 2 && alone["channel"] == nil)
  }

  /// Of a long recording, what is around its marks can be heard.
  @Test func longRecordingsAreHeardAroundTheirMarks() throws {
    var page = SpottingPage(title: "long")
    let marks = [0.2, 70, 71, 99].map {
      Detection(keyword: "one", start: $0, end: $0 + 0.5, score: 0.9)
    }
    page.add(try picture("long.wav", seconds: 100, marks))
    let one = try #require((try data(page.html())["recordings"] as? [[String: Any]])?.first)
    #expect(try sounds(one).map(\.start) == [0, 68.5, 97.5])
    #expect(try sounds(one).map(\.duration) == [2.2, 4.5, 2.5])
    #expect(page.pathsWithoutSound.isEmpty && one["url"] != nil)
    // A minute of it and no more.
    page = SpottingPage(title: "long")
    let many = stride(from: 1.0, to: 99, by: 2).map {
      Detection(keyword: "one", start: $0, end: $0 + 0.5, score: 0.9)
    }
    page.add(try picture("many.wav", seconds: 100, many))
    let other = try #require((try data(page.html())["recordings"] as? [[String: Any]])?.first)
    #expect(try sounds(other).map(\.duration) == [60])
    #expect(page.pathsWithoutSound == [folder.path + "/many.wav"])
  }

  /// Long recordings are named, not held, and their pictures are no wider than short ones'.
  @Test func longRecordingsStaySmall() throws {
    var page = SpottingPage(title: "long")
    page.add(try picture("long.wav", seconds: 100))
    let content = try data(page.html())
    let one = try #require((content["recordings"] as? [[String: Any]])?.first)
    #expect(try sounds(one).isEmpty && (one["url"] as? String)?.hasSuffix("long.wav") == true)
    let bands = try #require(one["bands"] as? Int)
    let image = try #require((one["spectrogram"] as? String).flatMap { Data(base64Encoded: $0) })
    #expect(image.count / bands <= 2 * RecordingPicture.columnLimit)
    #expect(image.count / bands > RecordingPicture.columnLimit / 2)
  }
}
