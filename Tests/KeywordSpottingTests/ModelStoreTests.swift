import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

@Suite struct ModelStoreTests {
  @Test func modelsGoByNameOrPath() throws {
    let folder = TestFolder()
    let model = TestModels.tones()
    try model.write(to: folder.path + "/tones.safetensors")
    try TestModels.random(seed: 1).write(to: folder.path + "/random.safetensors")
    let store = ModelStore(folders: ["/nowhere", folder.path])
    #expect(store.names == ["random", "tones"])
    #expect(try store.model("tones") == model)
    #expect(try store.model(folder.path + "/tones.safetensors") == model)
  }

  @Test func theFirstFolderWins() throws {
    let (first, second) = (TestFolder(), TestFolder())
    try TestModels.tones().write(to: first.path + "/x.safetensors")
    try TestModels.random(seed: 1).write(to: second.path + "/x.safetensors")
    #expect(
      try ModelStore(folders: [first.path, second.path]).model("x") == TestModels.tones())
  }

  @Test func whatIsNotThereIsSaid() throws {
    let folder = TestFolder()
    try TestModels.tones().write(to: folder.path + "/tones.safetensors")
    let error = ModelStoreError.unknown(name: "x", known: ["tones"])
    #expect(throws: error) { try ModelStore(folders: [folder.path]).model("x") }
    #expect("\(error)" == "no model is called \"x\"; known are tones")
    #expect(throws: ModelFileError.missing(path: "./x")) {
      try ModelStore(folders: [folder.path]).model("./x")
    }
    // No way out of the folder by a name.
    #expect(throws: ModelFileError.self) { try ModelStore(folders: ["/"]).model("../etc/passwd") }
  }

  @Test func corruptModelsAreRefused() throws {
    let folder = TestFolder()
    let path = folder.path + "/tones.safetensors"
    try TestModels.tones().write(to: path)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    for broken in [[], Array(bytes.prefix(7)), Array(bytes.dropLast(9)), bytes.map { ~$0 }] {
      folder.write("broken.safetensors", broken)
      #expect(throws: ModelFileError.self) {
        try ModelStore(folders: [folder.path]).model("broken")
      }
    }
  }

  @Test func anInstalledProgramFindsItsModels() {
    let folders = ModelStore.folders(program: "/opt/tyto/bin/tyto", environment: [:])
    #expect(folders.contains("/opt/tyto/share/tyto/models"))
    #expect(folders.contains("/opt/tyto/bin/Tyto_KeywordSpotting.resources/Models"))
    let asked = ModelStore.folders(
      program: "/opt/tyto/bin/tyto", environment: ["TYTO_MODELS": "/my/models"])
    #expect(asked.first == "/my/models")
  }
}
