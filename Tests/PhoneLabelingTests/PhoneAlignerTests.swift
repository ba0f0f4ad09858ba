import KeywordSpotting
import PhoneLabeling
import SpeechFeatures
import SpottingSupport
import TestSupport
import Testing

@Suite struct PhoneAlignerTests {
  private let folder = TestFolder()
  private let lexicon = try! PronunciationLexicon(text: "LOW AA\nHIGH IY\n", path: "test")

  private func aligner() throws -> PhoneAligner {
    try PhoneAligner(
      model: TestModels.tonePhones(), lexicon: lexicon, context: TestModels.context)
  }

  private func record(_ name: String, _ words: [ToneWords.Word], duration: Double) -> String {
    folder.write(
      name, samples: ToneWords.samples(words, duration: duration),
      sampleRate: ToneWords.sampleRate)
  }

  /// What comes of files does not depend on the threads that they are aligned on.
  @Test func resultsComeInTheOrderOfTheFiles() throws {
    var files: [(path: String, text: KnownText)] = []
    for number in 0..<20 {
      let start = 0.3 + 0.05 * Double(number)
      let path = record("\(number).wav", [.init("low", start, start + 0.3)], duration: 2)
      files.append((path, .written(number % 7 == 3 ? "..." : "low")))
    }
    files.append((record("short.wav", [], duration: 0.01), .written("low")))
    files.append((folder.path + "/none.wav", .written("low")))
    let aligner = try aligner()
    for jobs in [1, 3] {
      var results: [Result<Alignment, AlignmentError>] = []
      aligner.align(files: files, jobs: jobs) { index, result in
        #expect(index == results.count)
        results.append(result)
      }
      #expect(results.count == files.count)
      for (number, result) in results.prefix(20).enumerated() {
        if number % 7 == 3 {
          #expect(result == .failure(.emptyText))
        } else {
          let start = try result.get().words[0].start
          #expect(abs(start - (0.3 + 0.05 * Double(number))) < 0.03)
        }
      }
      #expect(results[20] == .failure(.tooShort(seconds: 0.01, phones: 1)))
      #expect(results[21] == .failure(.unreadable(.missing(path: files[21].path))))
    }
  }

  /// What a lexicon states is there, however badly it fits; of what rules expect a phone may be missing.
  @Test func statedPhonesAreNotLeftOut() throws {
    let path = record("a.wav", [.init("low", 0.3, 0.8)], duration: 1)
    func phones(_ lexicon: PronunciationLexicon) throws -> [String] {
      let aligner = try PhoneAligner(
        model: TestModels.tonePhones(), lexicon: lexicon, context: TestModels.context)
      var result: [String] = []
      try aligner.align(files: [(path, .written("opt"))], jobs: 1) { _, alignment in
        result = try alignment.get().phones.map(\.phone).filter { $0 != "SIL" }
      }
      return result
    }
    let rules = try Keyword("opt").pronunciations
    #expect(rules.contains(["AA", "P", "T"]))
    #expect(try phones(.init()) == ["AA", "P"])
    let stated = try PronunciationLexicon(text: "OPT AA P T\n", path: "test")
    #expect(try phones(stated) == ["AA", "P", "T"])
  }

  /// Where the posteriors come from is where a recording is aligned, so that none are left waiting.
  @Test func recordingsAreAlignedAsTheyEnd() throws {
    var consumer = try aligner().consumer(text: .written("low"))
    let outcome = consumer.finish(duration: 0.01)
    #expect(outcome == .failure(.tooShort(seconds: 0.01, phones: 1)))
  }
}
