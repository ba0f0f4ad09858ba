import SpeechCorpora
import TestSupport
import Testing

/// Each layout as a user has it, and what is wrong with it line by line.
@Suite struct LayoutTests {
  private let folder = TestFolder()

  private func load(
    _ layout: CorpusLayout, part: String? = nil,
    _ change: (inout CorpusReference) -> Void = { _ in }
  ) throws -> [Utterance] {
    var reference = CorpusReference(layout: layout, path: folder.path, part: part)
    change(&reference)
    return try reference.load(root: "/nowhere").utterances
  }

  private func failure(_ layout: CorpusLayout, part: String? = nil) -> CorpusError? {
    do throws(CorpusError) {
      _ = try CorpusReference(layout: layout, path: folder.path, part: part).load(root: "")
      return nil
    } catch {
      return error
    }
  }

  private func silence(_ name: String, seconds: Double = 0.1) {
    folder.write(
      name, samples: [Float](repeating: 0, count: Int(seconds * 16000)), sampleRate: 16000)
  }

  // MARK: Kaldi

  private func writeKaldi() {
    folder.write("train/wav.scp", "u1 wav/u1.wav\nu2 /abs/u2.wav\n")
    folder.write("train/text", "u1 hello <s> World\nu2 NO\n")
    folder.write("train/utt2spk", "u1 anna\nu2 bert\n")
    folder.write("align/u1.phn", "0 800 SIL\n800 1600 HH_B\n")
    folder.write("align/u1.wrd", "0 800 <eps>\n800 1600 hello(2)\n")
  }

  @Test func kaldi() throws {
    writeKaldi()
    #expect(try CorpusLayout.detect(at: folder.path) == .kaldi)
    #expect(CorpusLayout.kaldi.parts(at: folder.path) == ["train"])
    for part in ["train", nil] {
      let found = try load(.kaldi, part: part)
      #expect(found.map(\.id) == ["u1", "u2"] && found.map(\.speaker) == ["anna", "bert"])
      #expect(found.map(\.words) == [["HELLO", "WORLD"], ["NO"]])
      #expect(found.map(\.audioPath) == [folder.path + "/wav/u1.wav", "/abs/u2.wav"])
      #expect(found[0].wordSegments == [Segment(start: 800, end: 1600, label: "HELLO")])
      #expect(found[0].phoneSegments?.map(\.label) == ["SIL", "HH_B"])
      #expect(found[1].wordSegments == nil && found[1].phoneSegments == nil)
    }
  }

  @Test func kaldiTimeMarks() throws {
    writeKaldi()
    folder.write("train/words.ctm", "u2 1 0.50 0.25 no\n")
    let found = try load(.kaldi, part: "train")
    #expect(found[1].wordSegments == [Segment(start: 8000, end: 12000, label: "NO")])
    // At the rate that the recipe states.
    let slow = try load(.kaldi, part: "train") { $0.sampleRate = 8000 }
    #expect(slow[1].wordSegments?[0].start == 4000 && slow[1].sampleRate == 8000)
  }

  @Test(arguments: [
    ("train/wav.scp", "u1 sph2pipe x |\n", 1, "u1"),
    ("train/wav.scp", "u1 a.wav\nu9 b.wav\n", 2, "u9"),
    ("train/wav.scp", "u1 a.wav\nu1 a.wav\n", 2, "u1"),
    ("train/text", "u1 a\nu1 b\n", 2, "u1"),
    ("train/utt2spk", "u1\nu2 bert\n", 1, "u1"),
    ("align/u1.phn", "0 800 SIL\n800 x HH\n", 2, "800 x HH"),
    ("align/u1.phn", "800 0 SIL\n", 1, "800 0 SIL"),
    ("align/u1.wrd", "-5 10 hi\n", 1, "-5 10 hi"),
  ])
  func kaldiLines(file: String, text: String, line: Int, found: String) {
    writeKaldi()
    folder.write(file, text)
    guard case .malformed(let path, let number, _, let what) = failure(.kaldi, part: "train") else {
      Issue.record("\(String(describing: failure(.kaldi, part: "train")))")
      return
    }
    // A speaker that is missing shows where the utterance is listed.
    #expect(path.hasSuffix(file == "train/utt2spk" ? "train/wav.scp" : file))
    #expect(number == line && what.contains(found))
  }

  @Test func kaldiRefusesWhatItDoesNotRead() {
    guard case .missing = failure(.kaldi, part: "train") else {
      Issue.record("a corpus that is not there")
      return
    }
    writeKaldi()
    folder.write("train/segments", "u1 r1 0 1\n")
    guard case .unsupported(let path, nil, _) = failure(.kaldi, part: "train") else {
      Issue.record("segments were passed over")
      return
    }
    #expect(path == folder.path + "/train/segments")
  }

  // MARK: AN4

  @Test func an4() throws {
    folder.write("etc/an4_train.fileids", "an4_clstk/fash/an251-fash-b\nan4_clstk/mbmg/x\n")
    folder.write(
      "etc/an4_train.transcription", "<s> YES no </s> (an251-fash-b)\n<s> GO </s> (x)\n")
    silence("wav/an4_clstk/fash/an251-fash-b.wav")
    #expect(try CorpusLayout.detect(at: folder.path) == .an4)
    let found = try load(.an4)
    #expect(found.map(\.speaker) == ["fash", "mbmg"])
    #expect(found.map(\.words) == [["YES", "NO"], ["GO"]])
    #expect(found[0].audioPath == folder.path + "/wav/an4_clstk/fash/an251-fash-b.wav")
    folder.write("etc/an4_train.transcription", "<s> YES </s> an251-fash-b\n")
    guard case .malformed(_, 1, _, _) = failure(.an4) else {
      Issue.record("a transcript without an identifier was read")
      return
    }
  }

  // MARK: TIMIT

  @Test(arguments: ["TRAIN/DR1/FCJF0", "timit/train/dr1/fcjf0", "dr1-fcjf0"])
  func timit(speakerFolder: String) throws {
    silence(speakerFolder + "/SA1.WAV")
    folder.write(speakerFolder + "/SA1.PHN", "0 100 h#\n100 200 sh\n200 300 ix\n")
    folder.write(speakerFolder + "/SA1.WRD", "100 300 she\n")
    silence(speakerFolder + "/si648.wav")
    folder.write(speakerFolder + "/si648.txt", "0 46797 Don't ask \"me\", she said -- twice.\n")
    #expect(try CorpusLayout.detect(at: folder.path) == .timit)
    let part = speakerFolder.hasPrefix("dr1") ? nil : "train"
    let found = try load(.timit, part: part)
    #expect(found.map(\.id) == ["fcjf0_sa1", "fcjf0_si648"])
    #expect(found.map(\.speaker) == ["fcjf0", "fcjf0"])
    #expect(found[0].phoneSegments?.map(\.label) == ["h#", "sh", "ix"])
    #expect(found[0].words == ["SHE"] && found[0].wordSegments?.first?.start == 100)
    #expect(found[1].words == ["DON'T", "ASK", "ME", "SHE", "SAID", "TWICE"])
    #expect(try load(.timit, part: part) { $0.sentences = ["si", "sx"] }.count == 1)
  }

  @Test func timitCoreTest() throws {
    for speaker in ["MDAB0", "FAKS0"] {
      silence("TEST/DR1/\(speaker)/SX1.WAV")
      folder.write("TEST/DR1/\(speaker)/SX1.PHN", "0 100 h#\n")
    }
    silence("TRAIN/DR1/FCJF0/SX1.WAV")
    #expect(try load(.timit, part: "test").count == 2)
    #expect(try load(.timit, part: "core").map(\.speaker) == ["mdab0"])
    #expect(CorpusLayout.timit.parts(at: folder.path) == ["train", "test"])
  }

  // MARK: Folders of words

  @Test func words() throws {
    silence("stop/a1_nohash_0.wav")
    silence("stop/a1_nohash_1.wav")
    silence("go_on/b2_nohash_0.wav")
    silence("_background_noise_/hum.wav")
    folder.write("validation_list.txt", "stop/a1_nohash_1.wav\n")
    folder.write("testing_list.txt", "go_on/b2_nohash_0.wav\n")
    #expect(try CorpusLayout.detect(at: folder.path) == .words)
    let found = try load(.words)
    #expect(found.map(\.id) == ["go_on/b2_nohash_0", "stop/a1_nohash_0", "stop/a1_nohash_1"])
    #expect(found[0].words == ["GO", "ON"] && found.map(\.speaker) == ["b2", "a1", "a1"])
    for (part, id) in [
      ("train", "stop/a1_nohash_0"), ("validation", "stop/a1_nohash_1"),
      ("test", "go_on/b2_nohash_0"),
    ] {
      #expect(try load(.words, part: part).map(\.id) == [id])
    }
    guard case .missing = failure(.words, part: "dev") else {
      Issue.record("an unknown part was read")
      return
    }
  }

  @Test func spokenDigits() throws {
    for name in ["7_jackson_0", "0_theo_32"] { silence("recordings/\(name).wav") }
    #expect(try CorpusLayout.detect(at: folder.path) == .fsdd)
    let found = try load(.fsdd)
    #expect(found.map(\.words) == [["ZERO"], ["SEVEN"]])
    #expect(found.map(\.speaker) == ["theo", "jackson"])
    #expect(try load(.fsdd, part: "test").map(\.id) == ["7_jackson_0"])
    // Labels of another folder, at its rate.
    folder.write("other/7_jackson_0.phn", "0 800 SIL\n800 1600 S\n")
    let aligned = try load(.fsdd) { $0.align = folder.path + "/other" }
    let labelled = aligned.filter { $0.phoneSegments != nil }
    #expect(labelled.map(\.id) == ["7_jackson_0"] && labelled[0].sampleRate == 16_000)
    #expect(labelled[0].phoneSegments?.map(\.label) == ["SIL", "S"])
    #expect(throws: CorpusError.self) { try load(.fsdd) { $0.align = "nowhere" } }
    #expect(try load(.fsdd, part: "train").map(\.id) == ["0_theo_32"])
    silence("recordings/ten_theo_1.wav")
    guard case .malformed(let path, nil, _, "ten_theo_1") = failure(.fsdd) else {
      Issue.record("a strange name was read")
      return
    }
    #expect(path.hasSuffix("ten_theo_1.wav"))
  }

  // MARK: Transcripts beside recordings

  @Test func libriSpeech() throws {
    silence("dev-clean/84/121123/84-121123-0000.wav")
    folder.write(
      "dev-clean/84/121123/84-121123.trans.txt", "84-121123-0000 GO\n84-121123-0001 ON\n")
    #expect(try CorpusLayout.detect(at: folder.path) == .librispeech)
    let found = try load(.librispeech, part: "dev-clean")
    #expect(found.map(\.words) == [["GO"], ["ON"]] && found.map(\.speaker) == ["84", "84"])
    #expect(found[0].audioPath.hasSuffix("84-121123-0000.wav"))
    #expect(found[1].audioPath.hasSuffix("84-121123-0001.flac"))
    #expect(CorpusLayout.librispeech.parts(at: folder.path) == ["dev-clean"])
  }

  @Test func transcribedFolders() throws {
    silence("audio/84-1.wav")
    silence("audio/emma/e1.wav")
    folder.write("text", "84-1 go on\ne1 stop\n")
    folder.write("align/log.tsv", "84-1\tok\t-9\t1.0\t12.5\ne1\tok\t-9\t1.0\t3\n")
    #expect(try CorpusLayout.detect(at: folder.path) == .transcribed)
    let found = try load(.transcribed)
    #expect(found.map(\.speaker) == ["84", "emma"])
    #expect(found.map(\.words) == [["GO", "ON"], ["STOP"]])
    #expect(try load(.transcribed) { $0.maximumDisagreement = 8 }.map(\.id) == ["e1"])
    #expect(
      failure(.transcribed, part: "test")
        == .unsupported(
          path: folder.path, line: nil, reason: "the part \"test\": transcribed has no parts"))
    folder.write("text", "84-1 go on\nnobody stop\n")
    guard case .malformed(_, 2, _, "nobody") = failure(.transcribed) else {
      Issue.record("an identifier without a recording was read")
      return
    }
  }

  @Test func textGrids() throws {
    silence("anna/a.wav")
    folder.write(
      "anna/a.TextGrid",
      """
      File type = "ooTextFile"
      Object class = "TextGrid"

      0
      1
      <exists>
      2
      "IntervalTier"
      "words"
      0
      1
      2
      0
      0.5
      ""
      0.5
      1
      "Hello"
      "IntervalTier"
      "phones"
      0
      1
      1
      0.5
      1
      "HH"

      """)
    #expect(try CorpusLayout.detect(at: folder.path) == .textgrid)
    let found = try load(.textgrid)
    #expect(found.map(\.id) == ["anna/a"] && found[0].speaker == "anna")
    #expect(found[0].words == ["HELLO"])
    #expect(found[0].phoneSegments == [Segment(start: 8000, end: 16000, label: "HH")])
  }

  @Test func manifests() throws {
    folder.write(
      "train.jsonl",
      """
      {"audio": "a/b.wav", "text": "Hi, there!", "speaker": "s1", "words": [{"start": 0.1, \
      "end": 0.4, "label": "hi"}], "duration": 3}
      {"audio_filepath": "/abs/c.wav", "phones": [{"start": 0, "end": 1, "label": "AA"}]}

      """)
    #expect(try CorpusLayout.detect(at: folder.path) == .manifest)
    #expect(try CorpusLayout.detect(at: folder.path + "/train.jsonl") == .manifest)
    let whole = CorpusReference(layout: .manifest, path: folder.path + "/train.jsonl", part: "test")
    #expect(throws: CorpusError.self) { try whole.load(root: "") }
    let found = try load(.manifest)
    #expect(found.map(\.id) == ["a/b", "/abs/c"] && found.map(\.speaker) == ["s1", "/abs/c"])
    #expect(found[0].words == ["HI", "THERE"] && found[0].audioPath == folder.path + "/a/b.wav")
    #expect(found[0].wordSegments == [Segment(start: 1600, end: 6400, label: "HI")])
    for (text, line) in [
      ("{\"audio\": \"a.wav\"}\n{\"audio\":\n", 2), ("{\"text\": \"a\"}\n", 1),
      ("{\"audio\": \"a.wav\", \"words\": [{\"start\": 2, \"end\": 1, \"label\": \"a\"}]}\n", 1),
      ("{\"audio\": \"a.wav\"}\n{\"audio\": \"a.wav\"}\n", 2),
    ] {
      folder.write("train.jsonl", text)
      guard case .malformed(_, line, _, _) = failure(.manifest) else {
        Issue.record("\(text): \(String(describing: failure(.manifest)))")
        continue
      }
    }
    folder.write("train.jsonl", "{\"audio\": \"a.wav\", \"offset\": 1.5}\n")
    guard case .unsupported(_, 1, _) = failure(.manifest) else {
      Issue.record("an offset was passed over")
      return
    }
  }

  @Test func noise() throws {
    silence("rain/1.wav")
    silence("dog/2.wav")
    let found = try load(.noise)
    #expect(found.map(\.id) == ["dog/2", "rain/1"] && found.allSatisfy { $0.words.isEmpty })
    #expect(found.map(\.speaker) == ["dog", "rain"])
    #expect(found.allSatisfy { $0.phoneSegments == [] })
  }

  @Test func foldsOfNoise() throws {
    silence("rain/1-17367-A.wav")
    silence("rain/5-17367-B.wav")
    silence("dog/2-1-A.wav")
    silence("dog/unnumbered.wav")
    #expect(try load(.noise, part: "train").map(\.id) == ["dog/2-1-A", "rain/1-17367-A"])
    #expect(try load(.noise, part: "test").map(\.id) == ["rain/5-17367-B"])
    #expect(failure(.noise, part: "other") != nil)
    silence("other/rain/1.wav")
    #expect(try load(.noise, part: "other").map(\.id) == ["rain/1"])
  }

  // MARK: What cannot be told

  @Test func unknownLayouts() {
    folder.write("notes.md", "nothing")
    #expect(throws: CorpusError.unknownLayout(path: folder.path)) {
      try CorpusLayout.detect(at: folder.path)
    }
    #expect(throws: CorpusError.self) { try CorpusLayout.detect(at: folder.path + "/none") }
    for layout in CorpusLayout.allCases where layout != .manifest {
      #expect(failure(layout) != nil, "\(layout) found something in an empty folder")
      #expect(!layout.summary.isEmpty)
    }
  }
}
