import DenseMath
import Foundation
import RecurrentNetworks
import SpeechCorpora
import SpeechFeatures
import SpeechTraining
import Testing

@Suite struct FramewiseTaskTests {
  private func utterance(_ labels: [String], rate: Int = 16000) -> Utterance {
    Utterance(
      id: "u", speaker: "s", audioPath: "u.wav", words: [],
      phoneSegments: labels.enumerated().map {
        Segment(start: $0.offset * 800, end: $0.offset * 800 + 800, label: $0.element)
      }, sampleRate: rate)
  }

  private func classes(_ classes: FramewiseTask.Classes, _ labels: [String]) -> [String]? {
    let task = TrainingTask.framewise(FramewiseTask(classes: classes))
    return task.labeling(of: utterance(labels))?.map { $0 < 0 ? "-" : task.labels[$0] }
  }

  @Test func segmentsBecomeClasses() {
    #expect(classes(.cmu, ["SIL", "AH0", "ZH", "h#"]) == ["SIL", "AH", "ZH", "-"])
    #expect(classes(.leeHon39, ["SIL", "AH0", "ZH", "AO1"]) == ["sil", "ah", "sh", "aa"])
    #expect(classes(.leeHon39, ["h#", "tcl", "ax", "q", "ix"]) == ["sil", "sil", "ah", "-", "ih"])
    #expect(classes(.timit61, ["h#", "tcl", "ax-h"]) == ["h#", "tcl", "ax-h"])
    let task = TrainingTask.framewise(FramewiseTask(classes: .cmu))
    var plain = utterance([])
    plain.phoneSegments = nil
    #expect(task.labeling(of: plain) == nil)
    #expect(TrainingTask.framewise(.init(classes: .timit61)).labels.count == 61)
  }

  /// 25 ms windows every 10 ms: the middle of frame t is at sample 200 + 160·t.
  @Test(arguments: [(1, 0), (1, 3), (2, 0), (2, 1)])
  func framesGetTheClassOfTheirMiddle(subsampling: Int, delay: Int) throws {
    let configuration = try #require(FeatureConfiguration.preset("graves2005"))
    let targeting = Targeting(
      .framewise(FramewiseTask(classes: .cmu, delay: delay)),
      extractor: try MFCCExtractor(configuration), subsampling: subsampling)
    let waveform = Waveform(samples: [Float](repeating: 0.1, count: 1680), sampleRate: 16000)
    // Ends are not part of a segment, starts are; 1,000 to 1,160 belongs to none.
    let places = [0..<360, 360..<1000, 1160..<1300]
    let (features, target) = targeting.features(
      of: waveform, labeling: [7, 8, 9], places: places)
    // (1680 − 400) / 160 + 1 frames.
    #expect(features.rows == 9 + delay * subsampling)
    #expect(features.row(features.rows - 1)[0] == 0 || delay == 0)
    let expected: [Int32] =
      subsampling == 1
      // Middles: 200 360 520 680 840 1000 1160 1320 1480.
      ? [7, 8, 8, 8, 8, -1, 9, -1, -1]
      // Middles: 280 600 920 1240 1560.
      : [7, 8, 8, 9, -1]
    #expect(target == .frames([Int32](repeating: -1, count: delay) + expected))
  }

  @Test func survivesJSON() throws {
    let task = TrainingTask.framewise(.init(classes: .leeHon48, delay: 5, weighsDurations: true))
    let data = try JSONEncoder().encode(task)
    #expect(try JSONDecoder().decode(TrainingTask.self, from: data) == task)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        TrainingTask.self,
        from: Data(#"{"kind":"framewise","classes":"cmu","delay":-1}"#.utf8))
    }
  }

  /// A network that looks forwards only, with a delay, learns where tones are at varied speeds.
  @Test func learnsTones() throws {
    let root = try ToneCorpus.make()
    defer { try? FileManager.default.removeItem(atPath: root) }
    let recipe = try ToneCorpus.recipe {
      $0["task"] = ["kind": "framewise", "classes": "cmu", "delay": 2]
      $0["layers"] = [["kind": "lstm", "cells": 12, "direction": "forward"]]
      var schedule = $0["schedule"] as? [String: Any] ?? [:]
      schedule["maximumEpochs"] = 15
      schedule["judgedBy"] = "loss"
      $0["schedule"] = schedule
    }
    var run = try TrainingRun.prepare(
      recipe, corpora: root, checkpoint: "\(root)/f.safetensors", resume: false,
      context: ComputeContext(kernels: Kernels(), threadCount: 2), report: { _ in })
    while !run.isFinished { try run.runEpoch { _ in } }
    let best = try #require(run.bestEpoch)
    #expect(best.validationError < 0.1)
    #expect(best.validationLoss == run.history.epochs.map(\.validationLoss).min())
    let card = run.finishedModel().card
    #expect(card.task == .framewise && card.delay == 2 && card.timings == nil)
    let shares = try #require(card.labelShares)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    #expect(shares[PhoneSet.cmu.index(of: "SIL")!] > 0.4)
  }
}
