import SpeechCorpora
import Testing

@Suite struct CorpusTests {
  private func corpus(speakers: Int, each: Int) -> Corpus {
    Corpus(
      name: "c",
      utterances: (0..<speakers * each).map {
        Utterance(id: "u\($0)", speaker: "s\($0 % speakers)", audioPath: "", words: [])
      })
  }

  @Test(arguments: [0.1, 0.25, 0.5, 1])
  func splitsShareNoSpeaker(share: Double) {
    let whole = corpus(speakers: 20, each: 3)
    let (rest, part) = whole.split(speakerFraction: share, seed: 7)
    #expect(part.speakers.count == Int((20 * share).rounded()))
    #expect(Set(part.speakers).isDisjoint(with: rest.speakers))
    #expect(rest.utterances.count + part.utterances.count == 60)
    #expect(whole.split(speakerFraction: share, seed: 7).part.speakers == part.speakers)
  }

  @Test func theSeedDrawsTheSpeakers() {
    let whole = corpus(speakers: 40, each: 1)
    let one = whole.split(speakerFraction: 0.25, seed: 1).part.speakers
    let other = whole.split(speakerFraction: 0.25, seed: 2).part.speakers
    #expect(one != other)
    // The order of the utterances does not matter.
    let turned = Corpus(name: "c", utterances: whole.utterances.reversed())
    #expect(turned.split(speakerFraction: 0.25, seed: 1).part.speakers == one)
  }

  @Test func aPositiveShareIsAtLeastOneSpeaker() {
    #expect(
      corpus(speakers: 3, each: 1).split(speakerFraction: 0.01, seed: 1).part.speakers.count == 1)
    #expect(corpus(speakers: 3, each: 1).split(speakerFraction: 0, seed: 1).part.utterances.isEmpty)
    // But not the only one, whom nothing would be left without.
    #expect(
      corpus(speakers: 1, each: 3).split(speakerFraction: 0.1, seed: 1).rest.utterances.count == 3)
  }
}

@Suite struct TranscriptTests {
  @Test func wordsAndMarkers() {
    #expect(Transcript.words(" <s> yes  it's <sil> no </s>") == ["YES", "IT'S", "NO"])
    #expect(Transcript.words("").isEmpty)
  }

  @Test func runningText() {
    #expect(
      Transcript.runningWords("\"Don't,\" she said -- 'em dogs' and 'so' (twice).")
        == ["DON'T", "SHE", "SAID", "'EM", "DOGS'", "AND", "SO", "TWICE"])
    #expect(Transcript.runningWords("well-known... - 3rd!") == ["WELL-KNOWN", "3RD"])
  }
}
