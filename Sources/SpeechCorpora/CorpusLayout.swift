/// How a corpus lies in its folder.
public enum CorpusLayout: String, Codable, Sendable, CaseIterable {
  case kaldi, an4, timit, words, fsdd, librispeech, transcribed, textgrid, manifest, noise

  /// Whether labels of such a corpus lie in a folder of their own in any case.
  var readsAlignments: Bool { [.kaldi, .an4, .librispeech, .transcribed].contains(self) }

  /// What a user finds in such a folder, for help texts.
  public var summary: String {
    switch self {
    case .kaldi:
      "Kaldi data folders: [PART/]wav.scp, text, utt2spk; words.ctm, phones.ctm or align/ if there"
    case .an4: "CMU's AN4: etc/an4_PART.fileids and .transcription, wav/; align/ if there"
    case .timit: "TIMIT: PART/DRn/SPEAKER/*.wav with .phn, .wrd and .txt, or drn-speaker/*"
    case .words: "a folder a word, Speech Commands and alike: WORD/SPEAKER_nohash_0.wav"
    case .fsdd: "the Free Spoken Digit Dataset: recordings/DIGIT_SPEAKER_INDEX.wav"
    case .librispeech: "LibriSpeech: PART/SPEAKER/CHAPTER/*.flac and *.trans.txt"
    case .transcribed: "audio/ with recordings, text with a line each; align/ if there"
    case .textgrid: "Praat TextGrids of the same names beside recordings"
    case .manifest: "JSON lines in PART.jsonl: audio, text, speaker; words and phones if there"
    case .noise: "recordings without speech, in folders by their kind"
    }
  }
}

/// Where a reader looks, and what for.
struct CorpusPlace {
  /// The corpus's folder or, for a manifest, perhaps its file.
  var path: String
  var part: String?
  var align: String?
  var sampleRate = 16_000
  var sentences: [String]?
  var maximumDisagreement: Double?

  /// For what has no parts.
  func refusePart(_ layout: CorpusLayout) throws(CorpusError) {
    guard let part else { return }
    throw .unsupported(
      path: path, line: nil,
      reason:
        "the part \"\(part)\": \(layout == .manifest ? "one manifest" : layout.rawValue) has no parts"
    )
  }
}
