import KeywordSpotting
import Testing

@Suite struct CommonWordsTests {
  private let words = CommonWords(
    dictionary: """
      ;;; a comment
      SIX  S IH K S
      SIXTEEN  S IH K S T IY N
      SIXTY  S IH K S T IY
      SIXTIE(2)  S IH K S T IY
      SICKS  S IH K Z
      SICKS(2)  S IH K S AH
      CLASSICS  K L AE S IH K S
      BROKEN  XX
      """)

  @Test func wordsThatContainAnother() {
    let found = words.words(containing: ["S", "IH", "K", "S"])
    // In the dictionary's order, each pronunciation once, not the word itself.
    #expect(found.map(\.word) == ["sixteen", "sixty", "sicks", "classics"])
    #expect(found.map(\.rank) == [1, 2, 4, 5])
    #expect(found[1].labels == PhoneAlphabet.labels(of: ["S", "IH", "K", "S", "T", "IY"]))
    #expect(words.words(containing: ["S", "IH", "K", "S"], limit: 1).count == 1)
    #expect(words.words(containing: ["T", "UW"]).isEmpty)
    #expect(words.words(containing: []).isEmpty)
  }

  @Test func keywordsAreWarnedOf() {
    let six = Keyword(name: "six", pronunciations: [["S", "IH", "K", "S"]])
    #expect(six.warnings(words) == ["part of sixteen, sixty, sicks, classics"])
    let two = Keyword(name: "two", pronunciations: [["T", "UW"]])
    #expect(two.warnings(words) == ["2 phones: other speech will often sound like it"])
    let sixteen = Keyword(name: "sixteen", pronunciations: [["S", "IH", "K", "S", "T", "IY", "N"]])
    #expect(sixteen.warnings(words).isEmpty)
  }

  @Test func theBoxHasWords() {
    let six = Keyword(name: "six", pronunciations: [["S", "IH", "K", "S"]])
    #expect(six.warnings().first?.contains("sixty") == true)
  }
}
