import Foundation
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

@Suite struct SpottingExperimentTests {
  /// A transcribed folder in which two speakers say low, and the models `one` and `other`.
  private let folder = TestFolder()

  init() throws {
    for (name, start) in [("ann-1", 0.5), ("bob-1", 0.9)] {
      folder.write(
        "corpus/audio/\(name).wav",
        samples: ToneWords.samples([.init("low", start, start + 0.3)], duration: 2),
        sampleRate: ToneWords.sampleRate)
    }
    folder.write("corpus/text", "ann-1\tlow\nbob-1\tlow\n")
    folder.write("models/readme", "")
    for name in ["one", "other"] {
      try TestModels.toneAlphabet().write(to: "\(folder.path)/models/\(name).safetensors")
    }
  }

  private func experiment(_ arguments: [String], input: Data = Data()) throws -> Command {
    try Command(
      ["experiment", "spotting", folder.path + "/corpus", "-k", "low", "-o", folder.path + "/out"]
        + arguments, input: input, models: folder.path + "/models")
  }

  /// Each of several models has a folder; a lexicon through a pipe serves them all.
  @Test func eachModelHasAFolder() throws {
    let command = try experiment(
      ["--model", "one", "--model", "other", "--lexicon", "/dev/stdin"],
      input: Data("low AA\n".utf8))
    #expect(command.status == 0, "\(command.errors)")
    let figures = try #require(folder.contents("out/one/figures.json"))
    #expect(figures.contains("\"hits\" : 2"))
    #expect(folder.contents("out/other/figures.json") == figures)
    #expect(folder.contents("out/spotting.md")?.split(separator: "\n").count == 4)
  }

  @Test func modelsOfOneNameAreRefused() throws {
    let path = "\(folder.path)/elsewhere/one"
    folder.write("elsewhere/readme", "")
    try TestModels.toneAlphabet().write(to: path)
    let command = try experiment(["--model", "one", "--model", path])
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(
      command.errors
        == "tyto experiment: two of the models have one name, and would have one folder below -o\n"
    )
    #expect(!folder.names.contains("out"))
  }
}
