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
}
