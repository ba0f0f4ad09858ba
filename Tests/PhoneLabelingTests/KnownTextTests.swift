import PhoneLabeling
import SpeechCorpora
import Testing

@Suite struct KnownTextTests {
  private let utterance = Utterance(
    id: "1", speaker: "ann", audioPath: "1.wav", words: ["GO", "ON"],
    wordSegments: [
      Segment(start: 100, end: 300, label: "GO"), Segment(start: 300, end: 500, label: "ON"),
    ],
    phoneSegments: [
      Segment(start: 0, end: 100, label: "sil"), Segment(start: 100, end: 180, label: "G"),
      Segment(start: 180, end: 300, label: "OW1"), Segment(start: 300, end: 420, label: "AA0_B"),
      Segment(start: 420, end: 500, label: "N"), Segment(start: 500, end: 600, label: "SIL"),
    ])

  @Test func phonesGoToTheirWords() {
    #expect(
      KnownText(utterance)
        == .heard([
          .init(word: "GO", phones: ["G", "OW"]), .init(word: "ON", phones: ["AA", "N"]),
        ]))
  }

  @Test func whatDoesNotFitIsTakenByItsText() {
    let text = KnownText.written("GO ON")
    var other = utterance
    other.phoneSegments = nil
    #expect(KnownText(other) == text)
    other = utterance
    other.wordSegments?.removeLast()
    #expect(KnownText(other) == text)
    // A phone outside of all words, one of another alphabet, a word without phones.
    other = utterance
    other.phoneSegments?[0].label = "T"
    #expect(KnownText(other) == text)
    other.phoneSegments?[0].label = "bcl"
    #expect(KnownText(other) == text)
    other = utterance
    other.phoneSegments?.removeSubrange(3...4)
    #expect(KnownText(other) == text)
  }
}
