package import KeywordSpotting

/// How function words are said when nothing stresses them: vowels reduced, H and final stops gone.
/// Dictionaries and espeak-ng's rules tell how they are said alone.
package enum WeakForms {
  /// All ways to say a word: those of the lexicon, or else of espeak-ng's rules with its weak forms
  /// beside them, each once.
  package static func pronunciations(
    of word: String, lexicon: PronunciationLexicon
  ) throws(PronunciationError) -> [[String]] {
    var result = try Keyword(word, lexicon: lexicon).pronunciations
    if lexicon[word] == nil {
      for form in forms[word] ?? [] where !result.contains(form) { result.append(form) }
    }
    return result
  }

  private static let forms: PronunciationLexicon = {
    do {
      return try PronunciationLexicon(text: text, path: "weak forms")
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  private static let text = """
    A AH
    AN AH N
    AND AE N D
    AND AH N D
    AND AH N
    AND N
    ARE ER
    AS AH Z
    AT AH T
    BECAUSE B IH K AH Z
    BEEN B IH N
    BEEN B IY N
    CAN K AH N
    COULD K AH D
    DO D AH
    FOR F ER
    FROM F R AA M
    HAD AE D
    HAD AH D
    HAS AE Z
    HAVE AE V
    HAVE AH V
    HE IY
    HER ER
    HIM IH M
    HIS IH Z
    INTO IH N T AH
    JUST JH AH S
    JUST JH IH S T
    MUST M AH S
    OF AH
    OF AH V
    ON AO N
    OR ER
    OUR AA R
    SHOULD SH AH D
    THAT DH AH T
    THAN DH AH N
    THE DH AH
    THE DH IH
    THE DH IY
    THEM DH AH M
    TO T AH
    TO T IH
    WAS W AA Z
    WOULD W AH D
    YOU Y AH
    YOUR Y ER
    """
}
