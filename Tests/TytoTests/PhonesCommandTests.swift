import Foundation
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

@Suite struct PhonesCommandTests {
  private struct Line: Codable {
    var file: String
    var phone: String
    var start: Double
    var end: Double
    var posterior: Double
  }

  /// `calls/a.wav` low high, `calls/sub/b.wav` high; the model `phones` hears AA and IY there.
  private let folder = TestFolder()
  private var calls: String { folder.path + "/calls" }
  private var lexicon: String { folder.path + "/lexicon" }

  init() throws {
    func record(_ name: String, _ words: [ToneWords.Word]) {
      folder.write(
        name, samples: ToneWords.samples(words, duration: 2), sampleRate: ToneWords.sampleRate)
    }
    record("calls/a.wav", [.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)])
    record("calls/sub/b.wav", [.init("high", 0.5, 0.8)])
    folder.write("calls/a.txt", "0 32000 Low, high!\n")
    folder.write("lexicon", "LOW AA\nHIGH IY\n")
    folder.write("models/readme", "")
    try TestModels.tonePhones().write(to: folder.path + "/models/phones.safetensors")
  }

  private func phones(_ arguments: [String], input: Data = Data()) throws -> Command {
    try Command(["phones"] + arguments, input: input, models: folder.path + "/models")
  }

  @Test(arguments: ["npy", "textgrid"])
  func namesTooLongForAFileAreReported(format: String) throws {
    let long = "\(calls)/" + String(repeating: "n", count: 247) + ".wav"
    try FileManager.default.copyItem(atPath: "\(calls)/a.wav", toPath: long)
    let command = try phones(["--format", format, "-o", folder.path + "/out", calls])
    #expect(command.status == 2)
    #expect(
      command.errors == "tyto phones: \(long): the name is too long for a file of its own\n",
      "\(command.errors)")
    let ending = format == "npy" ? "npy" : "TextGrid"
    #expect(
      folder.names.filter { $0.hasSuffix(ending) } == ["out/a.\(ending)", "out/sub/b.\(ending)"])
  }

  @Test func segmentsCoverTheRecording() throws {
    let command = try phones(["--format", "jsonl", calls])
    #expect(command.status == 0, "\(command.errors)")
    let lines = try command.lines.map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(
      lines.map(\.phone) == ["SIL", "AA", "SIL", "IY", "SIL", "SIL", "IY", "SIL"])
    let borders = lines.prefix(5).map(\.start) + [lines[4].end]
    for (found, expected) in zip(borders, [0, 0.5, 0.8, 1.2, 1.5, 2]) {
      #expect(abs(found - expected) < 0.02)
    }
    #expect(lines.allSatisfy { $0.posterior > 0.9 && $0.posterior <= 1 })
    for arguments in [["--jobs", "1"], ["--jobs", "5"]] {
      #expect(try phones(arguments + ["--format", "jsonl", calls]).output == command.output)
    }
    #expect(try phones([calls + "/a.wav"]).lines.count == 6)
    #expect(try phones(["--format", "ctm", calls]).lines[1].hasPrefix("a 1 0."))
  }

  @Test func standardInputMayBeSamplesAlone() throws {
    let samples = try Data(contentsOf: URL(filePath: calls + "/a.wav")).dropFirst(44)
    let arguments = ["--raw", "\(ToneWords.sampleRate)"]
    for more in [[], ["--lexicon", lexicon, "--align", "low high"]] {
      let command = try phones(arguments + more + ["-"], input: samples)
      #expect(command.status == 0, "\(command.errors)")
      let direct = try phones(more + [calls + "/a.wav"]).output
      #expect(command.output == direct.replacingOccurrences(of: calls + "/a.wav", with: "-"))
    }
    let posteriors = ["--posteriors", "-o", folder.path + "/raw.npy", "-"]
    #expect(try phones(arguments + posteriors, input: samples).status == 0)
    let refused = try phones(arguments + [calls + "/a.wav"])
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(refused.errors == "tyto phones: --raw goes with the standard input alone: -\n")
  }

  /// Phones and the page's sound are those of the channel that was chosen.
  @Test func oneChannelOfSeveral() throws {
    let low = ToneWords.samples([.init("low", 0.5, 0.8)], duration: 2)
    let high = ToneWords.samples([.init("high", 1.2, 1.5)], duration: 2)
    let stereo = folder.write(
      "stereo.wav", samples: zip(low, high).flatMap { [$0, $1] }, channels: 2,
      sampleRate: ToneWords.sampleRate)
    let alone = folder.write("alone.wav", samples: high, sampleRate: ToneWords.sampleRate)
    func found(_ arguments: [String]) throws -> (output: String, sound: Substring) {
      let command = try phones(
        arguments + ["--format", "ctm", "--plot", folder.path + "/p.html"])
      #expect(command.status == 0, "\(command.errors)")
      let html = try #require(folder.contents("p.html"))
      let start = try #require(html.range(of: "base64,"))
      return (command.output, html[start.upperBound...].prefix { $0 != "\"" })
    }
    let (one, other) = (try found(["--channel", "2", stereo]), try found([alone]))
    #expect(one.output == other.output.replacingOccurrences(of: "alone 1", with: "stereo 2"))
    let isSameSound = one.sound == other.sound
    #expect(isSameSound && one.sound.count > 1000)
    let command = try phones(["--channel", "3", "--format", "ctm", stereo])
    #expect(
      command.errors == "tyto phones: \(stereo): there is no channel 3, only 2\n"
        && command.status == 2)
  }

  @Test func aPicture() throws {
    let page = folder.path + "/page.html"
    let found = try phones(["--plot", page, calls + "/a.wav"])
    #expect(found.status == 0 && found.lines.count == 6, "\(found.errors)")
    let text = try String(contentsOfFile: page, encoding: .utf8)
    #expect(text.contains("<audio") && text.contains("<title>IY 1."))
    let image = folder.path + "/image.svg"
    #expect(
      try phones(["--align-beside", "--lexicon", lexicon, "--plot", image, calls + "/a.wav"]).status
        == 0)
    #expect(try String(contentsOfFile: image, encoding: .utf8).contains(">Low</text>"))
    for arguments in [
      [folder.path + "/image.gif", calls + "/a.wav"], [image, calls],
      [folder.path + "/none/image.svg", calls + "/a.wav"],
    ] {
      let command = try phones(["--plot"] + arguments)
      #expect(command.status == 2 && command.errors.hasPrefix("tyto phones: "), "\(command.errors)")
    }
  }

  /// A plot that cannot be written is refused first; one that cannot be drawn costs nothing else.
  @Test func segmentsDoNotDependOnTheirPicture() throws {
    let refused = try phones(["--plot", "/nowhere/p.html", calls + "/a.wav"])
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(refused.errors.contains("/nowhere/p.html: cannot be written"), "\(refused.errors)")
    let long = folder.write(
      "long.wav", samples: [Float](repeating: 0, count: 601_000), sampleRate: 1000)
    let tooLong = try phones(
      ["--plot", folder.path + "/p.html", "-o", folder.path + "/out.txt", long])
    #expect(tooLong.status == 2 && tooLong.errors.contains("--plot draws 600 seconds at most"))
    #expect(folder.contents("out.txt")?.contains("SIL") == true)
    #expect(folder.contents("p.html") == nil && !folder.names.contains { $0.contains("partial") })
  }

  @Test func aFileARecording() throws {
    let out = folder.path + "/out"
    #expect(try phones(["--format", "phn", "-o", out, calls]).status == 0)
    let text = try #require(folder.contents("out/a.phn"))
    #expect(text.hasPrefix("0 ") && text.hasSuffix("32000 SIL\n"))
    #expect(folder.contents("out/sub/b.phn")?.split(separator: "\n").count == 3)
    #expect(try phones(["--format", "textgrid", "-o", out, calls]).status == 0)
    #expect(folder.contents("out/a.TextGrid")?.contains("name = \"phones\"") == true)
    // The result is its own reference.
    let scored = try Command(["evaluate", "phones", out, out], models: folder.path)
    #expect(scored.status == 0, "\(scored.errors)")
    #expect(scored.output.contains("frame accuracy, 39 classes                100.0 %"))
  }

  @Test func posteriorsAreNumPy() throws {
    let path = folder.path + "/a.npy"
    #expect(try phones(["--posteriors", "-o", path, calls + "/a.wav"]).status == 0)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    #expect(bytes.prefix(6) == Data([0x93] + Array("NUMPY".utf8)))
    let header = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(header.contains(", 40)"))
    #expect((bytes.count - 128) % 160 == 0)
  }

  @Test func knownTextsAreAligned() throws {
    for arguments in [
      ["--align", "low high", calls + "/a.wav"], ["--align-beside", calls + "/a.wav"],
    ] {
      let out = folder.path + "/aligned"
      let command = try phones(
        ["--lexicon", lexicon, "--format", "phn", "-o", out + "/"] + arguments)
      #expect(command.status == 0, "\(command.errors)")
      let words = try #require(folder.contents("aligned/a.wrd")).split(separator: "\n").map {
        $0.split(separator: " ")
      }
      #expect(words.map { $0[2].lowercased() } == ["low", "high"])
      #expect(abs((Double(words[1][0]) ?? 0) / 16000 - 1.2) < 0.02)
      #expect(folder.contents("aligned/a.phn")?.split(separator: "\n").count == 5)
    }
    // A slash makes no file.
    let slash = try phones(["--align", "24/7", calls + "/a.wav"])
    #expect(!slash.errors.contains("no such file"))
    // One file, too, has its words beside it.
    let one = folder.path + "/one.phn"
    let arguments = ["--lexicon", lexicon, "--align", "low high", "--format", "phn", "-o", one]
    #expect(try phones(arguments + [calls + "/a.wav"]).status == 0)
    #expect(folder.contents("one.wrd")?.split(separator: "\n").count == 2)
  }

  /// Only prompts beside recordings begin with the first and the last sample.
  @Test func numbersOfATextAreAligned() throws {
    folder.write("lexicon", "1 AA\n3 IY\n7 AA\nLOW AA\nHIGH IY\n")
    func words(_ arguments: [String]) throws -> [Substring] {
      let out = folder.path + "/aligned"
      let command = try phones(
        ["--lexicon", lexicon, "--format", "phn", "-o", out + "/"] + arguments
          + [calls + "/a.wav"])
      #expect(command.status == 0, "\(command.errors)")
      return try #require(folder.contents("aligned/a.wrd")).split(separator: "\n").map {
        $0.split(separator: " ")[2]
      }
    }
    let text = folder.write("numbers", "1 3 7\n")
    #expect(try words(["--align", text]) == ["1", "3", "7"])
    for (prompt, spoken) in [
      ("3 1 low", ["3", "1", "low"]), ("1 3 \n", ["1", "3"]), ("1 3 low", ["low"]),
    ] {
      folder.write("calls/a.txt", prompt)
      #expect(try words(["--align-beside"]) == spoken.map { Substring($0) })
    }
  }

  @Test func aRecordingShorterThanAFrameIsReported() throws {
    let short = folder.write(
      "calls/0.wav", samples: [Float](repeating: 0, count: 100), sampleRate: ToneWords.sampleRate)
    let command = try phones(["--lexicon", lexicon, "--align", "low high", short, calls + "/a.wav"])
    #expect(command.status == 2)
    #expect(command.errors.contains("0.wav: 0.01 s are too short"), "\(command.errors)")
    #expect(command.output.contains("calls/a.wav"))
  }

  @Test(arguments: [
    (["--format", "xml"], "--format is one of"), (["--penalty", "-1"], "--penalty"),
    (["--format", "phn"], "name a file or folder"), (["--posteriors"], "name a file or folder"),
    (["--align", "..."], "no words"), (["--align-beside"], "b.txt"),
    (["--align", String(repeating: "low high ", count: 200)], "too short"),
    (["--model", "tones"], "no model is called"),
    (["--align", "/tmp/none-of-it"], "/tmp/none-of-it: no such file"),
    (["--align", "none.TXT"], "none.TXT: no such file"),
    (["--align", "low", "--penalty", "3"], "--penalty is for phones that are not known"),
    (["--lexicon", "none"], "--lexicon pronounces a known text"),
  ])
  func refusals(arguments: [String], sentence: String) throws {
    let aligns = arguments[0].hasPrefix("--align")
    let command = try phones((aligns ? ["--lexicon", lexicon] : []) + arguments + [calls])
    #expect(command.status == 2)
    #expect(command.errors.contains(sentence), "\(command.errors)")
    #expect(!command.errors.contains("\n\n"))
  }

  @Test func aBadFileAmongGoodOnesIsReported() throws {
    let bad = folder.write("calls/bad.wav", "RIFF?")
    let command = try phones(["--format", "ctm", calls])
    #expect(command.status == 2)
    #expect(command.errors.split(separator: "\n").count == 1 && command.errors.contains(bad))
    #expect(command.lines.count == 8)
  }
}
