import ArgumentParser

/// `tyto experiment`: whole tables of figures.
struct ExperimentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "experiment", abstract: "Runs models over corpora and writes tables of figures.",
    subcommands: [SpottingExperimentCommand.self, GravesExperimentCommand.self])
}
