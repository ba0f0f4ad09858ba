import Foundation
import KeywordSpotting
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
    let sound = try #require((one["sound"] as? String).flatMap { Data(base64Encoded: $0) })
    #expect(sound.count == 44 + 64_000 && sound.prefix(4) == Data("RIFF".utf8))
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

  /// Long recordings are named, not held, and their pictures are no wider than short ones'.
  @Test func longRecordingsStaySmall() throws {
    var page = SpottingPage(title: "long")
    page.add(try picture("long.wav", seconds: 100))
    let content = try data(page.html())
    let one = try #require((content["recordings"] as? [[String: Any]])?.first)
    #expect(one["sound"] == nil && (one["url"] as? String)?.hasSuffix("long.wav") == true)
    let bands = try #require(one["bands"] as? Int)
    let image = try #require((one["spectrogram"] as? String).flatMap { Data(base64Encoded: $0) })
    #expect(image.count / bands <= 2 * RecordingPicture.columnLimit)
    #expect(image.count / bands > RecordingPicture.columnLimit / 2)
  }
}
