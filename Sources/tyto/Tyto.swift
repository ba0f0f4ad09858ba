import ArgumentParser
import Foundation
import RecurrentNetworks

@main
struct Tyto: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tyto",
    abstract: "Spots keywords in audio files and labels phonemes.",
    version: "0.1.0",
    subcommands: [
      SpotCommand.self,
      PhonesCommand.self,
      PronounceCommand.self,
      ModelCommand.self,
      EvaluateCommand.self,
      ExperimentCommand.self,
      TrainCommand.self,
      CorpusCommand.self,
      FeaturesCommand.self,
      BenchCommand.self,
    ])
}

extension Tyto {
  /// Runs the command that the arguments name. Trouble is one line on the standard error and exit
  /// status 2, and so is a command line that cannot be understood.
  static func main() async {
    StandardStreams.openClosed()
    keepFreedMemory()
    AtomicFile.watch { $1 ? OpenPartialFiles.add($0) : OpenPartialFiles.remove($0) }
    var status = await runCommand()
    do {
      try StandardOutput.flush()
    } catch {
      StandardError.write("tyto: \(error)\n")
      status = ExitCode(2)
    }
    exit(withError: status)
  }

  private static func runCommand() async -> ExitCode {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return .success
    } catch let code as ExitCode {
      return code
    } catch {
      switch exitCode(for: error) {
      case .success:  // help, or the version
        print(fullMessage(for: error))
        return .success
      case .validationFailure: StandardError.write("tyto: \(sentence(of: error))\n")
      default: StandardError.write("tyto: \(error)\n")
      }
      return ExitCode(2)
    }
  }

  /// What is wrong with a command line, and where to read more, in one line.
  private static func sentence(of error: any Error) -> String {
    var command: any ParsableCommand.Type = Tyto.self
    var name = "tyto"
    for argument in CommandLine.arguments.dropFirst() {
      guard
        let next = command.configuration.subcommands.first(where: {
          $0.configuration.commandName == argument
        })
      else { break }
      command = next
      name += " \(argument)"
    }
    // What may be given comes as a list, an item a line.
    var text = ""
    for line in message(for: error).split(whereSeparator: \.isNewline) {
      let part = line.trimmingCharacters(in: .whitespaces)
      let isItem = part.hasPrefix("- ")
      text += text.isEmpty ? "" : isItem && !text.hasSuffix(":") ? ", " : " "
      text += isItem ? String(part.dropFirst(2)) : part
    }
    return text + (text.hasSuffix(".") ? "" : ".") + " See '\(name) --help'."
  }

  /// Lets the large buffers of one batch serve the next: given back to the system, as glibc does with
  /// what is above 128 KiB, each page costs a fault again, a fifth of a small network's time.
  private static func keepFreedMemory() {
    #if canImport(Glibc)
      let (mapThreshold, trimThreshold): (Int32, Int32) = (-3, -1)  // as in malloc.h
      _ = mallopt(mapThreshold, 32 << 20)
      _ = mallopt(trimThreshold, 256 << 20)
    #endif
  }
}

#if canImport(Glibc)
  /// Of malloc.h, which Swift's module of the C library leaves out.
  @_silgen_name("mallopt") private func mallopt(_ parameter: Int32, _ value: Int32) -> Int32
#endif
