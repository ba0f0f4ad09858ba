internal import DenseMath
internal import Foundation
internal import KeywordSpotting
internal import SpeechFeatures

/// How phone segments and alignments are written.
public enum PhoneFormat: String, Sendable, CaseIterable {
  /// Columns for people.
  case table
  /// TIMIT's `.phn`: start and end in samples at 16 kHz, and the label.
  case phn
  /// Praat's TextGrid: a tier of phones, and one of words if they are known.
  case textgrid
  /// NIST's time-marked conversations: recording, channel, start, duration, label, confidence.
  case ctm
  /// A JSON object a segment, with the keys file, phone, start, end, posterior.
  case jsonl
  /// NumPy: the posteriors, frames × labels.
  case npy

  /// Whether an output can hold what is in one recording only.
  public var isPerRecording: Bool { self == .phn || self == .textgrid || self == .npy }

  /// The ending of a file's name.
  public var fileExtension: String {
    switch self {
    case .table: "txt"
    case .phn: "phn"
    case .textgrid: "TextGrid"
    case .ctm: "ctm"
    case .jsonl: "jsonl"
    case .npy: "npy"
    }
  }

  /// What stands before the first recording.
  public var header: String {
    self == .table ? "   start      end  posterior  phone  file\n" : ""
  }

  private static let sampleRate = 16_000.0

  /// The segments of a recording.
  ///
  /// - Parameters:
  ///   - file: its path.
  ///   - name: what it is called where paths are not wanted.
  ///   - channel: which of the recording's they are of, from 1.
  public func text(
    _ segments: [PhoneSegment], words: [AlignedWord] = [], file: String, name: String,
    channel: Int = 1, duration: Double
  ) -> String {
    switch self {
    case .table:
      return segments.map { one in
        String(format: "%8.3f %8.3f  %9.3f  ", one.start, one.end, one.posterior)
          + one.phone.padding(toLength: max(5, one.phone.count), withPad: " ", startingAt: 0)
          + "  \(file)\n"
      }.joined()
    case .phn: return Self.sampleText(segments.map { ($0.start, $0.end, $0.phone) })
    case .ctm:
      let recording = String(name.map { $0.isWhitespace ? "_" : $0 })
      func milliseconds(_ time: Double) -> Double { (1000 * time).rounded() }
      return segments.map { one in
        // Of what is printed, so that each ends where the next begins.
        let (start, end) = (milliseconds(one.start), milliseconds(one.end))
        return "\(recording) \(channel) "
          + String(format: "%.3f %.3f ", start / 1000, (end - start) / 1000)
          + one.phone + String(format: " %.3f\n", one.posterior)
      }.joined()
    case .jsonl:
      return segments.map { one in
        "{\"file\":\(JSONString.quoted(file)),\"phone\":\(JSONString.quoted(one.phone)),"
          + String(
            format: "\"start\":%.3f,\"end\":%.3f,\"posterior\":%.4f}\n", one.start, one.end,
            one.posterior)
      }.joined()
    case .textgrid:
      var tiers = [
        TextGrid.Tier(
          name: "phones", intervals: segments.map { .init($0.start, $0.end, $0.phone) })
      ]
      if !words.isEmpty {
        tiers.append(
          TextGrid.Tier(
            name: "words", intervals: words.map { .init($0.start, $0.end, $0.word) }))
      }
      return TextGrid.text(tiers, duration: duration)
    case .npy: preconditionFailure("posteriors are no text")
    }
  }

  /// TIMIT's `.wrd`, which goes with a `.phn`.
  public static func wordText(_ words: [AlignedWord]) -> String {
    sampleText(words.map { ($0.start, $0.end, $0.word) })
  }

  private static func sampleText(_ segments: [(start: Double, end: Double, label: String)])
    -> String
  {
    segments.map { one in
      "\(Int((one.start * sampleRate).rounded())) \(Int((one.end * sampleRate).rounded())) "
        + "\(one.label)\n"
    }.joined()
  }

  /// A posteriorgram as a NumPy file.
  public static func numPy(_ posteriors: Posteriorgram) -> [UInt8] {
    var result = NumPyHeader.bytes(
      rows: posteriors.values.rows, columns: posteriors.values.columns)
    result.reserveCapacity(result.count + 4 * posteriors.values.count)
    for value in posteriors.values.array {
      for byte in 0..<UInt32(4) {
        result.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * byte)))
      }
    }
    return result
  }
}
