import ArgumentParser
import Foundation

@main
struct Tyto: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tyto",
    abstract: "Spots keywords in audio files and labels phonemes.",
    version: "0.1.0",
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
  /// Runs the command that the arguments name. Trouble is one line on the standard error and exit
  /// status 2, and so is a command line that cannot be understood.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      let message: String
      switch exitCode(for: error) {
      case .validationFailure: message = fullMessage(for: error)
      case .failure where !(error is ExitCode): message = "tyto: \(error)"
      default: exit(withError: error)
      }
      FileHandle.standardError.write(Data((message + "\n").utf8))
      exit(withError: ExitCode(2))
    }
  }
}
