import Foundation
import TestSupport
import Testing

/// Trouble is one line on the standard error and exit status 2, whatever the command.
@Suite struct CommandLineTests {
  private static let recipe = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../corpora/keywords12/paper.json").standardizedFileURL.path

  @Test(arguments: [
    (["train", "nope.json", "--corpora", "/", "-o", "/nowhere/r"], "nope.json: no such recipe"),
    (["model", "nope"], "no model is called \"nope\""),
    (["features", "/nowhere.wav", "-o", "/nowhere.npy"], "/nowhere.wav: no such file"),
    (["evaluate", "phones", "/nowhere", "/nowhere"], "/nowhere: no such file or folder"),
    (["corpus", "check", "/nowhere"], "/nowhere: missing"),
    (["experiment", "spotting", "/nowhere", "-o", "/nowhere"], "/nowhere: missing"),
    (["experiment", "graves2005", "nope.json", "--corpora", "/", "-o", "/nowhere"], "nope.json"),
    (["phones", "/nowhere.wav"], "/nowhere.wav: no such file"),
    (["bench", "features", "--audio", "/nowhere/x"], "/nowhere/x: cannot be written"),
    (["bench", "features", "--presets", "nope"], "there is no preset nope"),
    (["bench", "kernels", "--plot", "/nowhere/x.svg"], "/nowhere/x.svg: cannot be written"),
  ])
  func oneLine(arguments: [String], sentence: String) throws {
    let command = try Command(arguments)
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(command.errors.contains(sentence), "\(command.errors)")
    #expect(command.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (["bogus"], "tyto --help"), (["spot"], "tyto spot --help"),
    (["evaluate", "spotting", "--bogus"], "tyto evaluate spotting --help"),
    (["corpus", "check", "/", "--layout", "bogus"], "tyto corpus check --help"),
    (["features", "a\nb", "--format", "a\nb", "-o", "x"], "tyto features --help"),
  ])
  func commandLinesThatCannotBeUnderstoodAreOneLine(arguments: [String], help: String) throws {
    let command = try Command(arguments)
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(command.errors.hasPrefix("tyto: ") && command.errors.hasSuffix(". See '\(help)'.\n"))
    #expect(command.errors.split(separator: "\n").count == 1, "\(command.errors)")
    #expect(try Command(["--help"]).status == 0)
  }

  @Test func whatMayBeGivenIsListed() throws {
    let command = try Command(["corpus", "check", "/", "--layout", "bogus"])
    #expect(command.errors.contains("following: kaldi, an4, "), "\(command.errors)")
  }

  @Test(arguments: [
    (["model", "small", "--word-weight", "1"], "--word-weight needs -o"),
    (["model", "small", "--word-weight", "101", "-o", "/nowhere"], "between 0 and 100"),
    (["bench", "inference", "--shape", "1048576,1048576,1,1,1"], "invalid for '--shape"),
    (["bench", "training", "--shape", "1,1,1048576,1048576,1048576"], "invalid for '--shape"),
    (["bench", "ctc", "--seconds", "inf"], "--seconds must lie between 0 and 3600"),
    (["bench", "inference", "--seconds", "nan"], "--seconds must lie between 0 and 3600"),
  ])
  func optionsThatDoNotGoTogetherAreNamed(arguments: [String], sentence: String) throws {
    let command = try Command(arguments)
    #expect(command.status != 0 && command.output.isEmpty)
    #expect(command.errors.contains(sentence), "\(command.errors)")
  }

  /// Before corpora are read, which takes minutes.
  @Test func trainingsWithoutAFolderAreRefusedFirst() throws {
    let folder = TestFolder()
    let file = URL(filePath: folder.write("file", "")).standardizedFileURL.path
    for (output, sentence) in [
      (file, "\(file): the folder cannot be made: \(file) is a file"),
      (file + "/run", "\(file)/run: the folder cannot be made: \(file) is a file"),
      ("", "-o: expected a folder's name"),
    ] {
      let command = try Command(["train", Self.recipe, "--corpora", "/nowhere", "-o", output])
      #expect(command.status == 2 && command.errors == "tyto: \(sentence)\n")
    }
  }

  /// A folder that could not be filled is not left behind.
  @Test func refusedTrainingsLeaveNothing() throws {
    let folder = TestFolder()
    let recipe = folder.write("recipe.json", "{}")
    let command = try Command(["train", recipe, "--corpora", "/", "-o", folder.path + "/run"])
    #expect(command.status == 2 && folder.names == ["recipe.json"])
  }

  /// Results are not mixed with errors where the standard error is closed.
  @Test func closedFilesTakeNothing() throws {
    let folder = TestFolder()
    let recording = folder.write(
      "a.wav", samples: [Float](repeating: 0, count: 8000), sampleRate: 8000)
    let arguments = ["features", "/nowhere.wav", recording, "-o", folder.path]
    #expect(try Command(arguments, redirection: "2>&-").status == 2)
    let alone = try Command(["features", recording, "-o", folder.path + "/b.npy"])
    #expect(alone.status == 0 && folder.names == ["a.npy", "a.wav", "b.npy"])
    #expect(folder.contents("a.npy") == folder.contents("b.npy"))
    #expect(try Command(["corpus", "list"], redirection: ">&- 2>&-").status == 2)
    #expect(try Command(["phones", "-"], redirection: "<&-").status == 2)
  }

  @Test func featuresOfSamplesWithoutAHeader() throws {
    let folder = TestFolder()
    let recording = folder.write(
      "a.wav", samples: (0..<8000).map { Float($0 % 50) / 50 }, sampleRate: 8000)
    let samples = try Data(contentsOf: URL(filePath: recording)).dropFirst(44)
    let raw = try Command(["features", "--raw", "8000", "-", "-o", "-"], input: samples)
    #expect(raw.status == 0 && raw.lines.count > 90, "\(raw.errors)")
    #expect(try raw.output == Command(["features", recording, "-o", "-"]).output)
  }

  @Test func errorsThatCannotBeToldAreNoCrash() throws {
    for arguments in [["bogus"], ["model", "nope"], ["phones", "/nowhere.wav"]] {
      #expect(try Command(arguments, redirection: "2>/dev/full").status == 2)
    }
  }

  @Test(arguments: [["corpus", "list"], ["pronounce", "tyto=T AY T OW"], ["--help"]])
  func resultsThatCannotBeWrittenAreTrouble(_ arguments: [String]) throws {
    let command = try Command(arguments, redirection: ">/dev/full")
    #expect(command.status == 2)
    #expect(
      command.errors
        == "tyto: the standard output: cannot be written: No space left on device\n")
  }
}
