/// The 39 phones of the CMU Pronouncing Dictionary: the labels of every phone network here.
public enum PhoneAlphabet {
  public static let phones = [
    "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH",
    "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH",
    "UW", "V", "W", "Y", "Z", "ZH",
  ]

  private static let known = Set(phones)

  /// The phone without stress digit, in upper case, or `nil` if it is none of the 39.
  public static func normalized(_ phone: some StringProtocol) -> String? {
    let bare = String(phone.uppercased().prefix { $0.isLetter })
    let tail = phone.dropFirst(bare.count)
    guard tail.isEmpty || (tail.count == 1 && "012".contains(tail.first!)) else { return nil }
    return known.contains(bare) ? bare : nil
  }

  private static let indices = Dictionary(uniqueKeysWithValues: zip(phones, 1...))

  /// Phones as labels of a phone network, 1 to 39 in the order of `phones`; 0 is the blank. What is
  /// none of the 39, such as silence, is left out.
  public static func labels(of sequence: [String]) -> [Int] {
    sequence.compactMap { phone in normalized(phone).flatMap { indices[$0] } }
  }

  /// IPA as espeak-ng writes English (1.51, all its English accents), in the 39 phones.
  ///
  /// Non-rhotic diphthongs get the R of the rhotic dictionary form: the networks' labels were
  /// made with such a dictionary whatever the speaker's accent. A flap (ɾ) is a T or a D, which
  /// the caller decides.
  static let fromIPA: [String: [String]] = [
    "æ": ["AE"], "a": ["AE"], "aː": ["AA"], "ɑː": ["AA"], "ɑ": ["AA"], "ɒ": ["AA"],
    "ɔː": ["AO"], "ɔ": ["AO"], "oː": ["AO"], "o": ["OW"], "ɐ": ["AH"], "ə": ["AH"],
    "ʌ": ["AH"], "ɚ": ["ER"], "ɜː": ["ER"], "ɜ": ["ER"], "ɛ": ["EH"], "ɛː": ["EH"], "e": ["EH"],
    "eɪ": ["EY"], "eː": ["EY"], "ɪ": ["IH"], "ᵻ": ["IH"], "ɨ": ["IH"], "i": ["IY"],
    "iː": ["IY"], "iːː": ["IY"], "oʊ": ["OW"], "əʊ": ["OW"], "ʊ": ["UH"], "uː": ["UW"],
    "u": ["UW"], "ʉ": ["UW"], "ʉː": ["UW"], "aɪ": ["AY"], "aʊ": ["AW"], "ɔɪ": ["OY"],
    "aɪə": ["AY", "AH"], "aɪɚ": ["AY", "ER"], "aʊə": ["AW", "AH"], "iə": ["IY", "AH"],
    "iəɹ": ["IH", "R"],
    "əl": ["AH", "L"], "l̩": ["AH", "L"], "n̩": ["AH", "N"], "m̩": ["AH", "M"],
    "ɑːɹ": ["AA", "R"], "ɔːɹ": ["AO", "R"], "oːɹ": ["AO", "R"], "ɛɹ": ["EH", "R"],
    "eə": ["EH", "R"], "ɛə": ["EH", "R"], "ɪɹ": ["IH", "R"], "ɪə": ["IH", "R"],
    "ʊɹ": ["UH", "R"], "ʊə": ["UH", "R"], "əɹ": ["ER"],
    "b": ["B"], "d": ["D"], "f": ["F"], "h": ["HH"], "ç": ["HH"], "j": ["Y"], "k": ["K"],
    "x": ["K"], "l": ["L"], "ɫ": ["L"], "ɬ": ["L"], "m": ["M"], "n": ["N"], "p": ["P"],
    "s": ["S"], "t": ["T"], "ʔ": ["T"], "v": ["V"], "w": ["W"], "ʍ": ["W"], "z": ["Z"],
    "ð": ["DH"], "θ": ["TH"], "ʃ": ["SH"], "ʒ": ["ZH"], "tʃ": ["CH"], "dʒ": ["JH"],
    "ŋ": ["NG"], "ɡ": ["G"], "g": ["G"], "ɹ": ["R"], "r": ["R"],
  ]

  private static let longestSymbol = fromIPA.keys.map(\.unicodeScalars.count).max() ?? 1
  private static let silentMarks: Set<Unicode.Scalar> = [
    "ˈ", "ˌ", "_", " ", "-", "\u{361}", "ʲ", "\u{303}", "ː", ":",
  ]

  /// A stretch of IPA in the 39 phones, longest symbols first; `nil` with a symbol unknown here.
  package static func phones(ofIPA text: String, flap: String) -> [String]? {
    // A colon stands for the length mark in some of espeak-ng's accents.
    let scalars = Array(text.unicodeScalars.map { $0 == ":" ? "ː" : $0 })
    var result: [String] = []
    var position = 0
    scan: while position < scalars.count {
      if scalars[position] == "ɾ" {
        result.append(flap)
        position += 1
        continue
      }
      for length in stride(from: min(longestSymbol, scalars.count - position), to: 0, by: -1) {
        var symbol = String.UnicodeScalarView()
        symbol.append(contentsOf: scalars[position..<(position + length)])
        if let phones = fromIPA[String(symbol)] {
          result.append(contentsOf: phones)
          position += length
          continue scan
        }
      }
      guard silentMarks.contains(scalars[position]) else { return nil }
      position += 1
    }
    return result
  }
}
