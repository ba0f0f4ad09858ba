import ArgumentParser
import SpeechFeatures

/// How the recordings of a command line are read.
struct RecordingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of recordings with several channels take this one, from 1 (default: the mean of all).",
      valueName: "n"))
  var channel: Int?

  @Option(
    help: ArgumentHelp(
      "The standard input, -, is samples without a header: so many a second, signed 16-bit little-endian integers, one channel.",
      valueName: "rate"))
  var raw: Int?

  /// - Parameter paths: what the command line names.
  func options(for paths: [String]) throws -> AudioReader.Options {
    try Self.check(channel: channel)
    if let raw {
      let rates = AudioReader.supportedSampleRates
      guard rates.contains(raw) else {
        throw CommandFailure(
          "--raw is a rate from \(rates.lowerBound) to \(rates.upperBound) Hz, not \(raw)")
      }
      guard paths == ["-"] else {
        throw CommandFailure("--raw goes with the standard input alone: -")
      }
    }
    return AudioReader.Options(channel: channel, rawSampleRate: raw)
  }

  static func check(channel: Int?) throws {
    if let channel, channel < 1 {
      throw CommandFailure("--channel is at least 1, not \(channel)")
    }
  }
}
