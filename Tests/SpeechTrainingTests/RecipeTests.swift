import Foundation
import SpeechTraining
import Testing

@Suite struct RecipeTests {
  private static let corpora = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../corpora").standardizedFileURL.path

  private static let recipes: [String] = {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: corpora)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(corpora)/\($0)" }
  }()

  @Test func recipesAreThere() { #expect(Self.recipes.count > 20) }

  @Test(arguments: recipes) func recipesOfTheRepositoryAreRead(path: String) throws {
    let recipe = try Recipe(contentsOf: path)
    // What is written of it is read again.
    let copy = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    try Data(recipe.json.utf8).write(to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    #expect(try Recipe(contentsOf: copy.path) == recipe)
  }

  /// Every field of every recipe of the repository, and of the complete one, is explained.
  @Test func allFieldsAreDocumented() throws {
    let text = try String(contentsOfFile: "\(Self.corpora)/RECIPES.md", encoding: .utf8)
    var names: Set<String> = []
    func collect(_ part: Any) {
      if let object = part as? [String: Any] {
        names.formUnion(object.keys)
        for value in object.values { collect(value) }
      } else if let list = part as? [Any] {
        for value in list { collect(value) }
      }
    }
    collect(complete)
    for path in Self.recipes {
      let data = try Data(contentsOf: URL(filePath: path))
      var recipe = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      // `tyto features` tells of these.
      recipe["features"] = ""
      collect(recipe)
    }
    #expect(names.count > 60)
    for name in names.sorted() { #expect(text.contains("`\(name)`"), "\(name)") }
  }

  /// What a recipe is refused for.
  private func refusal(_ changes: (inout [String: Any]) -> Void) throws -> String? {
    do throws(any Error) {
      _ = try ToneCorpus.recipe(changes)
      return nil
    } catch let error as RecipeError {
      return "\(error)"
    }
  }

  /// Sets a value of a recipe at a path such as `training.0.corpus.part`.
  private func set(_ path: String, _ value: Any, _ fields: inout [String: Any]) {
    func changed(_ part: Any?, _ keys: ArraySlice<Substring>) -> Any {
      guard let key = keys.first else { return value }
      if var list = part as? [Any], let place = Int(key) {
        list[place] = changed(list[place], keys.dropFirst())
        return list
      }
      var object = part as? [String: Any] ?? [:]
      object[String(key)] = changed(object[String(key)], keys.dropFirst())
      return object
    }
    fields = changed(fields, path.split(separator: ".")[...]) as? [String: Any] ?? [:]
  }

  private let complete: [String: Any] = [
    "edgeCut": ["probability": 0.2, "leave": [0, 0.1]], "speed": [0.9, 1.1], "gain": [-3, 3],
    "noise": [
      "probability": 0.3, "signalToNoise": [20, 30],
      "recordings": [["layout": "noise", "path": "noises"]],
      "babble": ["probability": 0.3, "voices": [3, 8]],
    ],
    "reverberation": ["probability": 0.2, "decay": [0.1, 0.5]], "telephone": 0.2,
    "masks": ["bands": 2, "widestBand": 6, "stretches": 2, "longestStretch": 20],
  ]

  @Test func theCompleteOneIsRead() throws {
    #expect(try refusal { $0["augmentation"] = complete } == nil)
  }

  @Test(arguments: [
    "augmentaton", "task.classes", "training.0.weigth", "training.0.corpus.prat",
    "validation.fraction", "features.bands", "layers.0.units", "optimizer.beta3",
    "schedule.gradientnorm", "noise.inputs", "augmentation.pitch", "augmentation.edgeCut.chance",
    "augmentation.noise.ratio", "augmentation.noise.recordings.0.root",
    "augmentation.noise.babble.speakers",
    "augmentation.reverberation.wet", "augmentation.masks.band", "test.0.name",
  ])
  func unknownFieldsAreRefused(path: String) throws {
    let sentence = try refusal { fields in
      fields["augmentation"] = complete
      fields["test"] = [["layout": "kaldi", "path": "tones"]]
      if path.hasPrefix("features") { fields["features"] = ["preset": "graves2007"] }
      set(path, 1, &fields)
    }
    let name = try #require(path.split(separator: ".").last)
    let found = try #require(sentence)
    #expect(found.contains(name) && found.contains("unknown"), "\(found)")
  }

  @Test func whatTheFieldMightHaveBeenIsTold() throws {
    let sentence = try refusal { fields in
      fields["augmentation"] = complete
      set("augmentation.noise.recordings.0.root", "/", &fields)
    }
    #expect(
      sentence?.hasSuffix(
        ": not a recipe: augmentation.noise.recordings.[0].root: unknown here; known are layout, "
          + "path, part, align, sampleRate, sentences, maximumDisagreement, source") == true,
      "\(sentence ?? "")")
  }

  @Test(arguments: [
    ("schedule.batchSize", 0), ("schedule.maximumEpochs", 0), ("schedule.patience", 0),
    ("schedule.warmUpUpdates", -1), ("schedule.gradientNorm", 0), ("schedule.averagingDecay", 1),
    ("schedule.finalRateShare", 1.5), ("noise.input", -0.1), ("noise.weight", 1e9),
    ("consistency", -1), ("teacher.weight", -1), ("initialRange", 0),
    ("validation.speakerFraction", 1), ("augmentation.telephone", 1.1),
    ("augmentation.edgeCut.probability", -0.1), ("augmentation.noise.probability", 2),
    ("augmentation.reverberation.probability", -1), ("augmentation.masks.bands", -1),
    ("augmentation.masks.widestBand", -5), ("augmentation.masks.stretches", -1),
    ("augmentation.masks.longestStretch", -1),
  ])
  func numbersOutOfRangeAreRefused(path: String, value: Double) throws {
    let sentence = try refusal { fields in
      fields["augmentation"] = complete
      fields["teacher"] = ["model": "english", "weight": 1]
      set(path, value, &fields)
    }
    let found = try #require(sentence)
    #expect(found.hasPrefix("recipe: \(path): expected ") && !found.contains("\n"), "\(found)")
  }

  @Test(arguments: [
    ("reverberation.decay", [-1, 0.5]), ("noise.signalToNoise", [-1e9, 0]), ("gain", [0, 1e6]),
    ("edgeCut.leave", [-1, 0]), ("tempo", [0.1, 1]),
  ])
  func rangesOutOfRangeAreRefused(path: String, range: [Double]) throws {
    let sentence = try refusal { fields in
      fields["augmentation"] = complete
      set("augmentation.\(path)", range, &fields)
    }
    #expect(sentence?.hasPrefix("recipe: augmentation.\(path): expected ") == true)
  }

  @Test func impossibleNetworksAreRefused() throws {
    for layers in [
      [[String: Any]](repeating: ["kind": "subsample", "factor": 64], count: 12),
      [["kind": "window", "units": 65536, "before": 1000, "after": 1000]],
    ] {
      #expect(try refusal { $0["layers"] = layers }?.hasPrefix("recipe: layers: ") == true)
    }
    #expect(
      try refusal { $0["task"] = ["kind": "keywords", "words": ["a", " "]] }?
        .hasPrefix("recipe: task.words") == true)
    #expect(
      try refusal { $0["task"] = ["kind": "keywords", "words": ["voice mail"]] }?
        .hasPrefix("recipe: task.words") == true)
  }

  @Test func numbersThatDoNotFitAreTold() throws {
    for (path, value) in [("seed", -1), ("schedule.maximumEpochs", 1.5)] as [(String, Any)] {
      let sentence = try refusal { set(path, value, &$0) }
      #expect(sentence?.contains("valid JSON") == false, "\(sentence ?? "")")
    }
  }
}
