internal import Foundation

/// How long phones last: what keeps a known text's phones from being squeezed to nothing where they are
/// said unlike what the network expects, and from spreading over their neighbours.
enum PhoneDurations {
  /// Seconds beyond which a phone scores no less for lasting longer.
  static let longest = 0.5

  /// Log units for a phone e times as long, or as short, as it is typically; by the place of borders
  /// in speech that the network did not learn from as it is (`corpora/phones/README.md`).
  static let stiffness = 8.0

  /// Seconds by the phones of the CMU dictionary, but for silence: geometric means in 4.2 h of
  /// speechocean762 and AN4 (their training parts) and LibriSpeech, as `tyto corpus align` found them
  /// without such a table.
  static let typical: [String: Double] = [
    "AA": 0.114, "AE": 0.110, "AH": 0.061, "AO": 0.107, "AW": 0.158, "AY": 0.172, "B": 0.086,
    "CH": 0.162, "D": 0.064, "DH": 0.070, "EH": 0.108, "ER": 0.105, "EY": 0.142, "F": 0.119,
    "G": 0.096, "HH": 0.107, "IH": 0.075, "IY": 0.125, "JH": 0.143, "K": 0.109, "L": 0.054,
    "M": 0.091, "N": 0.075, "NG": 0.096, "OW": 0.148, "OY": 0.207, "P": 0.105, "R": 0.064,
    "S": 0.121, "SH": 0.159, "T": 0.090, "TH": 0.118, "UH": 0.076, "UW": 0.125, "V": 0.065,
    "W": 0.107, "Y": 0.097, "Z": 0.110, "ZH": 0.088,
  ]

  /// The logarithm of how well a duration suits a phone, up to a constant: that of a log-normal density
  /// (per log second) of a fixed width.
  static func score(of duration: Double, typical: Double) -> Double {
    let ratio = log(duration / typical)
    return -stiffness * ratio * ratio
  }
}
