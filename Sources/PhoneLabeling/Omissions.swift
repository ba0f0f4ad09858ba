/// Which phones of a word people leave out as they speak: stops beside consonants (*facts*, *just*, *twenty*), the
/// vowel before an L, M or N that makes a syllable of its own (*little*, *button*), and one of two consonants alike
/// where words meet (*this sister*).
package enum Omissions {
  /// Log units that leaving one out costs: so many that voices which say everything lose a phone in 400
  /// (`corpora/phones/README.md`).
  package static let cost: Float = 12

  /// For each phone of a word, of the CMU dictionary, whether it may be left out; not all may.
  ///
  /// - Parameter next: the phones that the next word may begin with.
  package static func places(in phones: [String], before next: Set<String>) -> [Bool] {
    let result = phones.indices.map { place in
      guard place > 0 else { return false }
      let (phone, before) = (phones[place], phones[place - 1])
      guard place + 1 < phones.count else {
        return stops.contains(phone) && isFirm(before)
          || phones.count > 2 && !next.isDisjoint(with: merging[phone] ?? [phone])
            && !vowels.contains(phone)
      }
      let after = phones[place + 1]
      switch phone {
      case "AH":
        let beyond = place + 2 < phones.count ? phones[place + 2] : nil
        return !vowels.contains(before) && !glides.contains(before)
          && ["L", "M", "N"].contains(after)
          && !(beyond.map(vowels.contains) ?? false)
          && phones.count(where: vowels.contains) > 1
      case "T" where before == "N" && vowels.contains(after): return true
      default:
        return (stops.contains(phone) || ["K", "P"].contains(phone)) && isFirm(before)
          && !vowels.contains(after) && !glides.contains(after)
      }
    }
    return result.contains(false) ? result : result.map { _ in false }
  }

  /// Consonants after which a stop is heard badly.
  private static func isFirm(_ phone: String) -> Bool { !vowels.contains(phone) && phone != "R" }

  private static let stops: Set = ["T", "D"]
  private static let glides: Set = ["L", "R", "W", "Y"]
  private static let vowels: Set = [
    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW",
  ]

  /// What the end of a word may be lost in, beside its like.
  private static let merging: [String: Set<String>] = [
    "T": ["T", "D", "CH", "JH", "DH", "TH"], "D": ["T", "D", "CH", "JH", "DH", "TH"],
    "S": ["S", "Z", "SH"], "Z": ["S", "Z", "SH"],
  ]
}
