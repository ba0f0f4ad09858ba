extension PhoneSet {
  /// The symbol of the International Phonetic Alphabet for one of TIMIT's 61 labels, or for one of
  /// Lee and Hon's that is also TIMIT's; `nil` for silences, `cl` and `vcl`, and what is unknown.
  /// No two labels have the same.
  public static func ipa(ofTIMIT label: some StringProtocol) -> String? {
    ipaSymbols[String(label)]
  }

  /// The symbol for a CMU phone in any of its spellings: that of TIMIT's label of the same name.
  public static func ipa(ofCMU label: some StringProtocol) -> String? {
    cmu.normalized(label).flatMap { ipaSymbols[$0.lowercased()] }
  }

  /// TIMIT's label for an IPA symbol.
  public static func timit(ofIPA symbol: some StringProtocol) -> String? {
    timitLabels[String(symbol)]
  }

  private static let timitLabels = Dictionary(
    uniqueKeysWithValues: ipaSymbols.map { ($0.value, $0.key) })

  private static let ipaSymbols: [String: String] = [
    "iy": "i", "ih": "ɪ", "eh": "ɛ", "ey": "eɪ", "ae": "æ", "aa": "ɑ", "aw": "aʊ", "ay": "aɪ",
    "ah": "ʌ", "ao": "ɔ", "oy": "ɔɪ", "ow": "oʊ", "uh": "ʊ", "uw": "u", "ux": "ʉ", "er": "ɝ",
    "ax": "ə", "ix": "ɨ", "axr": "ɚ", "ax-h": "ə̥",
    "jh": "dʒ", "ch": "tʃ", "b": "b", "d": "d", "g": "ɡ", "p": "p", "t": "t", "k": "k",
    "dx": "ɾ", "q": "ʔ",
    "bcl": "b̚", "dcl": "d̚", "gcl": "ɡ̚", "pcl": "p̚", "tcl": "t̚", "kcl": "k̚",
    "s": "s", "sh": "ʃ", "z": "z", "zh": "ʒ", "f": "f", "th": "θ", "v": "v", "dh": "ð",
    "m": "m", "n": "n", "ng": "ŋ", "em": "m̩", "en": "n̩", "eng": "ŋ̍", "nx": "ɾ̃",
    "l": "l", "r": "ɹ", "w": "w", "y": "j", "hh": "h", "hv": "ɦ", "el": "l̩",
  ]
}
