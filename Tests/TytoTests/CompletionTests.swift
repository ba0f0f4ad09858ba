import Foundation
import TestSupport
import Testing

/// What bash offers after the beginning of a command line, by the script that `make install` puts in place.
@Suite struct CompletionTests {
  private let folder = TestFolder()

  /// - Parameter words: the last one is what is being typed.
  private func completions(_ words: [String], models: String = "/nowhere") throws -> [String] {
    let script = try Command(["--generate-completion-script", "bash"])
    #expect(script.status == 0, "\(script.errors)")
    let driver = """
      PATH="$(dirname "$1"):$PATH"; source "$2"; shift 2
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
      _tyto "$1" "${@: -1}" "${@: -2:1}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.arguments =
      ["-c", driver, "bash", Command.path, folder.write("tyto.bash", script.output), "tyto"] + words
    process.environment = ProcessInfo.processInfo.environment.merging(["TYTO_MODELS": models]) {
      $1
    }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self).split(separator: "\n").map { String($0) }
  }

  @Test func commandsOptionsAndChoices() throws {
    #expect(try completions(["pho"]) == ["phones"])
    #expect(try completions(["spot", "--false"]) == ["--false-alarms"])
    #expect(
      try completions(["spot", "--format", ""])
        == ["table", "jsonl", "csv", "textgrid", "audacity"])
    #expect(try completions(["features", "--preset", "gr"]) == ["graves2005", "graves2007"])
  }

  @Test func filesAndFolders() throws {
    folder.write("calls/a.wav", "")
    folder.write("calm.json", "{}")
    #expect(try Set(completions(["spot", "-k", "yes", "cal"])) == ["calls", "calm.json"])
    #expect(try completions(["train", "--corpora", "cal"]) == ["calls"])
  }

  @Test func modelsByNameAndByFile() throws {
    for name in ["box/first.safetensors", "box/second.safetensors", "fine.safetensors", "fine.txt"]
    {
      folder.write(name, "")
    }
    let box = folder.path + "/box"
    #expect(try completions(["spot", "--model", "sec"], models: box) == ["second"])
    #expect(
      try completions(["spot", "--model", "fi"], models: box) == ["first", "fine.safetensors"])
    #expect(
      try completions(["spot", "--model", "box/f"], models: box) == ["box/first.safetensors"])
    #expect(try completions(["spot", "--model", "bo"], models: box) == ["box/"])
  }
}
