import SpeechCorpora
import Testing

@Suite struct PhoneSetTests {
  @Test func sizes() {
    #expect(PhoneSet.timit61.count == 61 && PhoneSet.leeHon48.count == 48)
    #expect(PhoneSet.leeHon39.count == 39 && PhoneSet.cmu.count == 40)
    for set in PhoneSet.all {
      #expect(Set(set.phones).count == set.count, "\(set.name)")
      #expect(set.silences.isSubset(of: set.phones))
    }
  }

  @Test func spellings() {
    let cmu = PhoneSet.cmu
    for label in ["AH", "AH0", "ah1", "AH2_B", "AH_S"] { #expect(cmu.normalized(label) == "AH") }
    for label in ["sil", "SIL", "sp", "<eps>", "spn", ""] {
      #expect(cmu.normalized(label) == "SIL")
    }
    for label in ["AX", "AH3", "AH_X", "B1B"] { #expect(cmu.normalized(label) == nil) }
    #expect(PhoneSet.timit61.index(of: "AH") == nil)
  }

  @Test func setsAreToldByTheirLabels() {
    #expect(PhoneSet.matching(["h#", "sh", "ix", "tcl"]) == .timit61)
    #expect(PhoneSet.matching(["SIL", "AH0", "T"]) == .cmu)
    #expect(PhoneSet.matching(["sil", "cl", "vcl", "ax"]) == .leeHon48)
    #expect(PhoneSet.matching(["sil", "sh", "ih"]) == .leeHon39)
    #expect(PhoneSet.matching(["ə", "ʃ"]) == .ipa)
    #expect(PhoneSet.matching(["?", "!"]) == nil && PhoneSet.matching([String]()) == nil)
  }
}

@Suite struct PhoneFoldingTests {
  /// The groups of Lee and Hon (1989), table I and section on scoring, written down once more: each
  /// class of the 39 with all of the 61 that fold to it.
  static let classes: [String: Set<String>] = [
    "iy": ["iy"], "ih": ["ih", "ix"], "eh": ["eh"], "ey": ["ey"], "ae": ["ae"],
    "aa": ["aa", "ao"], "aw": ["aw"], "ay": ["ay"], "ah": ["ah", "ax", "ax-h"], "oy": ["oy"],
    "ow": ["ow"], "uh": ["uh"], "uw": ["uw", "ux"], "er": ["er", "axr"], "jh": ["jh"],
    "ch": ["ch"], "b": ["b"], "d": ["d"], "g": ["g"], "p": ["p"], "t": ["t"], "k": ["k"],
    "dx": ["dx"], "s": ["s"], "sh": ["sh", "zh"], "z": ["z"], "f": ["f"], "th": ["th"],
    "v": ["v"], "dh": ["dh"], "m": ["m", "em"], "n": ["n", "en", "nx"], "ng": ["ng", "eng"],
    "l": ["l", "el"], "r": ["r"], "w": ["w"], "y": ["y"], "hh": ["hh", "hv"],
    "sil": ["pcl", "tcl", "kcl", "bcl", "dcl", "gcl", "h#", "pau", "epi"],
  ]

  @Test func sixtyOneToThirtyNine() {
    var seen: Set<String> = []
    for (target, sources) in Self.classes {
      for source in sources {
        #expect(PhoneFolding.timit61To39.fold(source) == target)
        seen.insert(source)
      }
    }
    #expect(seen.count == 60 && PhoneFolding.timit61To39.fold("q") == nil)
    #expect(Set(Self.classes.keys) == Set(PhoneSet.leeHon39.phones))
  }

  @Test func throughFortyEight() {
    let reached = Set(PhoneSet.timit61.phones.compactMap { PhoneFolding.timit61To48.fold($0) })
    #expect(reached == Set(PhoneSet.leeHon48.phones))
    for phone in PhoneSet.timit61.phones {
      let middle = PhoneFolding.timit61To48.fold(phone)
      #expect(
        middle.flatMap { PhoneFolding.leeHon48To39.fold($0) }
          == PhoneFolding.timit61To39.fold(phone))
    }
  }

  @Test func dictionaryPhones() {
    let reached = Set(PhoneSet.cmu.phones.compactMap { PhoneFolding.cmuTo39.fold($0) })
    #expect(reached == Set(PhoneSet.leeHon39.phones).subtracting(["dx"]))
    #expect(PhoneFolding.cmuTo39.fold("AO2_E") == "aa" && PhoneFolding.cmuTo39.fold("zz") == nil)
  }

  @Test func ipaThereAndBack() {
    for phone in PhoneSet.timit61.phones {
      guard let symbol = PhoneSet.ipa(ofTIMIT: phone) else { continue }
      #expect(PhoneSet.timit(ofIPA: symbol) == phone)
      #expect(PhoneFolding.ipaTo39.fold(symbol) == PhoneFolding.timit61To39.fold(phone))
    }
    #expect(PhoneSet.ipa(ofCMU: "DH") == "ð" && PhoneSet.ipa(ofTIMIT: "tcl") == "t̚")
  }

  @Test func sequencesAndSegments() {
    let folding = PhoneFolding.timit61To39
    #expect(folding.fold(["tcl", "t", "q", "pau", "h#"]) == ["sil", "t", "sil", "sil"])
    #expect(folding.fold(["pau", "h#", "s"], joiningEqual: true) == ["sil", "s"])
    let segments = [
      Segment(start: 0, end: 5, label: "pau"), Segment(start: 5, end: 9, label: "tcl"),
      Segment(start: 9, end: 12, label: "q"), Segment(start: 12, end: 20, label: "epi"),
    ]
    #expect(
      folding.fold(segments) == [
        Segment(start: 0, end: 9, label: "sil"), Segment(start: 12, end: 20, label: "sil"),
      ])
  }
}
