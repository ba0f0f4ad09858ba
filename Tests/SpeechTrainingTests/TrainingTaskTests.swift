import DenseMath
import Foundation
import KeywordSpotting
import RecurrentNetworks
import SpeechCorpora
import SpeechTraining
import Testing

@Suite struct TrainingTaskTests {
  private let words = TrainingTask.keywords(["no", "yes"])
  private let mixed = TrainingTask.keywords(["no", "yes"], amongPhones: true)

  /// "so no": S OW N OW, half a second each word.
  private func utterance(aligned: Bool) -> Utterance {
    Utterance(
      id: "u", speaker: "s", audioPath: "u.wav", words: ["SO", "NO"],
      wordSegments: aligned
        ? [
          Segment(start: 0, end: 8000, label: "SO"), Segment(start: 8000, end: 16000, label: "NO"),
        ] : nil,
      phoneSegments: aligned
        ? [
          Segment(start: 0, end: 3000, label: "S"), Segment(start: 3000, end: 8200, label: "OW1"),
          Segment(start: 8200, end: 11000, label: "N"),
          Segment(start: 11000, end: 16000, label: "OW1"),
          Segment(start: 16000, end: 17000, label: "SIL"),
        ] : nil)
  }

  private func label(_ phone: String) -> Int {
    (PhoneAlphabet.phones.firstIndex(of: phone) ?? -9) + 3
  }

  @Test func labelsAreBlankKeywordsAndFillers() {
    #expect(words.labels == ["<blank>", "no", "yes"])
    #expect(mixed.labels == ["<blank>", "no", "yes"] + PhoneAlphabet.phones)
    #expect(words.soughtLabels == 1..<3 && mixed.soughtLabels == 1..<3)
    #expect(TrainingTask.phones.soughtLabels == 1..<40)
  }

  @Test(arguments: [false, true])
  func otherSpeechIsBlankOrPhones(_ aligned: Bool) {
    let one = utterance(aligned: aligned)
    #expect(words.labeling(of: one) == [1])
    #expect(mixed.labeling(of: one) == [label("S"), label("OW"), 1])
    #expect(mixed.labels[label("OW")] == "OW")
    #expect(words.places(in: one) == (aligned ? [8000..<16000] : nil))
    #expect(mixed.places(in: one) == (aligned ? [0..<3000, 3000..<8200, 8000..<16000] : nil))
  }

  @Test func alignmentThatContradictsTheWordsIsNotUsed() {
    var one = utterance(aligned: true)
    one.words = ["YES"]
    #expect(mixed.labeling(of: one) == [2])
    #expect(mixed.places(in: one) == nil)
  }

  @Test(arguments: [false, true])
  func survivesJSON(_ amongPhones: Bool) throws {
    let task = TrainingTask.keywords(["a", "b"], amongPhones: amongPhones)
    let data = try JSONEncoder().encode(task)
    #expect(try JSONDecoder().decode(TrainingTask.self, from: data) == task)
  }

  @Test func weightsAreTakenOverByName() {
    func network(_ labels: [String], cells: Int, seed: UInt64) -> Network {
      Network(
        NetworkArchitecture(
          inputSize: 2,
          layers: [
            .lstm(cells: 3, direction: .forward, peepholes: false),
            .lstm(cells: cells, direction: .forward, peepholes: false),
          ],
          outputSize: labels.count), initialRange: 0.1, seed: seed)
    }
    let (old, new) = (["<blank>", "N", "OW"], ["<blank>", "no", "OW", "N"])
    let source = network(old, cells: 4, seed: 1).parameters
    let start = network(new, cells: 4, seed: 2).parameters
    var taken = start
    taken.adopt(source, labels: new, others: old)
    for name in taken.names where !name.hasPrefix("output") { #expect(taken[name] == source[name]) }
    for column in 0..<4 {
      #expect(taken["output.weights"]?[0, column] == source["output.weights"]?[0, column])
      #expect(taken["output.weights"]?[1, column] == start["output.weights"]?[1, column])
      #expect(taken["output.weights"]?[2, column] == source["output.weights"]?[2, column])
      #expect(taken["output.weights"]?[3, column] == source["output.weights"]?[1, column])
    }
    // Another size of the last layer: its weights and the outputs' stay as they were.
    let wide = network(new, cells: 5, seed: 3).parameters
    taken = wide
    taken.adopt(source, labels: new, others: old)
    #expect(taken["output.weights"] == wide["output.weights"])
    #expect(taken[taken.names[0]] == source[source.names[0]])
  }
}
