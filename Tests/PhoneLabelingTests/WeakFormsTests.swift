import KeywordSpotting
import PhoneLabeling
import Testing

@Suite struct WeakFormsTests {
  @Test func theyComeBesideTheRules() throws {
    let found = try WeakForms.pronunciations(of: "The", lexicon: .init())
    #expect(found.contains(["DH", "AH"]) && found.contains(["DH", "IY"]))
    #expect(Set(found).count == found.count)
    #expect(try WeakForms.pronunciations(of: "and", lexicon: .init()).contains(["N"]))
    #expect(
      try WeakForms.pronunciations(of: "owl", lexicon: .init()) == Keyword("owl").pronunciations)
  }

  @Test func theUsersLexiconComesInPlaceOfBoth() throws {
    let own = try PronunciationLexicon(text: "the DH UW\n", path: "own.dict")
    #expect(try WeakForms.pronunciations(of: "the", lexicon: own) == [["DH", "UW"]])
    #expect(try WeakForms.pronunciations(of: "to", lexicon: own).contains(["T", "AH"]))
  }
}
