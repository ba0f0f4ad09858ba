import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechCorpora
import SpeechMetrics
import SpeechTraining
import Synchronization
import TestSupport
import Testing

/// Training on a corpus of tones that the test makes: "low" is 400 Hz, "high" 1,500 Hz.
@Suite struct TrainingRunTests {
  private func start(
    _ recipe: Recipe, _ root: String, checkpoint: String, resume: Bool = false, threads: Int = 2
  ) throws -> TrainingRun {
    try TrainingRun.prepare(
      recipe, corpora: root, checkpoint: "\(root)/\(checkpoint)", resume: resume,
      context: ComputeContext(kernels: Kernels(), threadCount: threads), report: { _ in })
  }

  @Test(arguments: [("float32", nil), ("bfloat16", nil), ("float32", 0.3)])
  func resumedRunEqualsUninterruptedOneWhateverTheThreads(
    precision: String, consistency: Double?
  ) throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let recipe = try ToneCorpus.recipe {
      $0["precision"] = precision
      $0["consistency"] = consistency
    }
    var whole = try start(recipe, root, checkpoint: "whole.safetensors")
    for _ in 0..<4 { try whole.runEpoch { _ in } }
    var first = try start(recipe, root, checkpoint: "parts.safetensors", threads: 1)
    for _ in 0..<2 { try first.runEpoch { _ in } }
    var second = try start(recipe, root, checkpoint: "parts.safetensors", resume: true)
    #expect(second.history.epochs.count == 2)
    for _ in 0..<2 { try second.runEpoch { _ in } }
    let (a, b) = (
      try Checkpoint(contentsOf: "\(root)/whole.safetensors"),
      try Checkpoint(contentsOf: "\(root)/parts.safetensors")
    )
    #expect(a.network == b.network)
    #expect(a.best == b.best)
    #expect(a.averaged == b.averaged)
    #expect(a.optimizer == b.optimizer)
    #expect(
      whole.history.epochs.map(\.validationLoss) == second.history.epochs.map(\.validationLoss))
  }

  @Test func consistencyDrawsTwoVariationsTogether() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    /// How far apart two variations of the same utterances are, after training.
    func divergence(_ consistency: Double) throws -> Double {
      let recipe = try ToneCorpus.recipe {
        $0["consistency"] = consistency
        var schedule = $0["schedule"] as? [String: Any]
        schedule?["judgedBy"] = "loss"
        $0["schedule"] = schedule
        $0["augmentation"] = [
          "speed": [0.9, 1.1],
          "masks": ["bands": 2, "widestBand": 5, "stretches": 2, "longestStretch": 20],
        ]
      }
      var run = try start(recipe, root, checkpoint: "\(consistency).safetensors")
      for _ in 0..<12 { try run.runEpoch { _ in } }
      let batch = run.maker.batch(Array(0..<8), number: 0, epoch: 9, context: run.context)
      let posteriors = Softmax.posteriors(
        PreparedNetwork(run.bestNetwork, context: run.context).logits(of: batch.features))
      var sum = 0.0
      for first in stride(from: 0, to: 16, by: 2) {
        let (one, other) = (posteriors.sequence(first), posteriors.sequence(first + 1))
        #expect(one.rows == other.rows)
        #expect(batch.features.sequence(first) != batch.features.sequence(first + 1))
        sum += zip(one.array, other.array).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }
      }
      return sum
    }
    let (drawn, left) = (try divergence(2), try divergence(0))
    #expect(drawn < 0.8 * left)
  }

  /// A network that has not heard enough, and learns from one that has.
  @Test func networksComeCloserToTheirTeachers() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var first = try start(ToneCorpus.recipe(), root, checkpoint: "first.safetensors")
    for _ in 0..<20 { try first.runEpoch { _ in } }
    var model = first.finishedModel()
    let other = ModelCard.DataSource(
      name: "whistles", licence: "CC0-1.0", hours: 2.5, source: "whistled")
    model.card.trainingData.append(other)
    try model.write(to: "\(root)/model.safetensors", storage: .float32)
    func recipe(weight: Double) throws -> Recipe {
      try ToneCorpus.recipe {
        $0["seed"] = 9
        $0["teacher"] = ["model": "\(root)/model.safetensors", "weight": weight]
      }
    }
    func distance(weight: Double) throws -> Double {
      var run = try start(recipe(weight: weight), root, checkpoint: "\(weight).safetensors")
      for _ in 0..<6 { try run.runEpoch { _ in } }
      #expect(run.finishedModel().card.trainingData == model.card.trainingData)
      let batch = run.maker.batch(Array(0..<8), number: 0, epoch: 9, context: run.context)
      let posteriors = [run.bestNetwork, model.network].map {
        Softmax.posteriors(PreparedNetwork($0, context: run.context).logits(of: batch.features))
          .values.array
      }
      return zip(posteriors[0], posteriors[1]).reduce(0) { $0 + Double(abs($1.0 - $1.1)) }
    }
    #expect(try distance(weight: 2) < 0.8 * distance(weight: 0))

    var whole = try start(recipe(weight: 1), root, checkpoint: "whole.safetensors")
    for _ in 0..<2 { try whole.runEpoch { _ in } }
    var parts = try start(recipe(weight: 1), root, checkpoint: "parts.safetensors", threads: 1)
    try parts.runEpoch { _ in }
    parts = try start(recipe(weight: 1), root, checkpoint: "parts.safetensors", resume: true)
    try parts.runEpoch { _ in }
    #expect(whole.bestNetwork == parts.bestNetwork)
  }

  @Test func teachersThatHearOrAnswerOtherwiseAreRefused() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var run = try start(ToneCorpus.recipe(), root, checkpoint: "c.safetensors")
    try run.runEpoch { _ in }
    try run.finishedModel().write(to: "\(root)/model.safetensors", storage: .float32)
    let changes: [(what: String, change: (inout [String: Any]) -> Void)] = [
      ("labels", { $0["task"] = ["kind": "keywords", "words": ["high", "low"]] }),
      ("features", { $0["features"] = "kaldi" }),
      (
        "subsampling",
        {
          let layers = $0["layers"] as? [Any] ?? []
          $0["layers"] = [["kind": "subsample", "factor": 2] as [String: Any]] + layers
        }
      ),
    ]
    for (what, change) in changes {
      let recipe = try ToneCorpus.recipe {
        $0["teacher"] = ["model": "\(root)/model.safetensors", "weight": 1]
        change(&$0)
      }
      #expect(
        throws: RecipeError.invalid(
          field: "teacher.model", expected: "a model with the recipe's \(what)",
          found: "tones with others")
      ) { try start(recipe, root, checkpoint: "other.safetensors") }
    }
  }

  @Test func anotherSeedGivesAnotherNetwork() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var networks: [Network] = []
    for seed in [1, 2] {
      var run = try start(
        ToneCorpus.recipe { $0["seed"] = seed }, root, checkpoint: "\(seed).safetensors")
      try run.runEpoch { _ in }
      networks.append(run.bestNetwork)
    }
    #expect(networks[0] != networks[1])
  }

  @Test(arguments: ["float32", "bfloat16"])
  func learnsTonesAndSpotsThem(precision: String) throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let recipe = try ToneCorpus.recipe { $0["precision"] = precision }
    var run = try start(recipe, root, checkpoint: "c.safetensors")
    while !run.isFinished && (run.bestEpoch?.validationError ?? 1) > 0 {
      try run.runEpoch { _ in }
    }
    #expect((run.bestEpoch?.validationError ?? 1) < 0.1)
    let context = ComputeContext(kernels: Kernels(), threadCount: 1)
    let spotter = try KeywordSpotter(
      model: run.finishedModel(), keywords: [], context: context)
    let corpus = try CorpusReference(layout: .kaldi, path: "tones", part: "train").load(root: root)
    let result = KeywordEvaluation(spotter, corpus: corpus, context: context)
    #expect(result.score.total.accuracy > 0.8)
    #expect(result.problems.isEmpty)
  }

  @Test func cardNamesWhatTheFirstNetworkWasTrainedOn() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var first = try start(ToneCorpus.recipe(), root, checkpoint: "first.safetensors")
    try first.runEpoch { _ in }
    var model = first.finishedModel()
    let own = model.card.trainingData
    let other = ModelCard.DataSource(
      name: "whistles", licence: "CC0-1.0", hours: 2.5, source: "whistled")
    model.card.trainingData.append(other)
    try model.write(to: "\(root)/model.safetensors", storage: .float32)

    let recipe = try ToneCorpus.recipe { $0["startFrom"] = "\(root)/model.safetensors" }
    var second = try start(recipe, root, checkpoint: "second.safetensors")
    try second.runEpoch { _ in }
    #expect(second.finishedModel().card.trainingData == own + [other])
    try FileManager.default.removeItem(atPath: "\(root)/model.safetensors")
    let resumed = try start(recipe, root, checkpoint: "second.safetensors", resume: true)
    #expect(resumed.finishedModel().card.trainingData == own + [other])
  }

  @Test func resumeRefusesAnotherRecipe() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var run = try start(ToneCorpus.recipe(), root, checkpoint: "c.safetensors")
    try run.runEpoch { _ in }
    #expect(throws: RecipeError.otherRecipe(checkpoint: "\(root)/c.safetensors")) {
      try start(
        ToneCorpus.recipe { $0["seed"] = 8 }, root, checkpoint: "c.safetensors", resume: true)
    }
    #expect(throws: RecipeError.noCheckpoint(path: "\(root)/none.safetensors")) {
      try start(ToneCorpus.recipe(), root, checkpoint: "none.safetensors", resume: true)
    }
  }

  /// A checkpoint's text, changed, and what the refusal speaks of.
  @Test(arguments: [
    ("updates", "[0-9]+", "9223372036854775807", "expected a count of updates"),
    ("features", #""sampleRate":16000"#, #""sampleRate":8000"#, "features: expected the recipe's"),
    ("features", #""hopLength":160"#, #""hopLength":80"#, "features: expected the recipe's"),
    ("optimizer", "0.02", "0.03", "optimizer: expected the recipe's"),
    ("averaged", "yes", "no", "averaged."),
    ("history", #""epoch":1"#, #""epoch":-9223372036854775808"#, "expected epoch 1 in the history"),
    ("history", #""epoch":1"#, #""epoch":"one""#, "expected a history, found epochs.[0].epoch"),
    ("history", ".*", "", "expected a history"),
  ])
  func resumeRefusesAnotherState(key: String, old: String, new: String, sentence: String) throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let path = "\(root)/c.safetensors"
    var run = try start(ToneCorpus.recipe(), root, checkpoint: "c.safetensors")
    try run.runEpoch { _ in }
    var file = try SafetensorsFile(contentsOf: path)
    let text = try #require(file.metadata[key])
    file.metadata[key] = text.replacingOccurrences(of: old, with: new, options: .regularExpression)
    try #require(file.metadata[key] != text, "\(text)")
    try file.write(to: path)
    do {
      _ = try start(ToneCorpus.recipe(), root, checkpoint: "c.safetensors", resume: true)
      Issue.record("resumed")
    } catch let error as ModelFileError {
      #expect(error.description.contains(sentence), "\(error)")
    }
  }

  @Test func recordingsWithoutAFrameAreNotTrainedOn() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let corpus = ["layout": "kaldi", "path": "tones", "part": "train"]
    #expect(throws: RecipeError.noExamples(part: "training")) {
      try start(
        ToneCorpus.recipe { $0["training"] = [["corpus": corpus, "weight": 0]] }, root,
        checkpoint: "c.safetensors")
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(root)/tones")
    where name.hasSuffix(".wav") {
      // 100 samples: a window has 400.
      let url = URL(filePath: "\(root)/tones/\(name)")
      var bytes = try Data(contentsOf: url).prefix(244)
      bytes.replaceSubrange(4..<8, with: [236, 0, 0, 0])
      bytes.replaceSubrange(40..<44, with: [200, 0, 0, 0])
      try bytes.write(to: url)
    }
    #expect(throws: RecipeError.noExamples(part: "training")) {
      try start(ToneCorpus.recipe(), root, checkpoint: "c.safetensors")
    }
  }

  /// Nothing can be learned from these, so that an error of 0 would say nothing.
  @Test func labelsThatAreNowhereAreNotTrained() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    func refusal(_ changes: (inout [String: Any]) -> Void) -> RecipeError? {
      #expect(throws: RecipeError.self) {
        try start(ToneCorpus.recipe(changes), root, checkpoint: "c.safetensors")
      }
    }
    #expect(
      refusal { $0["task"] = ["kind": "keywords", "words": ["never", "low", "mail"]] }
        == .unsaidKeywords(["never", "mail"]))
    #expect(
      refusal { $0["task"] = ["kind": "keywords", "words": ["never"]] }
        == .noLabels(part: "training"))
  }

  @Test func aStartOfOtherSizesIsRefused() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var run = try start(ToneCorpus.recipe(), root, checkpoint: "first.safetensors")
    try run.runEpoch { _ in }
    let path = "\(root)/model.safetensors"
    try run.finishedModel().write(to: path, storage: .float32)
    func layers(_ cells: [Int]) -> [[String: Any]] {
      cells.map {
        ["kind": "lstm", "cells": $0, "direction": "bidirectional", "peepholes": true]
      }
    }
    #expect(
      throws: RecipeError.invalid(
        field: "startFrom", expected: "a model with a layer of the recipe's sizes",
        found: "\(path) with others")
    ) {
      try start(
        ToneCorpus.recipe {
          $0["startFrom"] = path
          $0["layers"] = layers([6])
        }, root, checkpoint: "other.safetensors")
    }
    // Another layer on top begins at random.
    let told = Mutex<[String]>([])
    _ = try TrainingRun.prepare(
      ToneCorpus.recipe {
        $0["startFrom"] = path
        $0["layers"] = layers([8, 8])
      }, corpora: root, checkpoint: "\(root)/more.safetensors", resume: false,
      context: ComputeContext(kernels: Kernels(), threadCount: 1)
    ) { event in
      if case .startsAtRandom(let names, _) = event { told.withLock { $0 = names } }
    }
    #expect(told.withLock { $0.contains { $0.contains("1") } && !$0.contains("output.bias") })
  }

  @Test func networksThatCannotBeReadAreNotTrained() throws {
    let layer = ["kind": "lstm", "cells": 8192, "direction": "forward"] as [String: Any]
    let steps = ["kind": "subsample", "factor": 64] as [String: Any]
    for layers in [[layer, layer, layer], Array(repeating: steps, count: 12)] {
      // Before any corpus is looked for.
      let error = #expect(throws: RecipeError.self) {
        try start(
          ToneCorpus.recipe { $0["layers"] = layers }, "/nowhere", checkpoint: "c.safetensors")
      }
      #expect(error?.description.hasPrefix("recipe: layers: expected at most ") == true)
    }
    let error = #expect(throws: RecipeError.self) {
      let task = ["kind": "keywords", "words": ["a\nb"]] as [String: Any]
      return try start(
        ToneCorpus.recipe { $0["task"] = task }, "/nowhere", checkpoint: "c.safetensors")
    }
    #expect(error?.description.hasPrefix("recipe: task: expected labels without control") == true)
  }

  @Test func badRecipesAreRefusedByField() throws {
    func field(_ changes: (inout [String: Any]) -> Void) -> String? {
      do {
        _ = try ToneCorpus.recipe(changes)
        return nil
      } catch let error as RecipeError {
        return "\(error)"
      } catch {
        return "other"
      }
    }
    for name in ["", "a/b", "checkpoint", "a\nb", String(repeating: "x", count: 201)] {
      let sentence = field { $0["name"] = name }
      #expect(sentence?.contains("name") == true && sentence?.contains("\n") == false)
    }
    #expect(field { $0["features"] = "nope" }?.contains("nope") == true)
    #expect(field { $0["layers"] = [["kind": "gru"]] }?.contains("gru") == true)
    #expect(field { $0["noise"] = ["input": -1, "weight": 0] }?.contains("noise.input") == true)
    #expect(field { $0["task"] = ["kind": "dance"] }?.contains("dance") == true)
    #expect(field { $0["precision"] = "int8" }?.contains("precision") == true)
    for name in ["speed", "tempo"] {
      for range in [[0, 1], [0.2, 1], [1, 4.1]] {
        #expect(
          field { $0["augmentation"] = [name: range] }?.contains("augmentation.\(name)") == true)
      }
      #expect(field { $0["augmentation"] = [name: [0.25, 4]] } == nil)
    }
    #expect(field { $0["training"] = [] }?.contains("training") == true)
    #expect(field { $0.removeValue(forKey: "optimizer") }?.contains("optimizer") == true)
    #expect(
      field { $0["task"] = ["kind": "keywords", "words": ["a", "A"]] }?.contains("words") == true)
    #expect(throws: RecipeError.missing(path: "/nowhere.json")) {
      try Recipe(contentsOf: "/nowhere.json")
    }
  }
}
