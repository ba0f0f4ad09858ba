import SpeechCorpora
import TestSupport
import Testing

@Suite struct CorpusCheckTests {
  private let folder = TestFolder()

  init() {
    folder.write("wav.scp", "u1 u1.wav\nu2 u2.wav\nu3 gone.wav\nu4 bad.wav\n")
    folder.write("text", "u1 yes\nu2\nu3 no\nu4 no\nu5 lost\n")
    folder.write("utt2spk", "u1 a\nu2 a\nu3 b\nu4 b\n")
    for name in ["u1", "u2"] {
      folder.write(
        "\(name).wav", samples: [Float](repeating: 0, count: 8000), sampleRate: 16000)
    }
    folder.write("bad.wav", "not audio")
    folder.write("align/u1.phn", "0 3000 SIL\n2000 4000 Y\n4000 9000 EH1\n9000 9100 Q9\n")
  }

  private func check(_ depth: CorpusCheck.Depth = .headers) throws -> CorpusCheck {
    try CorpusReference(layout: .kaldi, path: folder.path).check(root: "", depth: depth)
  }

  @Test func countsAndProblems() throws {
    let found = try check()
    #expect(found.utteranceCount == 4 && found.speakers == ["a": 2, "b": 2])
    #expect(found.seconds == 1 && found.sampleRates == [16000: 2])
    #expect(found.vocabulary == ["YES": 1, "NO": 2] && found.withPhoneTimes == 1)
    #expect(found.phoneSet == PhoneSet.cmu.name)
    #expect(!found.isSound && found.problemCount == found.problems.count)
    func lines(_ kind: CorpusProblem.Kind) -> [String] {
      found.problems.filter { $0.kind == kind }.map {
        String($0.path.dropFirst(folder.path.count + 1)) + ($0.line.map { ":\($0)" } ?? "")
      }
    }
    #expect(lines(.missingAudio).count == 1 && lines(.unreadableAudio).count == 1)
    #expect(lines(.withoutText).count == 1)
    #expect(lines(.withoutRecording) == ["text:5"])
    #expect(lines(.timesOutOfOrder) == ["align/u1.phn:2"])
    #expect(lines(.timesOutOfRange) == ["align/u1.phn:3"])
    #expect(lines(.unknownPhone) == ["align/u1.phn:4"])
  }

  @Test func depthsSeeAsMuchAsTheyLookAt() throws {
    let names = try check(.names)
    #expect(names.seconds == nil && names.problems.contains { $0.kind == .missingAudio })
    #expect(!names.problems.contains { $0.kind == .unreadableAudio })
    #expect(try check(.samples).seconds == 1)
  }
}

/// What is known of the corpora that are lent, by their own documentation.
@Suite struct LentCorporaTests {
  private func corpus(
    _ layout: CorpusLayout, _ name: String, part: String? = nil
  ) throws -> Corpus {
    let path = try #require(LentCorpora.path(name))
    // Nothing tells noises from words.
    if layout != .noise { #expect(try CorpusLayout.detect(at: path) == layout) }
    return try CorpusReference(layout: layout, path: path, part: part).load(root: "")
  }

  @Test(.enabled(if: LentCorpora.path("speechocean762") != nil, "\(LentCorpora.missing)"))
  func speechocean() throws {
    for part in ["train", "test"] {
      let found = try corpus(.kaldi, "speechocean762", part: part)
      #expect(found.utterances.count == 2500 && found.speakers.count == 125)
    }
    let all = try corpus(.kaldi, "speechocean762")
    #expect(all.speakers.count == 250)
    #expect(all.utterances.count { $0.phoneSegments == nil } >= 73)
  }

  @Test(.enabled(if: LentCorpora.path("an4") != nil, "\(LentCorpora.missing)"))
  func an4() throws {
    let train = try corpus(.an4, "an4", part: "train")
    let test = try corpus(.an4, "an4", part: "test")
    #expect(train.utterances.count + test.utterances.count == 1078)
    #expect(train.speakers.count + test.speakers.count == 84)
    #expect(Set(train.speakers).isDisjoint(with: test.speakers))
  }

  @Test(.enabled(if: LentCorpora.path("timit_sample") != nil, "\(LentCorpora.missing)"))
  func timit() throws {
    let found = try corpus(.timit, "timit_sample")
    #expect(found.utterances.count == 80 && found.speakers.count == 8)
    let labels = Set(found.utterances.flatMap { ($0.phoneSegments ?? []).map(\.label) })
    #expect(labels.isSubset(of: PhoneSet.timit61.phones) && labels.count > 55)
  }

  @Test(.enabled(if: LentCorpora.path("fsdd") != nil, "\(LentCorpora.missing)"))
  func digits() throws {
    let found = try corpus(.fsdd, "fsdd")
    #expect(found.utterances.count == 1500 && found.speakers.count == 6)
  }

  @Test(.enabled(if: LentCorpora.path("dspspeech8") != nil, "\(LentCorpora.missing)"))
  func words() throws {
    let found = try corpus(.words, "dspspeech8")
    #expect(found.speakers.count == 24)
    #expect(Set(found.utterances.flatMap(\.words)).count == 8)
  }

  @Test(.enabled(if: LentCorpora.path("librispeech_native") != nil, "\(LentCorpora.missing)"))
  func natives() throws {
    let found = try corpus(.transcribed, "librispeech_native")
    #expect(found.utterances.count == 179 && found.speakers.count == 179)
  }

  @Test(.enabled(if: LentCorpora.path("kokoro_synth") != nil, "\(LentCorpora.missing)"))
  func synthetic() throws {
    let found = try corpus(.transcribed, "kokoro_synth")
    #expect(found.utterances.count == 1884 && found.speakers.count == 28)
  }

  @Test(.enabled(if: LentCorpora.path("esc10_noise") != nil, "\(LentCorpora.missing)"))
  func noise() throws {
    let found = try corpus(.noise, "esc10_noise")
    #expect(found.utterances.count == 400 && found.speakers.count == 10)
  }
}
