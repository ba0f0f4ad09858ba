import Foundation
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

/// Figures of recordings that cannot be read are none.
@Suite struct UnreadableCorpusTests {
  private let folder = TestFolder()
  private var corpus: String { folder.path + "/corpus" }

  init() throws {
    for name in ["ann-1", "bob-1"] { folder.write("corpus/audio/\(name).wav", "no recording") }
    folder.write("corpus/text", "ann-1\tlow\nbob-1\thigh\n")
    folder.write("models/readme", "")
    try TestModels.tones().write(to: folder.path + "/models/tones.safetensors")
  }

  private func makeOneReadable() {
    folder.write(
      "corpus/audio/ann-1.wav", samples: ToneWords.samples([.init("low", 0.5, 0.8)], duration: 2),
      sampleRate: ToneWords.sampleRate)
  }

  @Test func keywordAccuracy() throws {
    let paper = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../corpora/keywords12/paper.json").standardizedFileURL
    var recipe = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: paper)) as? [String: Any])
    recipe["test"] = [["layout": "transcribed", "path": corpus]]
    let path = folder.write(
      "recipe.json", [UInt8](try JSONSerialization.data(withJSONObject: recipe)))
    func evaluate() throws -> Command {
      try Command(
        ["evaluate", "keywords", path, "--corpora", "/", "--model", "tones"],
        models: folder.path + "/models")
    }
    let none = try evaluate()
    #expect(none.status == 2 && none.output.isEmpty)
    #expect(none.errors.contains("no recording could be read, such as "), "\(none.errors)")
    makeOneReadable()
    let one = try evaluate()
    #expect(one.status == 2 && one.output.contains("1 utterances"), "\(one.errors)")
    #expect(one.output.contains("passed over: bob-1"))
  }

  @Test func spottingExperiment() throws {
    func search() throws -> Command {
      try Command(
        [
          "experiment", "spotting", corpus, "--layout", "transcribed", "--model", "tones", "-k",
          "low", "-o", folder.path + "/out",
        ], models: folder.path + "/models")
    }
    let none = try search()
    #expect(none.status == 2 && none.errors.hasSuffix("no recording could be read\n"))
    #expect(folder.names.filter { $0.hasPrefix("out/") }.isEmpty)
    makeOneReadable()
    #expect(try search().status == 2)
    #expect(folder.contents("out/figures.json")?.contains("\"recordings\" : 1") == true)
  }
}
