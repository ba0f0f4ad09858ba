import PhoneLabeling
import Testing

@Suite struct OmissionsTests {
  /// What may be left out, in brackets.
  @Test(arguments: [
    ("F AE K T S", "", "F AE K [T] S"), ("JH AH S T", "", "JH AH S [T]"),
    ("T W EH N T IY", "", "T W EH N [T] IY"), ("L IH T AH L", "", "L IH T [AH] L"),
    ("B AH T AH N Z", "", "B AH T [AH] N Z"), ("AE S K T", "", "AE S [K] [T]"),
    ("DH IH S", "S", "DH IH [S]"), ("HH IH Z", "SH", "HH IH [Z]"), ("G UH D", "T", "G UH [D]"),
    // Nothing: a vowel before, a glide after, an R, no other vowel, the only consonant.
    ("K AE T", "", "K AE T"), ("AE N T R AH M", "", "AE N T R AH M"),
    ("P AA R T", "", "P AA R T"), ("F AH N", "", "F AH N"), ("AH L AO NG", "", "AH L AO NG"),
    ("DH IH S", "AA T", "DH IH S"), ("AE T", "T", "AE T"), ("T UW", "UW", "T UW"), ("T", "T", "T"),
  ])
  func places(phones: String, next: String, expected: String) {
    let phones = phones.split(separator: " ").map { String($0) }
    let found = Omissions.places(
      in: phones, before: Set(next.split(separator: " ").map { String($0) }))
    let shown = zip(phones, found).map { $1 ? "[\($0)]" : $0 }.joined(separator: " ")
    #expect(shown == expected)
  }

  @Test func aPhoneIsAlwaysLeft() {
    #expect(Omissions.places(in: [], before: []) == [])
    for phone in ["S", "T", "AH"] {
      #expect(Omissions.places(in: [phone], before: [phone]) == [false])
    }
  }
}
