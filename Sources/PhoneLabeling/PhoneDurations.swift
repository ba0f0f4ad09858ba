package import DenseMath
internal import Foundation
internal import SpeechCorpora

/// How long phones last: what keeps a known text's phones from being squeezed to nothing where they
/// are said unlike what the network expects, and from spreading over their neighbours.
package enum PhoneDurations {
  /// Seconds beyond which a phone scores no less for lasting longer.
  package static let longest = 0.5

  /// Log units for a phone e times as long, or as short, as it is typically; by the place of borders
  /// in speech that the network did not learn from as it is (`corpora/phones/README.md`).
  static let stiffness = 8.0

  /// Seconds by the phones of the CMU dictionary, but for silence: geometric means in 4.2 h of
  /// speechocean762 and AN4 (their training parts) and LibriSpeech, as `tyto corpus align` found them
  /// without such a table.
  package static let typical: [String: Double] = [
    "AA": 0.114, "AE": 0.110, "AH": 0.061, "AO": 0.107, "AW": 0.158, "AY": 0.172, "B": 0.086,
    "CH": 0.162, "D": 0.064, "DH": 0.070, "EH": 0.108, "ER": 0.105, "EY": 0.142, "F": 0.119,
    "G": 0.096, "HH": 0.107, "IH": 0.075, "IY": 0.125, "JH": 0.143, "K": 0.109, "L": 0.054,
    "M": 0.091, "N": 0.075, "NG": 0.096, "OW": 0.148, "OY": 0.207, "P": 0.105, "R": 0.064,
    "S": 0.121, "SH": 0.159, "T": 0.090, "TH": 0.118, "UH": 0.076, "UW": 0.125, "V": 0.065,
    "W": 0.107, "Y": 0.097, "Z": 0.110, "ZH": 0.088,
  ]

  /// What each label scores by the frames that it lasts, as `Viterbi.path` takes it; pauses may be of
  /// any length.
  ///
  /// - Parameters:
  ///   - labels: the labels by the phones of the CMU dictionary. Where one stands for several phones,
  ///     the first of them counts, which is the commoner (AA before AO, SH before ZH).
  ///   - count: how many labels there are.
  ///   - step: seconds a frame.
  ///   - minimum: seconds that a label lasts at least.
  package static func scores(
    of labels: [String: Int], count: Int, step: Double, minimum: Double
  ) -> Matrix {
    let least = max(1, Int((minimum / step).rounded()))
    var result = Matrix(
      rows: count, columns: max(least, Int((longest / step).rounded())))
    for phone in PhoneSet.cmu.phones.reversed() {
      guard let label = labels[phone], let typical = typical[phone] else { continue }
      for place in 0..<result.columns {
        result[label, place] = Float(score(of: Double(place + 1) * step, typical: typical))
      }
    }
    for label in 0..<count {
      for place in 0..<least - 1 { result[label, place] = -.infinity }
    }
    return result
  }

  /// The logarithm of how well a duration suits a phone, up to a constant: that of a log-normal
  /// density (per log second) of a fixed width.
  private static func score(of duration: Double, typical: Double) -> Double {
    let ratio = log(duration / typical)
    return -stiffness * ratio * ratio
  }
}
