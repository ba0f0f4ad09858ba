import KeywordSpotting
import Testing

@Suite struct CommonWordsTests {
  private let words = CommonWords(
    dictionary: """
      ;;; a comment
      SIX  S IH K S
      SIXTEEN  S IH K S T IY N
      SIXTY  S IH K S T IY
      SIXTIE  S IH K S T IY
      SICKS  S IH K Z
      SICKS(2)  S IH K S AH
      CLASSICS  K L AE S IH K S
      BROKEN  XX
      """)

  @Test func wordsThatContainAnother() {
    let six = ["S", "IH", "K", "S"]
    // In the dictionary's order, each once, not the word itself.
    #expect(
      words.words(containing: [six]) == ["sixteen", "sixty", "sixtie", "sicks", "classics"])
    #expect(words.words(containing: [six, ["K", "L"]]).last == "classics")
    #expect(words.words(containing: [["T", "UW"]]).isEmpty)
    #expect(words.words(containing: [[]]).isEmpty)
  }

  @Test func wordsThatSoundLikeAnother() {
    #expect(words.words(sounding: [["S", "IH", "K", "S"]]) == ["six"])
    #expect(
      words.words(sounding: [["S", "IH", "K", "S", "T", "IY"], ["S", "IH", "K", "S"]])
        == ["six", "sixty", "sixtie"])
    #expect(words.words(sounding: [["T", "UW"]]).isEmpty)
  }

  @Test func keywordsAreWarnedOf() {
    let six = Keyword(name: "six", pronunciations: [["S", "IH", "K", "S"]])
    #expect(six.warnings(words) == ["part of sixteen, sixty, sixtie, sicks and 1 more"])
    let sixty = Keyword(name: "Sixty", pronunciations: [["S", "IH", "K", "S", "T", "IY"]])
    #expect(sixty.warnings(words) == ["sounds like sixtie", "part of sixteen"])
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
