import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechCorpora
import SpeechMetrics
import SpeechTraining
import TestSupport
import Testing

/// Training on a corpus of tones that the test makes: "low" is 400 Hz, "high" 1,500 Hz.
@Suite struct TrainingRunTests {
  private static let words = ["low": 400.0, "high": 1500.0]

  /// A Kaldi data folder of six speakers with six utterances each.
  private func makeCorpus() throws -> String {
    let root = FileManager.default.temporaryDirectory.appending(path: "tyto-\(UUID().uuidString)")
    let folder = root.appending(path: "tones/train")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var random = RandomSource(seed: 5)
    var (scp, text, speakers) = ("", "", "")
    for speaker in 0..<6 {
      for number in 0..<6 {
        let id = "s\(speaker)-\(number)"
        let said = (0..<Int.random(in: 1...3, using: &random)).map { _ in
          Bool.random(using: &random) ? "low" : "high"
        }
        var samples: [Int16] = []
        for word in said {
          samples += tone(0, 1600, &random)
          samples += tone(Self.words[word]! * (1 + 0.02 * Double(speaker)), 2400, &random)
        }
        samples += tone(0, 1600, &random)
        try wav(samples).write(to: root.appending(path: "tones/\(id).wav"))
        scp += "\(id) \(id).wav\n"
        text += "\(id) \(said.joined(separator: " "))\n"
        speakers += "\(id) s\(speaker)\n"
      }
    }
    for (name, content) in [("wav.scp", scp), ("text", text), ("utt2spk", speakers)] {
      try Data(content.utf8).write(to: folder.appending(path: name))
    }
    return root.path
  }

  private func tone(_ frequency: Double, _ count: Int, _ random: inout RandomSource) -> [Int16] {
    (0..<count).map { index in
      Int16(
        8000 * sin(2 * Double.pi * frequency * Double(index) / 16000) * (frequency > 0 ? 1 : 0)
          + 60 * random.gaussian())
    }
  }

  private func wav(_ samples: [Int16]) -> Data {
    var data = Data("RIFF".utf8)
    func append(_ value: Int, bytes: Int) {
      for byte in 0..<bytes { data.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
    }
    append(36 + 2 * samples.count, bytes: 4)
    data += Data("WAVEfmt ".utf8)
    append(16, bytes: 4)
    append(1, bytes: 2)
    append(1, bytes: 2)
    append(16000, bytes: 4)
    append(32000, bytes: 4)
    append(2, bytes: 2)
    append(16, bytes: 2)
    data += Data("data".utf8)
    append(2 * samples.count, bytes: 4)
    for sample in samples { append(Int(sample), bytes: 2) }
    return data
  }

  private func recipe(_ changes: (inout [String: Any]) -> Void = { _ in }) throws -> Recipe {
    var fields: [String: Any] = [
      "name": "tones", "summary": "two tones", "licence": "CC0-1.0",
      "task": ["kind": "keywords", "words": ["low", "high"]],
      "training": [["corpus": ["layout": "kaldi", "path": "tones", "part": "train"]]],
      "validation": ["speakerFraction": 0.2, "seed": 1],
      "test": [], "features": "graves2007",
      "layers": [
        ["kind": "lstm", "cells": 8, "direction": "bidirectional", "peepholes": true],
        ["kind": "dropout", "rate": 0.1],
      ],
      "initialRange": 0.1,
      "optimizer": ["kind": "adam", "learningRate": 0.02],
      "schedule": [
        "batchSize": 4, "maximumEpochs": 60, "patience": 60, "averagesGradient": true,
        "gradientNorm": 5, "averagingDecay": 0.9,
      ],
      "noise": ["input": 0.1, "weight": 0.01],
      "augmentation": [
        "speed": [0.95, 1.05], "gain": [-3, 3],
        "noise": ["probability": 0.3, "signalToNoise": [20, 30]], "telephone": 0.2,
      ],
      "seed": 7,
    ]
    changes(&fields)
    let path = FileManager.default.temporaryDirectory
      .appending(path: "tyto-\(UUID().uuidString).json")
    try JSONSerialization.data(withJSONObject: fields).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return try Recipe(contentsOf: path.path)
  }

  private func start(
    _ recipe: Recipe, _ root: String, checkpoint: String, resume: Bool = false, threads: Int = 2
  ) throws -> TrainingRun {
    try TrainingRun.prepare(
      recipe, corpora: root, checkpoint: "\(root)/\(checkpoint)", resume: resume,
      context: ComputeContext(kernels: Kernels(), threadCount: threads), report: { _ in })
  }

  @Test func resumedRunEqualsUninterruptedOneWhateverTheThreads() throws {
    let root = try makeCorpus()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let recipe = try recipe()
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

  @Test func anotherSeedGivesAnotherNetwork() throws {
    let root = try makeCorpus()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var networks: [Network] = []
    for seed in [1, 2] {
      var run = try start(recipe { $0["seed"] = seed }, root, checkpoint: "\(seed).safetensors")
      try run.runEpoch { _ in }
      networks.append(run.bestNetwork)
    }
    #expect(networks[0] != networks[1])
  }

  @Test func learnsTonesAndSpotsThem() throws {
    let root = try makeCorpus()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let recipe = try recipe()
    var run = try start(recipe, root, checkpoint: "c.safetensors")
    while !run.isFinished && (run.history.best?.validationError ?? 1) > 0 {
      try run.runEpoch { _ in }
    }
    #expect((run.history.best?.validationError ?? 1) < 0.1)
    let context = ComputeContext(kernels: Kernels(), threadCount: 1)
    let spotter = try KeywordSpotter(
      model: run.finishedModel(), keywords: [], context: context)
    let corpus = try CorpusReference(layout: .kaldi, path: "tones", part: "train").load(root: root)
    let result = KeywordEvaluation(spotter, corpus: corpus, context: context)
    #expect(result.score.total.accuracy > 0.8)
    #expect(result.problems.isEmpty)
  }

  @Test func resumeRefusesAnotherRecipe() throws {
    let root = try makeCorpus()
    defer { try? FileManager.default.removeItem(atPath: root) }
    var run = try start(recipe(), root, checkpoint: "c.safetensors")
    try run.runEpoch { _ in }
    #expect(throws: RecipeError.otherRecipe(checkpoint: "\(root)/c.safetensors")) {
      try start(recipe { $0["seed"] = 8 }, root, checkpoint: "c.safetensors", resume: true)
    }
    #expect(throws: RecipeError.noCheckpoint(path: "\(root)/none.safetensors")) {
      try start(recipe(), root, checkpoint: "none.safetensors", resume: true)
    }
  }

  @Test func badRecipesAreRefusedByField() throws {
    func field(_ changes: (inout [String: Any]) -> Void) -> String? {
      do {
        _ = try recipe(changes)
        return nil
      } catch let error as RecipeError {
        return "\(error)"
      } catch {
        return "other"
      }
    }
    #expect(field { $0["name"] = "" }?.contains("name") == true)
    #expect(field { $0["features"] = "nope" }?.contains("nope") == true)
    #expect(field { $0["layers"] = [["kind": "gru"]] }?.contains("gru") == true)
    #expect(field { $0["noise"] = ["input": -1, "weight": 0] }?.contains("noise.input") == true)
    #expect(field { $0["task"] = ["kind": "dance"] }?.contains("dance") == true)
    #expect(field { $0["training"] = [] }?.contains("training") == true)
    #expect(field { $0.removeValue(forKey: "optimizer") }?.contains("optimizer") == true)
    #expect(
      field { $0["task"] = ["kind": "keywords", "words": ["a", "A"]] }?.contains("words") == true)
    #expect(throws: RecipeError.missing(path: "/nowhere.json")) {
      try Recipe(contentsOf: "/nowhere.json")
    }
  }
}
