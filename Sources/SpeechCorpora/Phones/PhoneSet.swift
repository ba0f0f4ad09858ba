/// A set of phone labels, in a fixed order.
public struct PhoneSet: Sendable, Equatable {
  public let name: String
  /// Silences among them.
  public let phones: [String]
  /// Those that stand for no speech.
  public let silences: Set<String>
  /// Other spellings: what is not listed stands for itself.
  private let spellings: Spellings
  private let indices: [String: Int]

  private enum Spellings: Sendable, Equatable {
    case exact
    /// Upper case; a stress digit and a position suffix may follow (`AH0_B`).
    case cmu
  }

  private init(
    _ name: String, _ phones: [String], silences: Set<String>, spellings: Spellings = .exact
  ) {
    self.name = name
    self.phones = phones
    self.silences = silences
    self.spellings = spellings
    indices = Dictionary(uniqueKeysWithValues: zip(phones, 0...))
  }

  public var count: Int { phones.count }

  /// The place of a label, in any of its spellings, among `phones`.
  public func index(of label: some StringProtocol) -> Int? {
    indices[String(label)] ?? normalized(label).flatMap { indices[$0] }
  }

  public func contains(_ label: some StringProtocol) -> Bool { index(of: label) != nil }

  /// The label as `phones` spells it, or `nil` if it is none of them. CMU's phones lose their stress
  /// digit (0, 1, 2) and Kaldi's position suffix (`_B`, `_E`, `_I`, `_S`), and the silences of
  /// aligners (`sil`, `sp`, `<sil>`, `spn`, …) are `SIL`.
  public func normalized(_ label: some StringProtocol) -> String? {
    let label = String(label)
    if indices[label] != nil { return label }
    guard spellings == .cmu else { return nil }
    if Self.alignersSilences.contains(label.lowercased()) { return "SIL" }
    var bare = label[...]
    if let mark = bare.lastIndex(of: "_"), ["B", "E", "I", "S"].contains(bare[mark...].dropFirst())
    {
      bare = bare[..<mark]
    }
    if let digit = bare.last, "012".contains(digit) { bare = bare.dropLast() }
    let phone = bare.uppercased()
    return indices[phone] != nil ? phone : nil
  }

  private static let alignersSilences: Set<String> = [
    "", "sil", "sp", "spn", "nsn", "<sil>", "<eps>", "pau",
  ]
}

extension PhoneSet {
  /// The 61 labels of TIMIT's transcriptions (`phoncode.doc`).
  public static let timit61 = PhoneSet(
    "TIMIT 61",
    [
      "iy", "ih", "eh", "ey", "ae", "aa", "aw", "ay", "ah", "ao", "oy", "ow", "uh", "uw", "ux",
      "er", "ax", "ix", "axr", "ax-h", "jh", "ch", "b", "d", "g", "p", "t", "k", "dx", "q",
      "bcl", "dcl", "gcl", "pcl", "tcl", "kcl", "s", "sh", "z", "zh", "f", "th", "v", "dh",
      "m", "n", "ng", "em", "en", "eng", "nx", "l", "r", "w", "y", "hh", "hv", "el",
      "pau", "epi", "h#",
    ],
    silences: ["pau", "epi", "h#"])

  /// The 48 phones that Lee and Hon train (IEEE Trans. ASSP 37(11), 1989, table I).
  public static let leeHon48 = PhoneSet(
    "Lee and Hon 48",
    [
      "iy", "ih", "eh", "ey", "ae", "aa", "aw", "ay", "ah", "ao", "oy", "ow", "uh", "uw", "er",
      "ax", "ix", "jh", "ch", "b", "d", "g", "p", "t", "k", "dx", "s", "sh", "z", "zh", "f", "th",
      "v", "dh", "m", "n", "ng", "en", "l", "r", "w", "y", "hh", "el", "cl", "vcl", "epi", "sil",
    ],
    silences: ["cl", "vcl", "epi", "sil"])

  /// The 39 classes in which Lee and Hon, and everyone since, count errors.
  public static let leeHon39 = PhoneSet(
    "Lee and Hon 39",
    [
      "iy", "ih", "eh", "ey", "ae", "aa", "aw", "ay", "ah", "oy", "ow", "uh", "uw", "er", "jh",
      "ch", "b", "d", "g", "p", "t", "k", "dx", "s", "sh", "z", "f", "th", "v", "dh", "m", "n",
      "ng", "l", "r", "w", "y", "hh", "sil",
    ],
    silences: ["sil"])

  /// The 39 phones of the CMU Pronouncing Dictionary (ARPAbet) and `SIL`.
  public static let cmu = PhoneSet(
    "CMU 39 and SIL",
    [
      "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH",
      "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH",
      "UW", "V", "W", "Y", "Z", "ZH", "SIL",
    ],
    silences: ["SIL"], spellings: .cmu)

  /// The IPA symbols of TIMIT's speech labels (`ipa(ofTIMIT:)`) and `SIL`.
  public static let ipa = PhoneSet(
    "IPA", timit61.phones.compactMap { ipa(ofTIMIT: $0) } + ["SIL"], silences: ["SIL"])

  /// Every set here; a corpus's labels are told by trying them in this order.
  public static let all: [PhoneSet] = [timit61, leeHon39, leeHon48, cmu, ipa]

  /// The set that leaves the fewest of these labels unknown, the first of several; `nil` if none
  /// knows half of them.
  public static func matching(_ labels: some Collection<String>) -> PhoneSet? {
    guard !labels.isEmpty else { return nil }
    var best: (set: PhoneSet, unknown: Int)?
    for set in all {
      let unknown = labels.count { !set.contains($0) }
      if unknown < best?.unknown ?? .max { best = (set, unknown) }
    }
    return best.flatMap { 2 * $0.unknown <= labels.count ? $0.set : nil }
  }
}
