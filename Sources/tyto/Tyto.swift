import ArgumentParser
import Foundation

@main
struct Tyto: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tyto",
    abstract: "Spots keywords in audio files and labels phonemes.",
    subcommands: [
      BenchCommand.self,
      SpotCommand.self,
      PhonesCommand.self,
      FeaturesCommand.self,
      PronounceCommand.self,
      TrainCommand.self,
      ExperimentCommand.self,
      EvaluateCommand.self,
      ModelCommand.self,
      CorpusCommand.self,
    ])
}

extension Tyto {
  /// Runs the command that the arguments name. A command line that cannot be understood is trouble
  /// like any other: exit status 2.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
      FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
      exit(withError: ExitCode(2))
    }
  }
}
