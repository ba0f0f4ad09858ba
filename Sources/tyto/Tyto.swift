import ArgumentParser

@main
struct Tyto: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tyto",
    abstract: "Spots keywords in audio files and labels phonemes.",
    subcommands: [
      BenchCommand.self,
      SpotCommand.self,
      FeaturesCommand.self,
      TrainCommand.self,
      EvaluateCommand.self,
      ModelCommand.self,
      CorpusCommand.self,
    ])
}
