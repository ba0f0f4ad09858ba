import Foundation
import KeywordSpotting
import TestSupport
import Testing

@Suite struct TextContentsTests {
  private let folder = TestFolder()

  @Test func filesAndPipesAreReadWhole() throws {
    let text = String(repeating: "naïve\r\n", count: 20_000)
    let path = folder.write("a.txt", text)
    #expect(TextContents.read(path) == text)
    let fifo = folder.path + "/fifo"
    try #require(unsafe mkfifo(fifo, 0o600) == 0)
    let writer = Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    writer.arguments = ["-c", "cat '\(path)' > '\(fifo)'"]
    try writer.run()
    #expect(TextContents.read(fifo) == text)
    writer.waitUntilExit()
    #expect(TextContents.read(folder.write("mark.txt", "\u{FEFF}one\n")) == "one\n")
    #expect(TextContents.read(folder.write("empty.txt", "")) == "")
  }

  @Test func whatIsNoTextIsRefused() throws {
    #expect(TextContents.read(folder.path + "/none") == nil)
    #expect(TextContents.read(folder.path) == nil)
    #expect(TextContents.read(folder.write("latin.txt", [0x6E, 0xE4, 0x68])) == nil)
    // A sparse file: nothing of that size is written.
    let path = folder.write("long.txt", "")
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.truncate(atOffset: UInt64(TextContents.limit) + 1)
    #expect(TextContents.read(path) == nil)
    try file.close()
  }
}
