import DenseMath
import Foundation
import SpeechTraining

/// A corpus of tones, and recipes for it: "low" is 400 Hz and the phone AA, "high" 1,500 Hz and IY.
enum ToneCorpus {
  private static let words = ["low": 400.0, "high": 1500.0]
  private static let phoneNames = ["low": "AA1", "high": "IY1"]

  /// A Kaldi data folder of six speakers with six utterances each.
  static func make() throws -> String {
    let root = FileManager.default.temporaryDirectory.appending(path: "tyto-\(UUID().uuidString)")
    let folder = root.appending(path: "tones/train")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let align = root.appending(path: "tones/align")
    try FileManager.default.createDirectory(at: align, withIntermediateDirectories: true)
    var random = RandomSource(seed: 5)
    var (scp, text, speakers) = ("", "", "")
    for speaker in 0..<6 {
      for number in 0..<6 {
        let id = "s\(speaker)-\(number)"
        let said = (0..<Int.random(in: 1...3, using: &random)).map { _ in
          Bool.random(using: &random) ? "low" : "high"
        }
        var samples: [Int16] = []
        var phones = ""
        for word in said {
          let start = samples.count
          samples += tone(0, 1600, &random)
          phones += "\(start) \(start + 1600) SIL\n"
          samples += tone(words[word]! * (1 + 0.02 * Double(speaker)), 2400, &random)
          phones += "\(start + 1600) \(start + 4000) \(phoneNames[word]!)\n"
        }
        phones += "\(samples.count) \(samples.count + 1600) SIL\n"
        samples += tone(0, 1600, &random)
        try wav(samples).write(to: root.appending(path: "tones/\(id).wav"))
        try Data(phones.utf8).write(to: align.appending(path: "\(id).phn"))
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

  private static func tone(_ frequency: Double, _ count: Int, _ random: inout RandomSource)
    -> [Int16]
  {
    (0..<count).map { index in
      Int16(
        8000 * sin(2 * Double.pi * frequency * Double(index) / 16000) * (frequency > 0 ? 1 : 0)
          + 60 * random.gaussian())
    }
  }

  private static func wav(_ samples: [Int16]) -> Data {
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

  static func recipe(_ changes: (inout [String: Any]) -> Void = { _ in }) throws -> Recipe {
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
}
