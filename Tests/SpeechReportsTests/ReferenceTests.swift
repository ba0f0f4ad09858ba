import Foundation
import SpeechMetrics
import SpeechReports
import TestSupport
import Testing

@Suite struct ReferenceTests {
  @Test func wordFilesOfAFolder() throws {
    let folder = TestFolder()
    folder.write("dr1/anna/sa1.wrd", "0 8000 Voice\n8000 16000 mail(2)\n\n24000 32000 YES\n")
    folder.write("dr1/bert/sa1.wrd", "1600 3200 no\n")
    let reference = try Reference(contentsOf: folder.path)
    #expect(reference.recordings.map(\.name) == ["dr1/anna/sa1", "dr1/bert/sa1"])
    // Where the words end says nothing of where the recording does.
    #expect(reference.recordings[0].duration == nil)
    #expect(
      reference.occurrences(of: ["voice mail", "no", "yes", "mail yes"]) == [
        Occurrence(recording: "dr1/anna/sa1", keyword: "voice mail", time: 0...1),
        Occurrence(recording: "dr1/anna/sa1", keyword: "mail yes", time: 0.5...2),
        Occurrence(recording: "dr1/anna/sa1", keyword: "yes", time: 1.5...2),
        Occurrence(recording: "dr1/bert/sa1", keyword: "no", time: 0.1...0.2),
      ])
    // Through a link.
    let links = TestFolder()
    try FileManager.default.createSymbolicLink(
      atPath: links.path + "/link", withDestinationPath: folder.path)
    #expect(
      try Reference(contentsOf: links.path + "/link").recordings.map(\.name)
        == reference.recordings.map(\.name))
    // Another rate.
    let slow = try Reference(contentsOf: folder.path + "/dr1/bert/sa1.wrd", sampleRate: 8000)
    #expect(slow.recordings[0].words == [.init("no", time: 0.2...0.4)])
    #expect(!slow.namesKeywords)
  }

  @Test func timeMarkedConversations() throws {
    let folder = TestFolder()
    let path = folder.write(
      "a.ctm", ";; comment\ncall1 A 1.5 0.25 yes 0.9\ncall2 1 0 0.5 no\ncall1 A 0.5 0.5 no\n")
    let reference = try Reference(contentsOf: path)
    #expect(reference.recordings.map(\.name) == ["call1", "call2"])
    #expect(reference.recordings[0].words.map(\.text) == ["no", "yes"])
    #expect(reference.recordings[0].words[1].time == 1.5...1.75)
  }

  @Test func transcripts() throws {
    let folder = TestFolder()
    let path = folder.write("text", "utt1 The \"voice mail\", please.\nutt2\nutt3 mail\n")
    let reference = try Reference(contentsOf: path)
    #expect(reference.recordings.map(\.name) == ["utt1", "utt2", "utt3"])
    #expect(
      reference.occurrences(of: ["voice mail", "Please"]) == [
        Occurrence(recording: "utt1", keyword: "voice mail"),
        Occurrence(recording: "utt1", keyword: "Please"),
      ])
  }

  @Test func jsonLines() throws {
    let folder = TestFolder()
    let path = folder.write(
      "ref.jsonl",
      """
      {"file": "a/b.wav", "keyword": "voice mail", "start": 1, "end": 1.5}
      {"file": "c.wav", "keyword": "yes"}
      """)
    let reference = try Reference(contentsOf: path)
    #expect(reference.namesKeywords)
    #expect(
      reference.occurrences(of: ["voice mail", "yes"]) == [
        Occurrence(recording: "a/b.wav", keyword: "voice mail", time: 1...1.5),
        Occurrence(recording: "c.wav", keyword: "yes"),
      ])
  }

  private let long = #"""
    File type = "ooTextFile"
    Object class = "TextGrid"

    xmin = 0
    xmax = 2.5
    tiers? <exists>
    size = 2
    item []:
        item [1]:
            class = "IntervalTier"
            name = "words"
            xmin = 0
            xmax = 2.5
            intervals: size = 3
            intervals [1]:
                xmin = 0
                xmax = 0.5
                text = ""
            intervals [2]:
                xmin = 0.5
                xmax = 1
                text = "say ""yes"""
            intervals [3]:
                xmin = 1
                xmax = 2.5
                text = "no"
        item [2]:
            class = "TextTier"
            name = "marks"
            xmin = 0
            xmax = 2.5
            points: size = 1
            points [1]:
                number = 0.25
                mark = "yes"
    """#

  private let short = #"""
    File type = "ooTextFile"
    Object class = "TextGrid"

    0
    2.5
    <exists>
    1
    "IntervalTier"
    "words"
    0
    2.5
    2
    0.5
    1
    "say ""yes"""
    1
    2.5
    "no"
    """#

  @Test func textGridsInBothForms() throws {
    let folder = TestFolder()
    folder.write("x/a.TextGrid", long)
    folder.write("b.TextGrid", short)
    let reference = try Reference(contentsOf: folder.path)
    #expect(reference.recordings.map(\.name) == ["b", "x/a"])
    for recording in reference.recordings {
      #expect(recording.duration == 2.5)
      #expect(
        recording.words == [.init("say \"yes\"", time: 0.5...1), .init("no", time: 1...2.5)])
    }
    // A phrase within one interval has the interval's time.
    #expect(reference.occurrences(of: ["yes"]).first?.time == 0.5...1)
  }

  /// As the Montreal Forced Aligner names them: the words of all speakers count, no phones.
  @Test func tiersOfSpeakers() throws {
    func tier(_ name: String, _ start: Double, _ text: String) -> String {
      "\"IntervalTier\"\n\"\(name)\"\n0\n3\n1\n\(start)\n\(start + 1)\n\"\(text)\"\n"
    }
    let folder = TestFolder()
    let path = folder.write(
      "a.TextGrid",
      "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n3\n<exists>\n4\n"
        + tier("bert - words", 1.5, "no") + tier("bert - phones", 1.5, "OW")
        + tier("anna - words", 0, "yes") + tier("anna - phones", 0, "EH"))
    let recording = try Reference(contentsOf: path).recordings[0]
    #expect(recording.words == [.init("yes", time: 0...1), .init("no", time: 1.5...2.5)])
    #expect(recording.duration == 3)
  }

  @Test(arguments: [
    ("a.wrd", "0 100\n", 1), ("a.wrd", "0 100 ok\n200 100 yes\n", 2), ("a.wrd", "x y z", 1),
    ("a.ctm", "call A 1.5 yes\n", 1), ("a.ctm", "call A -1 2 yes", 1),
    ("a.jsonl", "{\"file\": \"a\"}", 1), ("a.jsonl", "{}\n[", 1),
    ("a.jsonl", "{\"file\": \"a\", \"keyword\": \"k\", \"start\": 2, \"end\": 1}", 1),
    ("text", "a yes\nb no\na yes", 3),
    // Times beyond any recording's.
    ("a.wrd", "0 100 ok\n100 9223372036854775807 yes\n", 2), ("a.ctm", "call A 0 1e17 yes", 1),
    ("a.ctm", "call A 1e7 1 yes", 1),
    ("a.jsonl", "{\"file\": \"a\", \"keyword\": \"k\", \"start\": 0, \"end\": 1e17}", 1),
  ])
  func brokenFilesNameTheLine(_ name: String, _ text: String, _ line: Int) throws {
    let folder = TestFolder()
    let path = folder.write(name, text)
    do {
      _ = try Reference(contentsOf: path)
      Issue.record("\(name) was read")
    } catch ReferenceError.malformed(_, let found, _, _) {
      #expect(found == line)
    }
  }

  @Test func brokenTextGridsAreRefused() throws {
    let folder = TestFolder()
    for broken in [
      "", "File type = \"other\"", String(long.prefix(400)), String(long.dropLast(6)),
      long.replacingOccurrences(of: "xmax = 1\n", with: "xmax = 0.1\n"),
      long.replacingOccurrences(of: "xmax = 2.5\n", with: "xmax = 1e17\n"),
      long.replacingOccurrences(of: "size = 3", with: "size = 300"),
    ] {
      let path = folder.write("a.TextGrid", broken)
      #expect(throws: ReferenceError.self) { try Reference(contentsOf: path) }
    }
  }

  @Test func missingAndEmpty() throws {
    let folder = TestFolder()
    #expect(throws: ReferenceError.missing(path: "/nowhere")) {
      try Reference(contentsOf: "/nowhere")
    }
    #expect(
      throws: ReferenceError.empty(
        path: folder.path, expected: ".wrd, .TextGrid or .jsonl file in this folder")
    ) { try Reference(contentsOf: folder.path) }
    let bytes = folder.write("text", [0xC3, 0x28, 0xFF])
    #expect(throws: ReferenceError.unreadable(path: bytes)) { try Reference(contentsOf: bytes) }
  }

  /// Keywords are whole: one that is part of another is not said with it, but words may make a phrase. Times put
  /// them in order.
  @Test func keywordsOfAReferenceAreWhole() throws {
    let folder = TestFolder()
    let path = folder.write(
      "ref.jsonl",
      """
      {"file": "a", "keyword": "mail", "start": 3, "end": 4}
      {"file": "a", "keyword": "voice mail", "start": 1, "end": 2}
      {"file": "a", "keyword": "now", "start": 4, "end": 5}
      """)
    let reference = try Reference(contentsOf: path)
    #expect(reference.recordings[0].words.map(\.text) == ["voice mail", "mail", "now"])
    #expect(
      reference.occurrences(of: ["mail", "voice mail", "mail now", "voice"]) == [
        Occurrence(recording: "a", keyword: "voice mail", time: 1...2),
        Occurrence(recording: "a", keyword: "mail", time: 3...4),
        Occurrence(recording: "a", keyword: "mail now", time: 3...5),
      ])
  }

  @Test func tiersOfPhones() throws {
    let folder = TestFolder()
    let path = folder.write(
      "a.TextGrid",
      short.replacing("\"words\"", with: "\"phones\"").replacing("\n1\n\"I", with: "\n2\n\"I")
        + "\n\"IntervalTier\"\n\"words\"\n0\n2.5\n1\n0\n2.5\n\"all\"")
    let phones = try Reference(contentsOf: path, units: .phones)
    #expect(phones.recordings[0].words.map(\.text) == ["say \"yes\"", "no"])
    #expect(try Reference(contentsOf: path).recordings[0].words.map(\.text) == ["all"])
  }

  @Test func filesOfOneNameAreNotMixed() throws {
    let names = RecordingNames(["sa1", "x/sa2"])
    #expect(
      try names.names(of: ["sa1.wav", "/d/anna/sa1.wav", "sa2.wav", "y/sa3.wav"]) == [
        "sa1.wav": "sa1", "/d/anna/sa1.wav": "sa1", "sa2.wav": "x/sa2",
      ])
    #expect(
      throws: ReferenceError.shared(recording: "sa1", files: ["anna/sa1.wav", "bob/sa1.wav"])
    ) {
      try names.names(of: ["anna/sa1.wav", "sa1.wav", "bob/sa1.wav"])
    }
  }

  @Test func namesMeetByTheirTails() throws {
    let names = RecordingNames(["dr1/fcjf0/sa1", "dr1/mjdac0/sa1", "sx5", "call.2023"])
    #expect(try names.name(of: "/data/timit/DR1/FCJF0/SA1.WAV") == "dr1/fcjf0/sa1")
    #expect(try names.name(of: "./sx5.flac") == "sx5")
    #expect(try names.name(of: "b/call.2023.wav") == "call.2023")
    #expect(try names.name(of: "xsx5.flac") == nil)
    #expect(try names.name(of: "dr2/fcjf0/sa1.wav") == nil)
    #expect(throws: ReferenceError.self) { try names.name(of: "sa1.wav") }
  }
}
