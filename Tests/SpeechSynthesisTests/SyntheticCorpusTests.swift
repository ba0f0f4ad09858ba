import DenseMath
import Foundation
import SpeechCorpora
import SpeechFeatures
import SpeechSynthesis
import TestSupport
import Testing

@Suite struct SyntheticCorpusTests {
  @Test func phonesAreWhereTheyAreSaid() throws {
    let voice = SyntheticVoice(accent: "gmw/en-US", variant: "m3")
    let speech = try #require(try SpeechSynthesizer().speech("seven open", voice: voice))
    let phones = speech.phones.map(\.label).filter { $0 != "SIL" }
    #expect(phones == ["S", "EH", "V", "AH", "N", "OW", "P", "AH", "N"])
    // One after the other from the first sample to the last.
    #expect(speech.phones.first?.start == 0)
    #expect(speech.phones.last?.end == speech.waveform.samples.count)
    for (one, next) in zip(speech.phones, speech.phones.dropFirst()) {
      #expect(one.end == next.start && one.end > one.start)
    }
    #expect(speech.words.map(\.label) == ["seven", "open"])
    let seven = speech.words[0]
    #expect(speech.phones.contains { $0.label == "S" && abs($0.start - seven.start) < 200 })
    // The S hisses, the vowel sounds: more changes of sign a sample in the one.
    func changes(_ label: String) -> Double {
      guard let phone = speech.phones.first(where: { $0.label == label }) else { return 0 }
      let part = speech.waveform.samples[phone.start..<phone.end]
      let count = zip(part, part.dropFirst()).count { ($0 < 0) != ($1 < 0) }
      return Double(count) / Double(part.count)
    }
    #expect(changes("S") > 3 * changes("EH"))
  }

  @Test func faultyVoicesSayNothing() throws {
    let synthesizer = try SpeechSynthesizer()
    #expect(synthesizer.speech("yes", voice: .init(accent: "none", variant: "m1")) == nil)
    #expect(
      synthesizer.speech("", voice: .init(accent: "gmw/en", variant: "m1")) == nil)
  }

  @Test func oneSeedGivesTheSameVoicesAndTexts() throws {
    func make(_ seed: UInt64) throws -> TestFolder {
      let folder = TestFolder()
      var corpus = try SyntheticCorpus(seed: seed)
      for _ in 0..<11 { try corpus.writeSpeaker(below: folder.path) }
      #expect(corpus.utteranceCount >= 100 && corpus.speakerCount == 11)
      return folder
    }
    func files(_ folder: TestFolder) throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    }
    let (first, second, other) = (try make(5), try make(5), try make(6))
    // The engine's sound needs a process of its own to be the same (SynthesizeCommandTests); voices
    // and texts do not.
    let names = try files(first)
    #expect(try files(second) == names)
    for name in names where name.hasSuffix(".txt") {
      func words(_ folder: TestFolder) throws -> [Substring] {
        try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
          .split(separator: " ").dropFirst(2).map { $0 }
      }
      #expect(try words(first) == words(second), "\(name)")
    }
    #expect(try files(other) != names)
    let corpus = try CorpusReference(layout: .timit, path: first.path, part: "train").load(root: "")
    #expect(corpus.utterances.count > 90)
    #expect(
      corpus.utterances.allSatisfy { $0.phoneSegments?.isEmpty == false && !$0.words.isEmpty })
    let tests = try CorpusReference(layout: .timit, path: first.path, part: "test").load(root: "")
    #expect(Set(tests.utterances.map(\.speaker)).count == 1)
  }

  @Test func everyPhoneComesUp() {
    var random = RandomSource(seed: Seed.value)
    // Forty words of one phone each, most of them of the first phone.
    let words = (0..<400).map { (word: "w\($0)", phones: [$0 < 360 ? 1 : $0 % 40]) }
    var maker = SentenceMaker(words)
    var counts: [Int: Int] = [:]
    for _ in 0..<3000 {
      for word in maker.next(&random).split(separator: " ") where word.first == "w" {
        guard let number = Int(word.dropFirst()) else { continue }
        counts[words[number].phones[0], default: 0] += 1
      }
    }
    let total = counts.values.reduce(0, +)
    // Nine in ten words have the first phone, and yet it does not make up half of what is said.
    #expect(counts.count == 40 && counts[1, default: 0] < total / 2 + total / 10)
  }
}
