import Foundation
import KeywordSpotting
import Testing

@Suite struct DetectionFormatTests {
  private let detections = [
    Detection(keyword: "yes", start: 0.5, end: 0.8125, score: 0.98765),
    Detection(keyword: "voice mail", start: 12.25, end: 13, score: 0.5),
  ]

  private func whole(_ format: DetectionFormat, file: String = "a.wav") -> String {
    format.header() + format.text(detections, file: file, duration: 20)
  }

  @Test func table() {
    #expect(
      whole(.table) == """
           start      end  score  keyword     file
            0.50     0.81  0.988  yes         a.wav
           12.25    13.00  0.500  voice mail  a.wav

        """)
    // A long keyword widens the column.
    #expect(
      DetectionFormat.table.text(
        [detections[0]], file: "a.wav", duration: 1, keywordWidth: 12
      ).hasSuffix("yes           a.wav\n"))
  }

  @Test func jsonLines() throws {
    #expect(
      whole(.jsonl) == """
        {"file":"a.wav","keyword":"yes","start":0.500,"end":0.812,"score":0.9877}
        {"file":"a.wav","keyword":"voice mail","start":12.250,"end":13.000,"score":0.5000}

        """)
    // Whatever a file is called, the line is JSON.
    struct Line: Codable, Equatable {
      let file: String
      let keyword: String
      let start: Double
      let end: Double
      let score: Double
    }
    let name = "a \"b\"\\c\n\u{1}é😀.wav"
    let text = DetectionFormat.jsonl.text([detections[0]], file: name, duration: 1)
    #expect(text.split(separator: "\n").count == 1)
    let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
    #expect(line == Line(file: name, keyword: "yes", start: 0.5, end: 0.812, score: 0.9877))
  }

  @Test func commaSeparated() {
    #expect(
      whole(.csv, file: "a,\"b\".wav") == """
        file,keyword,start,end,score
        "a,""b"".wav",yes,0.500,0.812,0.9877
        "a,""b"".wav",voice mail,12.250,13.000,0.5000

        """)
  }

  @Test func audacityLabels() {
    #expect(
      whole(.audacity)
        == "0.500000\t0.812500\tyes 0.99\n12.250000\t13.000000\tvoice mail 0.50\n")
  }

  @Test func textGridTiersCoverTheRecording() {
    let text = DetectionFormat.textgrid.text(
      detections + [Detection(keyword: "yes", start: 0.75, end: 1.5, score: 1)], file: "a.wav",
      duration: 20)
    #expect(text.hasPrefix("File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n"))
    #expect(text.contains("size = 2\n"))
    #expect(text.contains("name = \"voice mail\"") && text.contains("name = \"yes\""))
    // Every tier runs from 0 to the end without a gap.
    let numbers = text.split(separator: "\n").compactMap { line -> (String, Double)? in
      let parts = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, let value = Double(parts[1]), line.hasPrefix("            ") else {
        return nil
      }
      return (parts[0], value)
    }
    var position = 0.0
    for (name, value) in numbers {
      if name == "xmin" { #expect(value == position || value == 0 && position == 20) }
      if name == "xmax" {
        #expect(value > 0)
        position = value
      }
    }
    #expect(position == 20)
    #expect(text.contains("text = \"yes\"") && text.contains("text = \"\""))
    // Nothing found is a file without tiers.
    #expect(DetectionFormat.textgrid.text([], file: "a", duration: 3).contains("size = 0"))
  }
}
