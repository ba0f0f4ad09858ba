import Foundation
import TestSupport
import Testing

@Suite struct SynthesizeCommandTests {
  private let folder = TestFolder()

  private func synthesize(_ output: String, seed: Int, hours: String = "0.03") throws -> Command {
    try Command([
      "corpus", "synthesize", "--hours", hours, "--seed", "\(seed)", "-o",
      "\(folder.path)/\(output)",
    ])
  }

  @Test func oneSeedGivesTheSameFiles() throws {
    for (output, seed) in [("one", 5), ("two", 5), ("other", 6)] {
      let command = try synthesize(output, seed: seed)
      #expect(command.status == 0, "\(command.errors)")
    }
    func files(_ output: String) throws -> [String: Data] {
      let root = "\(folder.path)/\(output)"
      let names = try FileManager.default.subpathsOfDirectory(atPath: root)
      return Dictionary(
        uniqueKeysWithValues: names.compactMap { name in
          FileManager.default.contents(atPath: "\(root)/\(name)").map { (name, $0) }
        })
    }
    let first = try files("one")
    #expect(first.count > 100)
    #expect(try files("two") == first)
    #expect(try files("other") != first)
    #expect(try Command(["corpus", "check", "\(folder.path)/one"]).status == 0)
  }

  @Test func faultyArgumentsAreRefused() throws {
    #expect(try synthesize("none", seed: 1, hours: "0").status != 0)
    folder.write("full/readme", "")
    let command = try synthesize("full", seed: 1)
    #expect(command.status == 2)
    #expect(command.errors.contains("full: is not empty"))
  }
}
