import ArgumentParser
import Foundation
import SpeechSynthesis

/// `tyto corpus synthesize`: synthetic speech to train on.
struct CorpusSynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Makes English speech with exact phone times by espeak-ng.",
    discussion: """
      Speakers are drawn over all of espeak-ng's English accents, voice variants, rates and \
      pitches; each says ten texts: digits, commands, names, and lists of words such that every \
      phone comes up often. The folder gets TIMIT's layout at 16 kHz (.wav, .phn with CMU phones, \
      .wrd, .txt), a tenth of the speakers as a test part. One seed gives the same files.

      corpora/synthetic/make.py makes speech by other, more natural voices, without times.

      EXAMPLE
        tyto corpus synthesize --hours 2 --seed 7 -o ~/speech/synthetic
      """)

  @Option(help: "How much, in hours.")
  var hours: Double

  @Option(help: "What speakers and texts are drawn by.")
  var seed: UInt64 = 1

  @Option(
    name: .shortAndLong, help: "The folder; made if missing, else empty.", completion: .directory)
  var output: String

  func validate() throws {
    if !(hours > 0 && hours <= 10_000) { throw ValidationError("--hours is more than 0") }
  }

  func run() throws {
    do {
      try make()
    } catch {
      StandardError.write("tyto corpus: \(error)\n")
      throw ExitCode(2)
    }
  }

  private func make() throws {
    let there = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
    guard there.isEmpty else {
      throw CommandFailure("\(output): is not empty; expected a new folder")
    }
    try OutputFolder.make(output)
    var corpus = try SyntheticCorpus(seed: seed)
    let isShown = isatty(2) != 0
    while corpus.seconds < 3600 * hours {
      try corpus.writeSpeaker(below: output)
      if isShown {
        let text = String(format: "\r\u{1B}[K%.2f of %.2f h", corpus.seconds / 3600, hours)
        StandardError.write(text)
      }
    }
    if isShown { StandardError.write("\r\u{1B}[K") }
    print(
      "\(output): \(corpus.utteranceCount) utterances by \(corpus.speakerCount) voices, "
        + String(format: "%.2f h", corpus.seconds / 3600))
  }
}
