import Foundation
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

/// Where results may be written to.
@Suite struct OutputFilesTests {
  /// `a.wav` with the words low and high, and the model `tones`.
  private let folder = TestFolder()
  private var recording: String { folder.path + "/a.wav" }

  init() throws {
    folder.write(
      "a.wav",
      samples: ToneWords.samples([.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)], duration: 2),
      sampleRate: ToneWords.sampleRate)
    folder.write("models/readme", "")
    try TestModels.tones().write(to: folder.path + "/models/tones.safetensors")
  }

  private func spot(_ arguments: [String]) throws -> Command {
    try Command(
      ["spot", "--model", "tones", "--format", "csv"] + arguments, models: folder.path + "/models")
  }

  private func kind(_ name: String) -> mode_t {
    var status = stat()
    return unsafe lstat(folder.path + "/" + name, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  @Test func aPipeIsWrittenToAndStays() throws {
    let path = folder.path + "/pipe"
    #expect(unsafe mkfifo(path, 0o600) == 0)
    // Open at both ends, so that nothing waits for the other.
    let pipe = unsafe open(path, O_RDWR | O_NONBLOCK)
    defer { close(pipe) }
    #expect(try spot(["-o", path, recording]).status == 0)
    #expect(kind("pipe") == S_IFIFO)
    var bytes = [UInt8](repeating: 0, count: 1 << 12)
    let count = unsafe read(pipe, &bytes, bytes.count)
    let expected = try spot([recording]).output
    #expect(String(decoding: bytes.prefix(max(count, 0)), as: UTF8.self) == expected)
    let features = try Command(["features", recording, "--format", "csv", "-o", path])
    #expect(features.status == 2 && features.errors.contains("it is not a regular file"))
    #expect(kind("pipe") == S_IFIFO)
  }

  @Test func aLinkStaysOne() throws {
    folder.write("old.csv", "old")
    let link = folder.path + "/link.csv"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: folder.path + "/old.csv")
    #expect(try spot(["-o", link, recording]).status == 0)
    #expect(kind("link.csv") == S_IFLNK)
    #expect(folder.contents("old.csv")?.hasPrefix("file,keyword") == true)
  }

  @Test(arguments: ["-o", "--report"])
  func anInputIsNotOverwritten(_ option: String) throws {
    let before = try Data(contentsOf: URL(filePath: recording))
    let words = folder.write("words.txt", "low\n")
    // The same file by another path, too.
    let other = folder.path + "/models/../a.wav"
    for (target, arguments) in [(recording, []), (other, []), (words, ["--keywords", words])] {
      let command = try spot([option, target] + arguments + [recording])
      #expect(command.status == 2 && command.output.isEmpty)
      #expect(command.errors == "tyto spot: \(target): is read as well, and would be overwritten\n")
    }
    #expect(try Data(contentsOf: URL(filePath: recording)) == before)
    #expect(folder.contents("words.txt") == "low\n")
  }

  /// A recording's own file in a folder may be one that is read, and two outputs may be one file.
  @Test func nothingIsWrittenTwice() throws {
    let words = folder.write("out/a.csv", "low\n")
    let command = try spot(["-o", folder.path + "/out", "--keywords", words, recording])
    #expect(command.status == 2 && command.errors.contains("/out/a.csv: is read as well"))
    #expect(folder.contents("out/a.csv") == "low\n")
    let page = folder.path + "/x.html"
    let both = try spot(["-o", page, "--report", folder.path + "/out/../x.html", recording])
    #expect(both.status == 2 && both.errors.contains("x.html: is the name of two outputs"))
    #expect(folder.contents("x.html") == nil)
  }

  /// Where no recording could be read, what stood there stays.
  @Test func aFailedSearchLeavesTheFile() throws {
    folder.write("found.csv", "good\n")
    let command = try spot(["-o", folder.path + "/found.csv", folder.path + "/none.wav"])
    #expect(command.status == 2 && folder.contents("found.csv") == "good\n")
    let live = try spot(["--live", "-o", folder.path + "/found.csv", folder.path + "/none.wav"])
    #expect(live.status == 2 && folder.contents("found.csv") == "good\n")
    #expect(folder.names.filter { $0.contains("partial") }.isEmpty)
  }

  @Test func detectionsAndTextsAreNotOverwritten() throws {
    let reference = folder.write("a.txt", "a low high\n")
    let found = folder.write("found.jsonl", "{\"file\":\"a\",\"keyword\":\"low\",\"score\":1}\n")
    let measured = try Command([
      "evaluate", "spotting", "--reference", reference, "--reference-format", "text",
      "--detections", found, "-o", found,
    ])
    #expect(measured.status == 2 && measured.errors.contains("would be overwritten"))
    #expect(folder.contents("found.jsonl")?.contains("low") == true)
    // The table of a folder's recording has the name of the text beside it.
    try TestModels.tonePhones().write(to: folder.path + "/models/phones.safetensors")
    let aligned = try Command(
      ["phones", "--align-beside", "-o", folder.path, recording], models: folder.path + "/models")
    #expect(aligned.status == 2 && aligned.errors.contains("would be overwritten"))
    #expect(folder.contents("a.txt") == "a low high\n")
  }

  @Test func aFullStandardOutputIsTrouble() throws {
    let command = try Command(
      ["spot", "--model", "tones", recording], models: folder.path + "/models",
      redirection: ">/dev/full")
    #expect(command.status == 2)
    #expect(
      command.errors
        == "tyto spot: the standard output: cannot be written: No space left on device\n")
  }
}
