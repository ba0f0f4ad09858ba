import Foundation
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

@Suite struct EvaluateFilesTests {
  /// `a.wav` low high, `b/c.wav` high.
  private let folder = TestFolder()

  init() throws {
    func record(_ name: String, _ words: [ToneWords.Word]) {
      folder.write(
        name, samples: ToneWords.samples(words, duration: 2), sampleRate: ToneWords.sampleRate)
    }
    record("a.wav", [.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)])
    record("b/c.wav", [.init("high", 0.5, 0.8)])
  }

  private func evaluate(_ model: Model, _ list: String) throws -> Command {
    let path = folder.path + "/model.safetensors"
    try model.write(to: path)
    return try Command(
      [
        "evaluate", "files", folder.write("list", list), "--root", folder.path, "--model", path,
      ])
  }

  @Test func hitsMissesAndFalseAlarms() throws {
    let command = try evaluate(TestModels.tones(), "# remark\na.wav\tlow high\nb/c.wav\tlow\n")
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("right  a.wav"))
    #expect(command.output.contains("low -> high"))
    #expect(command.output.contains("2 of 3 keywords found, 1 false alarms"))
    #expect(command.output.contains("b: 0 of 1 files without a mistake"))
  }

  @Test func aModelOfPhonesIsAskedForTheWordsOfTheList() throws {
    let command = try evaluate(TestModels.toneAlphabet(), "a.wav\tah ee\nb/c.wav\tee\n")
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("3 of 3 keywords found, 0 false alarms"), "\(command.output)")
  }

  @Test func upperCaseIsTheSameWord() throws {
    for (model, list) in [
      (TestModels.tones(), "a.wav\tLow HIGH\nb/c.wav\tHigh\n"),
      (TestModels.toneAlphabet(), "a.wav\tAh EE\nb/c.wav\tee\n"),
    ] {
      let command = try evaluate(model, list)
      #expect(command.status == 0, "\(command.errors)")
      #expect(command.output.contains("3 of 3 keywords found, 0 false alarms"), "\(command.output)")
      #expect(!command.output.contains("WRONG"))
    }
  }

  /// It is told of, and the others are searched.
  @Test func aRecordingThatIsNotThere() throws {
    let command = try evaluate(TestModels.tones(), "nowhere.wav\tlow\na.wav\tlow high\n")
    #expect(command.status == 2 && command.errors.contains("nowhere.wav"))
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(command.output.contains("2 of 2 keywords found, 0 false alarms"), "\(command.output)")
  }
}
