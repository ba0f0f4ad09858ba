import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

@Suite struct SpotCommandTests {
  private struct Line: Codable, Equatable {
    var file: String
    var keyword: String
    var start: Double
    var end: Double
    var score: Double
  }

  /// A folder with the model `tones` and recordings: `calls/a.wav` low high, `calls/sub/b.WAV` high,
  /// `calls/none.wav` nothing, and files that are not audio.
  private let folder = TestFolder()
  private var model: String { folder.path + "/models/tones.safetensors" }
  private var calls: String { folder.path + "/calls" }

  init() throws {
    func record(_ name: String, _ words: [ToneWords.Word]) {
      folder.write(
        name, samples: ToneWords.samples(words, duration: 2), sampleRate: ToneWords.sampleRate)
    }
    record("calls/a.wav", [.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)])
    record("calls/sub/b.WAV", [.init("high", 0.5, 0.8)])
    record("calls/none.wav", [])
    folder.write("calls/notes.txt", "not audio")
    folder.write("models/readme", "")
    try TestModels.tones().write(to: model)
  }

  private func spot(_ arguments: [String], input: Data = Data()) throws -> Command {
    try Command(
      ["spot", "--model", "tones"] + arguments, input: input, models: folder.path + "/models")
  }

  private func parsed(_ text: String) throws -> [Line] {
    try text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
  }

  @Test func foldersAreSearchedInOrder() throws {
    let command = try spot(["--format", "jsonl", calls])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.errors.isEmpty)
    let lines = try parsed(command.output)
    #expect(lines.map(\.keyword) == ["low", "high", "high"])
    #expect(lines.map(\.file) == ["a.wav", "a.wav", "sub/b.WAV"].map { "\(calls)/\($0)" })
    #expect(abs(lines[1].end - 1.5) < 0.06 && lines[1].score > 0.9)
    // The same in one line or many, by name or by file, with any number of jobs.
    for arguments in [
      ["--jobs", "1"], ["--jobs", "7"], ["--jobs", "\(Int.max)"], ["--model", model],
    ] {
      #expect(try spot(arguments + ["--format", "jsonl", calls]).output == command.output)
    }
  }

  /// A recording through a pipe is told of as it comes; the same without, once all of it is there.
  @Test func pipesAreHeardLive() throws {
    let recording = try Data(contentsOf: URL(filePath: calls + "/a.wav"))
    for arguments in [[], ["--live"], ["--no-live"]] {
      let command = try spot(arguments + ["--format", "jsonl", "-"], input: recording)
      #expect(command.status == 0, "\(command.errors)")
      #expect(try parsed(command.output).map(\.keyword) == ["low", "high"])
    }
    let page = try spot(["--live", "--report", folder.path + "/p.html", calls])
    #expect(page.status == 2 && page.errors.contains("--report needs recordings"))
  }

  /// Samples without a header are found in as they come, in bounded memory.
  @Test func standardInputMayBeSamplesAlone() throws {
    let recording = try Data(contentsOf: URL(filePath: calls + "/a.wav"))
    let samples = recording.dropFirst(44) + [1]
    let rate = ["--raw", "\(ToneWords.sampleRate)", "--format", "csv"]
    for arguments in [[], ["--no-live"]] {
      let expected = try spot(arguments + ["--format", "csv", "-"], input: recording)
      let command = try spot(rate + arguments + ["-"], input: samples)
      #expect(command.status == 0 && command.lines.count == 3, "\(command.errors)")
      #expect(command.output == expected.output)
    }
    let silent = try spot(rate + ["-"])
    #expect(silent.status == 2 && silent.errors.contains("standard input: holds no samples"))
    for paths in [[calls], ["-", calls], ["-", "-"]] {
      let refused = try spot(rate + paths, input: samples)
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(refused.errors.split(separator: "\n").count == 1)
    }
    for wrong in ["0", "999", "768001"] {
      let refused = try spot(["--raw", wrong, "-"], input: samples)
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(
        refused.errors.contains("--raw is a rate from 1000 to 768000 Hz, not \(wrong)"))
    }
  }

  @Test func oneChannelOfSeveral() throws {
    let both = zip(
      ToneWords.samples([.init("low", 0.5, 0.8)], duration: 2),
      ToneWords.samples([.init("high", 1.2, 1.5)], duration: 2))
    let stereo = folder.write(
      "stereo.wav", samples: both.flatMap { [$0, $1] }, channels: 2,
      sampleRate: ToneWords.sampleRate)
    func keywords(_ arguments: [String], input: Data = Data()) throws -> [String] {
      try parsed(spot(arguments + ["--format", "jsonl"], input: input).output).map(\.keyword)
    }
    #expect(try keywords([stereo]) == ["low", "high"])
    #expect(try keywords(["--channel", "1", stereo]) == ["low"])
    #expect(try keywords(["--channel", "2", stereo]) == ["high"])
    let piped = try Data(contentsOf: URL(filePath: stereo))
    #expect(try keywords(["--channel", "2", "-"], input: piped) == ["high"])
    // So is an example, if it has several.
    let alphabet = folder.path + "/alphabet.safetensors"
    try TestModels.toneAlphabet().write(to: alphabet)
    for (example, channel, time) in [
      (stereo, "1", 0.5), (stereo, "2", 1.2), (calls + "/sub/b.WAV", "2", 1.2),
    ] {
      let command = try spot([
        "--model", alphabet, "--example", "it=" + example, "--channel", channel, "--format",
        "jsonl", stereo,
      ])
      let found = try parsed(command.output)
      #expect(
        found.count == 1 && abs(found[0].start - time) < 0.3, "\(command.output)\(command.errors)")
    }
    // A recording without such a channel is reported, and the others are searched.
    let page = folder.path + "/page.html"
    let command = try spot(["--channel", "2", "--report", page, calls + "/a.wav", stereo])
    #expect(command.status == 2 && command.lines.count == 2)
    #expect(
      command.errors == "tyto spot: \(calls)/a.wav: there is no channel 2, only 1\n",
      "\(command.errors)")
    let html = try #require(folder.contents("page.html"))
    #expect(html.contains("\"channel\":2") && html.contains("\"keyword\":\"high\""))
    let refused = try spot(["--channel", "0", stereo])
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(refused.errors == "tyto spot: --channel is at least 1, not 0\n")
  }

  @Test func anInterruptedBatchGoesOn() throws {
    let results = folder.path + "/results/"
    let arguments = ["--format", "jsonl", "-o", results, calls]
    #expect(try spot(arguments).status == 0)
    let done = results + "a.jsonl"
    let whole = try String(contentsOfFile: done, encoding: .utf8)
    try "kept".write(toFile: done, atomically: true, encoding: .utf8)
    try FileManager.default.removeItem(atPath: results + "sub/b.jsonl")
    let again = try spot(["--resume"] + arguments)
    #expect(again.status == 0 && again.errors.contains("2 of 3 recordings are done; 1 are left"))
    #expect(try String(contentsOfFile: done, encoding: .utf8) == "kept")
    #expect(FileManager.default.fileExists(atPath: results + "sub/b.jsonl"))
    #expect(try spot(arguments).status == 0)
    #expect(try String(contentsOfFile: done, encoding: .utf8) == whole)
    // All is done, and that is no failure.
    #expect(try spot(["--resume"] + arguments).status == 0)
    // What another search has written is none of this one's, whose own model may have any name.
    for more in [["--threshold", "0.4"], ["-k", "high"], ["--no-live", "-k", "low"]] {
      let other = try spot(["--resume"] + more + arguments)
      #expect(other.status == 0 && other.errors.isEmpty, "\(other.errors)")
      let again = try spot(["--resume", "--model", model] + more + arguments)
      #expect(again.errors.contains("3 of 3 recordings are done"), "\(again.errors)")
    }
    #expect(try !String(contentsOfFile: done, encoding: .utf8).contains("high"))
    let alone = try spot(["--resume", calls])
    #expect(alone.status == 2 && alone.errors.contains("--resume goes with a folder"))
  }

  /// A recording is done if its own file is there, whatever has its name.
  @Test func anotherRecordingOfTheNameIsNotDone() throws {
    let wave = [UInt8](try Data(contentsOf: URL(filePath: calls + "/a.wav")))
    let other = folder.write("other/a.wav", wave)
    func resume(_ paths: [String]) throws -> Command {
      try spot(["--resume", "--format", "jsonl", "-o", folder.path + "/rs/"] + paths)
    }
    #expect(try resume([calls + "/none.wav", calls + "/a.wav"]).errors.isEmpty)
    let second = try resume([other])
    #expect(second.status == 0 && second.errors.isEmpty, "\(second.errors)")
    #expect(folder.contents("rs/a.jsonl")?.contains("calls/a.wav") == true)
    #expect(folder.contents("rs/a-2.jsonl")?.contains("other/a.wav") == true)
    // Now all are done, by whatever path and in whatever order.
    let third = try resume([other, calls + "/../calls/a.wav", calls + "/none.wav"])
    #expect(third.errors.contains("3 of 3 recordings are done; 0 are left"), "\(third.errors)")
    // A file of which nothing is known is written again.
    folder.write("rs/.recordings", "")
    #expect(try resume([calls + "/none.wav"]).errors.isEmpty)
  }

  /// Links to folders are followed, but not in circles; what is no file is told.
  @Test func foldersMayHaveLinks() throws {
    let tree = folder.path + "/tree"
    folder.write("tree/inner/readme", "")
    let files = FileManager.default
    try files.createSymbolicLink(atPath: tree + "/calls", withDestinationPath: calls)
    try files.createSymbolicLink(atPath: tree + "/again", withDestinationPath: tree)
    try files.createSymbolicLink(atPath: tree + "/twice", withDestinationPath: calls + "/sub")
    let found = try spot([tree])
    #expect(found.status == 0 && found.errors.isEmpty, "\(found.errors)")
    #expect(found.lines.count == (try spot([calls])).lines.count)
    try files.createSymbolicLink(atPath: tree + "/gone.wav", withDestinationPath: tree + "/gone")
    #expect(unsafe mkfifo(tree + "/pipe.wav", 0o600) == 0)
    let partly = try spot([tree])
    #expect(partly.status == 2 && partly.output == found.output)
    #expect(
      partly.errors == """
        tyto spot: \(tree)/gone.wav: not searched: No such file or directory
        tyto spot: \(tree)/pipe.wav: not searched: it is no file

        """)
  }

  /// Names that differ in bytes alone are other recordings.
  @Test func letters() throws {
    let wave = [UInt8](try Data(contentsOf: URL(filePath: calls + "/a.wav")))
    let (composed, split) = ("caf\u{E9}", "cafe\u{301}")
    folder.write("names/\(composed).wav", wave)
    let arguments = [
      "--resume", "--format", "jsonl", "-o", folder.path + "/ns/", folder.path + "/names",
    ]
    #expect(try spot(arguments).status == 0)
    folder.write("names/\(split).wav", wave)
    let again = try spot(arguments)
    #expect(again.errors.contains("1 of 2 recordings are done; 1 are left"), "\(again.errors)")
    #expect(folder.contents("ns/\(split)-2.jsonl")?.contains(split + ".wav") == true)
  }

  /// Without --model, the small model serves where it knows all that is asked for.
  @Test func theModelIsChosenByTheKeywords() throws {
    let box = folder.path + "/box"
    try FileManager.default.createDirectory(atPath: box, withIntermediateDirectories: true)
    try TestModels.tones().write(to: box + "/keywords12.safetensors")
    try TestModels.toneAlphabet().write(to: box + "/english.safetensors")
    func spot(_ arguments: [String]) throws -> Command {
      try Command(["spot"] + arguments + [calls + "/a.wav"], models: box)
    }
    #expect(try spot([]).lines.count == 3)
    #expect(try spot(["-k", "low"]).lines.count == 2)
    // "low" and "high" as words, in another alphabet only as phones.
    let lexicon = folder.write("own.dict", "ah AA\n")
    #expect(try spot(["-k", "ah", "--lexicon", lexicon]).status == 0)
    #expect(try spot(["-k", "low=AA", "-k", "high=IY"]).lines.count == 3)
  }

  @Test(arguments: ["", "LOW\nHIGH\n", "\u{0}\u{1}", "LOW  XX\n"])
  func aBoxWithoutWordsIsReported(_ text: String) throws {
    let box = folder.path + "/wordless"
    let words = folder.write("wordless/words.dict", text)
    folder.write("wordless/words.pairs", WordPairs.file([(0, 1, 2)], wordCount: 2))
    try TestModels.toneAlphabet().write(to: box + "/english.safetensors")
    for arguments in [["spot", "-k", "low=AA", calls], ["pronounce", "low"]] {
      let refused = try Command(arguments, models: box)
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(
        refused.errors
          == "tyto \(arguments[0]): \(words): damaged: there is no word with its phones in it\n")
    }
    // Models of their own words need none.
    try TestModels.tones().write(to: box + "/keywords12.safetensors")
    #expect(try Command(["spot", "-k", "low", calls], models: box).status == 0)
  }

  @Test func damagedPairsOfWordsAreReported() throws {
    let box = folder.path + "/pairs"
    folder.write("pairs/words.dict", "LOW  L OW\nHIGH  HH AY\n")
    try TestModels.toneAlphabet().write(to: box + "/english.safetensors")
    func spot() throws -> Command { try Command(["spot", "-k", "low=AA", calls], models: box) }
    #expect(try spot().status == 0)
    let pairs = WordPairs.file([(0, 1, 2)], wordCount: 2)
    folder.write("pairs/words.pairs", pairs)
    #expect(try spot().status == 0)
    for bytes in [Array(pairs.dropLast()), WordPairs.file([(0, 1, 2)], wordCount: 3), []] {
      folder.write("pairs/words.pairs", bytes)
      let refused = try spot()
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(refused.errors.contains("words.pairs: damaged, or not of the words.dict beside it"))
      #expect(refused.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func keywordsComeFromFilesToo() throws {
    let list = folder.write("words.txt", Array("# two\n\n  low # of 400 Hz\r\nhigh\n".utf8))
    #expect(
      try spot(["--keywords", list, calls]).output
        == spot(["-k", "low", "-k", "high", calls]).output)
    #expect(try spot(["--keywords", list, calls]).output != spot(["-k", "low", calls]).output)
    let empty = folder.write("none.txt", Array("# nothing\n".utf8))
    let refused = try spot(["--keywords", empty, calls])
    #expect(refused.status == 2 && refused.errors.contains("none.txt: there is no keyword in it"))
  }

  @Test func keywordsAndLexiconsComeThroughPipesToo() throws {
    let expected = try spot(["-k", "low", calls]).output
    let listed = try spot(["--keywords", "/dev/stdin", calls], input: Data("low\n".utf8))
    #expect(listed.status == 0 && listed.output == expected, "\(listed.errors)")
    let nothing = try spot(["--keywords", "/dev/stdin", calls])
    #expect(nothing.status == 2 && nothing.errors.contains("there is no keyword in it"))
    // More than a pipe holds at once.
    let lexicon = (0..<20_000).map { "w\($0) IY\n" }.joined() + "ah AA\n"
    try TestModels.toneAlphabet().write(to: folder.path + "/models/english.safetensors")
    let pronounced = try spot(
      ["--model", "english", "-k", "ah", "--lexicon", "/dev/stdin", calls + "/a.wav"],
      input: Data(lexicon.utf8))
    #expect(pronounced.status == 0 && pronounced.lines.count == 2, "\(pronounced.errors)")
  }

  @Test func longExamplesAreRefused() throws {
    let clip = folder.write(
      "long.wav", samples: [Float](repeating: 0.1, count: 11 * 8000), sampleRate: 8000)
    let refused = try Command(["spot", "--example", "x=\(clip)", calls + "/a.wav"])
    #expect(refused.status == 2 && refused.output.isEmpty)
    #expect(
      refused.errors.contains(
        "long.wav: an example is the keyword alone, in at most 10 s; this has 11.0 s"))
  }

  @Test func keywordsMayHaveThresholdsOfTheirOwn() throws {
    let both = try spot(["-k", "low", "-k", "high", calls]).output
    #expect(try spot(["-k", "low@ 0.5", "-k", "high", "--threshold", "0.5", calls]).output == both)
    let list = folder.write("own.txt", Array("LOW @0.4 # of 400 Hz\nhigh\n".utf8))
    #expect(
      try spot(["--keywords", list, "--threshold", "1", calls + "/a.wav"]).output.contains("low"))
    for wrong in ["low @2", "low @", "low @nan"] {
      let refused = try spot(["-k", wrong, calls])
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(refused.errors.contains("\"\(wrong)\": expected a threshold from 0 to 1 after @"))
    }
  }

  @Test func exitStatusTellsWhatWasFound() throws {
    #expect(try spot([calls + "/a.wav"]).status == 0)
    let none = try spot([calls + "/none.wav"])
    #expect(none.status == 1 && none.output.isEmpty && none.errors.isEmpty)
    #expect(try spot(["-k", "low", calls + "/sub"]).status == 1)
    #expect(try spot(["-k", "LOW", "-k", "high", calls + "/sub"]).status == 0)
  }

  @Test func aPageShowsWhatWasFound() throws {
    let path = folder.path + "/found.html"
    #expect(try spot(["--report", path, calls]).status == 0)
    let html = try #require(folder.contents("found.html"))
    #expect(html.hasPrefix("<!DOCTYPE html>") && html.contains("\"keyword\":\"low\""))
    // A recording without detections takes no place.
    #expect(html.contains("b.WAV") && !html.contains("none.wav") && html.contains("\"empty\":1"))
  }

  @Test func aBadFileAmongGoodOnesIsReported() throws {
    let command = try spot([
      "--format", "csv", calls + "/a.wav", calls + "/notes.txt", folder.path + "/gone.wav",
      calls + "/sub/b.WAV",
    ])
    #expect(command.status == 2)
    #expect(command.lines.count == 4)
    let errors = command.errors.split(separator: "\n")
    #expect(errors.count == 2)
    #expect(errors[0].contains("notes.txt") && errors[1].contains("gone.wav: no such file"))
  }

  @Test(arguments: [
    (["-k", "middle"], "the model does not know \"middle\"; it knows low, high"),
    (["--keywords", "/nowhere/words.txt"], "/nowhere/words.txt: expected a text file in UTF-8"),
    (["--threshold", "1.5"], "a threshold lies between 0 and 1"),
    (["--threshold", "nan"], "a threshold lies between 0 and 1"),
    (["--jobs", "0"], "--jobs is at least 1"),
    (["--format", "xml"], "--format is one of table, jsonl, csv, textgrid, audacity"),
    (["--model", "missing"], "no model is called \"missing\"; known are "),
    (["--model", "/nowhere/x.safetensors"], "/nowhere/x.safetensors: no such model file"),
    (["-o", "/nowhere/out.csv"], "/nowhere/out.csv: cannot be written"),
    (["--report", "/nowhere/page.html"], "/nowhere/page.html: cannot be written"),
    (["--report", "/tmp"], "/tmp: cannot be written"),
    (["--format", "textgrid"], "name a folder: -o FOLDER"),
    (["--lexicon", "/nowhere/lexicon"], "/nowhere/lexicon: the lexicon cannot be read"),
  ])
  func whatCannotBeIsRefused(_ arguments: [String], _ message: String) throws {
    let command = try spot(arguments + [calls])
    #expect(command.status == 2)
    #expect(command.output.isEmpty)
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(command.errors.contains(message), "\(command.errors)")
  }

  @Test func aCorruptModelIsRefused() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: model)))
    for broken in [[], Array(bytes.prefix(100)), Array(bytes.dropLast()), Array(bytes.dropFirst())]
    {
      let path = folder.write("models/broken.safetensors", broken)
      let command = try spot(["--model", "broken", calls])
      #expect(command.status == 2 && command.output.isEmpty)
      #expect(command.errors.hasPrefix("tyto spot: \(path): "), "\(command.errors)")
    }
  }

  @Test func nothingToSearchIsTrouble() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/empty", withIntermediateDirectories: true)
    let empty = try spot([folder.path + "/empty"])
    #expect(empty.status == 2 && empty.errors.contains("no audio files in this folder"))
    let silent = try spot(["-"])
    #expect(silent.status == 2 && silent.errors.contains("the standard input is empty"))
    let twice = try spot(["-", "-"])
    #expect(twice.status == 2 && twice.errors.contains("once only"))
    // An empty folder among others does not stop them.
    let both = try spot([folder.path + "/empty", calls])
    #expect(both.status == 2 && both.lines.count == 4)
  }

  @Test func standardInputIsAListOrARecording() throws {
    let expected = try spot(["--format", "csv", calls + "/a.wav", calls + "/sub"]).output
    let list = "\(calls)/a.wav\n\n\(calls)/sub\r\n"
    let listed = try spot(["--format", "csv", "-"], input: Data(list.utf8))
    #expect(listed.status == 0 && listed.output == expected)

    let wave = try Data(contentsOf: URL(filePath: calls + "/a.wav"))
    let piped = try spot(["--format", "csv", "-"], input: wave)
    #expect(piped.status == 0, "\(piped.errors)")
    let direct = try spot(["--format", "csv", calls + "/a.wav"]).output
    #expect(piped.output == direct.replacingOccurrences(of: calls + "/a.wav", with: "-"))

    let binary = try spot(["-"], input: Data([0xC3, 0x28, 0x0A]))
    #expect(binary.status == 2 && binary.errors.contains("neither a recording nor a list"))
    let cut = try spot(["-"], input: wave.prefix(3000))
    #expect(cut.status == 2 && cut.errors.contains("truncated"), "\(cut.errors)")
  }

  #if os(Linux)
    /// What the system cannot name to us is told of, whether it was found or listed.
    @Test func namesThatAreNotUTF8AreReported() throws {
      func name(_ start: String, _ end: String) -> [UInt8] {
        Array("\(calls)/\(start)".utf8) + [0xFC] + Array(end.utf8)
      }
      func path(_ bytes: [UInt8]) -> [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
      let file = name("anruf_f", "r.wav")
      let (note, inner) = (name("notiz_f", "r.txt"), name("anrufe_f", "r"))
      try #require(unsafe link(calls + "/a.wav", path(file)) == 0)
      try #require(unsafe link(calls + "/a.wav", path(note)) == 0)
      try #require(unsafe mkdir(path(inner), 0o755) == 0)
      defer {
        _ = unsafe unlink(path(file))
        _ = unsafe unlink(path(note))
        _ = unsafe rmdir(path(inner))
      }
      let found = try spot([calls])
      #expect(found.status == 2 && found.lines.count == 4)
      let errors = found.errors.split(separator: "\n").sorted()
      try #require(errors.count == 2, "\(found.errors)")
      #expect(errors[0].hasSuffix("/anruf_f\\xfcr.wav: not searched: the name is not UTF-8"))
      #expect(errors[1].hasSuffix("/anrufe_f\\xfcr: not searched: the name is not UTF-8"))

      let list = Array("\(calls)/none.wav\n".utf8) + file + Array("\n\(calls)/a.wav\n".utf8)
      let listed = try spot(["-"], input: Data(list))
      #expect(listed.status == 2 && listed.lines.count == 3)
      #expect(listed.errors.contains("/anruf_f\\xfcr.wav: not searched: the name is not UTF-8"))
      #expect(listed.errors.split(separator: "\n").count == 1)
    }
  #endif

  @Test func outputsAreWholeFiles() throws {
    let path = folder.path + "/found.jsonl"
    let command = try spot(["--format", "jsonl", "-o", path, calls])
    #expect(command.status == 0 && command.output.isEmpty)
    #expect(try parsed(folder.contents("found.jsonl") ?? "").count == 3)
    // Nothing found is a file all the same, and an old one gives way.
    #expect(try spot(["--format", "csv", "-o", path, calls + "/none.wav"]).status == 1)
    #expect(folder.contents("found.jsonl") == "file,keyword,start,end,score\n")
    // A refusal leaves it alone.
    #expect(try spot(["-k", "middle", "-o", path, calls]).status == 2)
    #expect(folder.contents("found.jsonl") == "file,keyword,start,end,score\n")
    #expect(!folder.names.contains { $0.contains("partial") })
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalLeavesNoPartialFile(_ number: Int32) throws {
    let process = Process()
    process.executableURL = URL(filePath: Command.path)
    process.arguments = ["spot", "--model", model, "-o", folder.path + "/found.txt", "-"]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    // The start of a recording that goes on.
    let wave = try Data(contentsOf: URL(filePath: calls + "/a.wav"))
    try input.fileHandleForWriting.write(contentsOf: wave.prefix(4000))
    var wait = 1000
    while !folder.names.contains(where: { $0.hasSuffix(".partial") }) && wait > 0 {
      usleep(20_000)
      wait -= 1
    }
    #expect(wait > 0)
    kill(process.processIdentifier, number)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == number)
    #expect(!folder.names.contains { $0.hasPrefix("found.txt") })
  }

  /// What was found in a recording that comes through a pipe outlives its searching.
  @Test func aSignalLeavesWhatWasHeard() throws {
    let process = Process()
    process.executableURL = URL(filePath: Command.path)
    let path = folder.path + "/heard.csv"
    process.arguments = ["spot", "--model", model, "--format", "csv", "-o", path, "-"]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    folder.write(
      "long.wav", samples: ToneWords.samples([.init("low", 0.5, 0.8)], duration: 6),
      sampleRate: ToneWords.sampleRate)
    let wave = try Data(contentsOf: URL(filePath: folder.path + "/long.wav"))
    try input.fileHandleForWriting.write(contentsOf: wave.dropLast(100))
    func written() -> Int {
      folder.names.filter { $0.hasPrefix("heard.csv") && $0.hasSuffix(".partial") }
        .compactMap { folder.contents($0)?.count }.max() ?? 0
    }
    var wait = 1000
    while written() < 45 && wait > 0 {
      usleep(20_000)
      wait -= 1
    }
    #expect(wait > 0)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(folder.contents("heard.csv")?.hasPrefix("file,keyword,start,end,score\n-,low,") == true)
    #expect(!folder.names.contains { $0.contains("partial") })
  }

  @Test(arguments: ["textgrid", "audacity", "jsonl", "table"])
  func aFolderGetsAFileARecording(_ format: String) throws {
    let ending = ["textgrid": "TextGrid", "jsonl": "jsonl"][format] ?? "txt"
    let command = try spot(["--format", format, "-o", folder.path + "/out/", calls])
    #expect(command.status == 0, "\(command.errors)")
    #expect(
      folder.names.filter { $0.hasPrefix("out/") && $0.hasSuffix(ending) }
        == ["out/a.\(ending)", "out/none.\(ending)", "out/sub/b.\(ending)"])
    let text = folder.contents("out/sub/b.\(ending)") ?? ""
    #expect(text.contains("high") && !text.contains("low"))
  }

  /// A recording whose name leaves no room for that of its own file costs no other.
  @Test func namesTooLongForAFileAreReported() throws {
    let long = "\(calls)/" + String(repeating: "n", count: 247) + ".wav"
    try FileManager.default.copyItem(atPath: "\(calls)/a.wav", toPath: long)
    let command = try spot(["--format", "textgrid", "-o", folder.path + "/out/", calls])
    #expect(command.status == 2)
    #expect(
      command.errors == "tyto spot: \(long): the name is too long for a file of its own\n",
      "\(command.errors)")
    #expect(
      folder.names.filter { $0.hasSuffix(".TextGrid") }
        == ["out/a.TextGrid", "out/none.TextGrid", "out/sub/b.TextGrid"])
    // It needs none where there is one output.
    #expect(try spot(["--format", "jsonl", long]).status == 0)
  }

  @Test func oneRecordingNeedsNoFolder() throws {
    let command = try spot(["--format", "audacity", calls + "/a.wav"])
    #expect(command.lines.count == 2 && command.lines[0].contains("\tlow "))
    let path = folder.path + "/a.TextGrid"
    #expect(try spot(["--format", "textgrid", "-o", path, calls + "/a.wav"]).status == 0)
    #expect(folder.contents("a.TextGrid")?.hasPrefix("File type") == true)
  }

  @Test func filesOfOneNameKeepApart() throws {
    let wave = [UInt8](try Data(contentsOf: URL(filePath: calls + "/a.wav")))
    folder.write("other/a.wav", wave)
    let command = try spot([
      "--format", "audacity", "-o", folder.path + "/labels", calls + "/a.wav",
      folder.path + "/other/a.wav",
    ])
    #expect(command.status == 0)
    #expect(
      folder.names.filter { $0.hasPrefix("labels/a") } == ["labels/a-2.txt", "labels/a.txt"])
    // A number must not make the name of a third recording.
    let third = folder.write("other/a-2.wav", wave)
    let paths = [calls + "/a.wav", folder.path + "/other/a.wav", third]
    #expect(try spot(["--format", "jsonl", "-o", folder.path + "/g/"] + paths).status == 0)
    for (name, path) in zip(["a", "a-3", "a-2"], paths) {
      #expect(folder.contents("g/\(name).jsonl")?.contains("\"\(path)\"") == true)
    }
  }
}
