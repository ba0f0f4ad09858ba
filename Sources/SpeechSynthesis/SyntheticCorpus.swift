internal import DenseMath
internal import Foundation
internal import KeywordSpotting
internal import SpeechCorpora
internal import SpeechFeatures

/// A corpus of espeak-ng's voices in TIMIT's layout: `train/dr1/SPEAKER/SENTENCE` with `.wav`, `.phn`,
/// `.wrd` and `.txt`; a tenth of the speakers in `test`. One seed gives
/// the same files, byte for byte, where it is the first that a process has said.
public struct SyntheticCorpus {
  public static let sampleRate = 16_000
  /// Sentences a speaker: as many as TIMIT has.
  private static let sentencesPerSpeaker = 10

  private let synthesizer: SpeechSynthesizer
  private var sentences: SentenceMaker
  private var random: RandomSource
  private var speaker = 0
  /// Seconds written so far.
  public private(set) var seconds = 0.0
  public private(set) var utteranceCount = 0
  public var speakerCount: Int { speaker }

  /// - Throws: where espeak-ng is not installed, or the common words are damaged.
  public init(seed: UInt64) throws {
    if let damage = CommonWords.standard().damage { throw damage }
    synthesizer = try SpeechSynthesizer()
    sentences = SentenceMaker(
      CommonWords.standard().entries.filter { $0.word.count > 2 && $0.rank < 6000 }
        .map { (word: $0.word, phones: $0.labels.map { Int($0) }) })
    random = RandomSource(seed: seed)
  }

  /// Writes the next speaker's sentences below `folder`, one folder a speaker that appears when it is
  /// whole.
  public mutating func writeSpeaker(below folder: String) throws {
    speaker += 1
    let isTest = speaker % 10 == 0
    let variant = SyntheticVoice.variants[
      Int.random(in: SyntheticVoice.variants.indices, using: &random)]
    let dialect = Int.random(in: SyntheticVoice.accents.indices, using: &random)
    let voice = SyntheticVoice(
      accent: SyntheticVoice.accents[dialect], variant: variant,
      rate: Int.random(in: 120...230, using: &random),
      pitch: Int.random(in: 25...80, using: &random),
      range: Int.random(in: 30...80, using: &random))
    let name = "\(variant.first == "f" ? "f" : "m")syn\(speaker)"
    let place = "\(folder)/\(isTest ? "test" : "train")/dr\(dialect + 1)/\(name)"
    let partial = "\(folder)/.\(name).partial"
    try? FileManager.default.removeItem(atPath: partial)
    try FileManager.default.createDirectory(
      atPath: partial, withIntermediateDirectories: true)
    for number in 1...Self.sentencesPerSpeaker {
      let text = sentences.next(&random)
      guard let speech = synthesizer.speech(text, voice: voice, sampleRate: Self.sampleRate)
      else { continue }
      try write(speech, text, to: "\(partial)/sx\(number)")
      seconds += speech.waveform.duration
      utteranceCount += 1
    }
    try FileManager.default.createDirectory(
      atPath: URL(filePath: place).deletingLastPathComponent().path,
      withIntermediateDirectories: true)
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.moveItem(atPath: partial, toPath: place)
  }

  private func write(_ speech: SyntheticSpeech, _ text: String, to stem: String) throws {
    func lines(_ segments: [Segment]) -> Data {
      Data(segments.map { "\($0.start) \($0.end) \($0.label)\n" }.joined().utf8)
    }
    try Data(speech.waveform.wave16()).write(to: URL(filePath: stem + ".wav"))
    try lines(speech.phones).write(to: URL(filePath: stem + ".phn"))
    try lines(speech.words).write(to: URL(filePath: stem + ".wrd"))
    try Data("0 \(speech.waveform.samples.count) \(text)\n".utf8).write(
      to: URL(filePath: stem + ".txt"))
  }
}
