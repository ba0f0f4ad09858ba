/// A table that takes each phone of one set to a phone of a smaller one, or to nothing.
public struct PhoneFolding: Sendable, Equatable {
  public let source: PhoneSet
  public let target: PhoneSet
  private let table: [String: String]
  /// Labels that fold to nothing: the stretch is left out.
  public let dropped: Set<String>

  /// Labels not in `changes` and not `dropped` keep their names.
  private init(
    from source: PhoneSet, to target: PhoneSet, changes: [String: String],
    dropped: Set<String> = []
  ) {
    self.source = source
    self.target = target
    self.dropped = dropped
    var table: [String: String] = [:]
    for phone in source.phones where !dropped.contains(phone) {
      table[phone] = changes[phone] ?? phone
    }
    self.table = table
  }

  /// The target's label, or `nil` if the label folds to nothing or is not the source's.
  public func fold(_ label: some StringProtocol) -> String? {
    source.normalized(label).flatMap { table[$0] }
  }

  /// The target's index for each of the source's; `nil` where it folds to nothing.
  public var indices: [Int?] {
    source.phones.map { phone in table[phone].flatMap { target.index(of: $0) } }
  }

  /// Folded labels of a sequence, what folds to nothing left out. Neighbours that become equal stay
  /// apart, as when Lee and Hon count errors, unless they are to be joined.
  public func fold(_ labels: [String], joiningEqual: Bool = false) -> [String] {
    var result: [String] = []
    for label in labels {
      guard let folded = fold(label) else { continue }
      if !joiningEqual || result.last != folded { result.append(folded) }
    }
    return result
  }

  /// Folded stretches: those that fold to nothing leave a gap, neighbours of equal labels that touch
  /// become one.
  public func fold(_ segments: [Segment]) -> [Segment] {
    var result: [Segment] = []
    for segment in segments {
      guard let label = fold(segment.label) else { continue }
      if let last = result.last, last.label == label, last.end == segment.start {
        result[result.count - 1].end = segment.end
      } else {
        result.append(Segment(start: segment.start, end: segment.end, label: label))
      }
    }
    return result
  }

  /// This folding, then another of its target.
  public func then(_ next: PhoneFolding) -> PhoneFolding {
    precondition(next.source == target, "the second folding must begin where the first ends")
    var changes: [String: String] = [:]
    var dropped = self.dropped
    for (phone, middle) in table {
      if let last = next.table[middle] { changes[phone] = last } else { dropped.insert(phone) }
    }
    return PhoneFolding(from: source, to: next.target, changes: changes, dropped: dropped)
  }
}

extension PhoneFolding {
  /// Lee and Hon (1989), table I: allophones join their phonemes, closures become `cl` and `vcl`,
  /// pauses `sil`; the glottal stop `q` is left out.
  public static let timit61To48 = PhoneFolding(
    from: .timit61, to: .leeHon48,
    changes: [
      "ux": "uw", "axr": "er", "ax-h": "ax", "em": "m", "eng": "ng", "nx": "n", "hv": "hh",
      "pcl": "cl", "tcl": "cl", "kcl": "cl", "bcl": "vcl", "dcl": "vcl", "gcl": "vcl",
      "pau": "sil", "h#": "sil",
    ],
    dropped: ["q"])

  /// Lee and Hon (1989): errors are not counted within {sil, cl, vcl, epi}, {el, l}, {en, n},
  /// {sh, zh}, {ao, aa}, {ih, ix} and {ah, ax}.
  public static let leeHon48To39 = PhoneFolding(
    from: .leeHon48, to: .leeHon39,
    changes: [
      "cl": "sil", "vcl": "sil", "epi": "sil", "el": "l", "en": "n", "zh": "sh", "ao": "aa",
      "ix": "ih", "ax": "ah",
    ])

  public static let timit61To39 = timit61To48.then(leeHon48To39)

  /// CMU's phones in Lee and Hon's classes. The dictionary has no flap and no closures, so `dx` is
  /// never reached, and `sil` only from `SIL`.
  public static let cmuTo39 = PhoneFolding(
    from: .cmu, to: .leeHon39,
    changes: Dictionary(
      uniqueKeysWithValues: PhoneSet.cmu.phones.map { phone in
        let name = phone.lowercased()
        return (phone, ["ao": "aa", "zh": "sh"][name] ?? name)
      }))

  /// IPA symbols (`PhoneSet.ipa`) in Lee and Hon's classes, by way of TIMIT's labels.
  public static let ipaTo39 = PhoneFolding(
    from: .ipa, to: .leeHon39,
    changes: Dictionary(
      uniqueKeysWithValues: PhoneSet.ipa.phones.compactMap { symbol in
        if symbol == "SIL" { return (symbol, "sil") }
        return PhoneSet.timit(ofIPA: symbol).flatMap { timit61To39.fold($0) }.map { (symbol, $0) }
      }),
    dropped: ["ʔ"])

  /// The folding of a set into the 39 classes; `nil` for the 39 themselves.
  public static func to39(from set: PhoneSet) -> PhoneFolding? {
    [timit61To39, leeHon48To39, cmuTo39, ipaTo39].first { $0.source == set }
  }
}
