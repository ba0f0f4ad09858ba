import Foundation

/// The command as a user runs it: the program that stands beside the tests, or the one that
/// `TYTO_COMMAND` names.
struct Command {
  let status: Int32
  let output: String
  let errors: String

  static let path =
    ProcessInfo.processInfo.environment["TYTO_COMMAND"]
    ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "tyto").path

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - input: what stands in the standard input; a pipe.
  ///   - models: the folder of the models in the box.
  ///   - redirection: where a shell leads the three standard files, such as `2>&-`.
  init(
    _ arguments: [String], input: Data = Data(), models: String = "/nowhere",
    redirection: String? = nil
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: redirection == nil ? Self.path : "/bin/sh")
    process.arguments =
      redirection.map { ["-c", "exec \"$0\" \"$@\" \($0)", Self.path] + arguments } ?? arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["TYTO_MODELS": models]) {
      $1
    }
    let (standardInput, standardOutput, standardError) = (Pipe(), Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    process.standardError = standardError
    try process.run()
    // Errors are a few lines, which a pipe holds; the input may be longer than one.
    DispatchQueue.global().async {
      try? standardInput.fileHandleForWriting.write(contentsOf: input)
      try? standardInput.fileHandleForWriting.close()
    }
    let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
    let errors = try standardError.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : -1
    self.output = String(decoding: output, as: UTF8.self)
    self.errors = String(decoding: errors, as: UTF8.self)
  }

  var lines: [Substring] { output.split(separator: "\n") }
}
