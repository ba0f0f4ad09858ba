import RecurrentNetworks
import SpeechTraining
import Testing

@Suite struct Graves2005Tests {
  @Test(arguments: Graves2005.entries.map(\.name))
  func weightCountsAreThePapers(name: String) throws {
    let entry = try #require(Graves2005.entries.first { $0.name == name })
    let network = Network(
      NetworkArchitecture(inputSize: 26, layers: entry.layers, outputSize: 61), seed: 1)
    #expect(network.parameters.scalarCount == entry.weightCount)
  }

  @Test func namesAreFileNames() {
    let names = Graves2005.entries.map(\.identifier)
    #expect(Set(names).count == names.count)
    #expect(names.contains("mlp-10-frames") && names.contains("lstm-delay-5"))
    #expect(names.allSatisfy { $0.allSatisfy { $0.isASCII } })
  }

  @Test func recipesChangeTheNetworkOnly() throws {
    let base = try ToneCorpus.recipe { $0["task"] = ["kind": "framewise", "classes": "cmu"] }
    let entry = try #require(Graves2005.entries.first { $0.delay == 5 })
    let changed = try base.with(entry)
    #expect(changed.layers == entry.layers && changed.name == "lstm-delay-5")
    #expect(changed.task == .framewise(.init(classes: .cmu, delay: 5)))
    #expect(changed.optimizer == base.optimizer && changed.training == base.training)
    #expect(throws: RecipeError.self) { try ToneCorpus.recipe().with(entry) }
  }
}
