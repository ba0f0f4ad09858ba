import Foundation
import TestSupport
import Testing

@Suite struct PronounceCommandTests {
  private let folder = TestFolder()

  @Test func wordsPhrasesAndStatedPhones() throws {
    let command = try Command(["pronounce", "seven", "tyto=T AY1 T OW", "voice mail"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.hasPrefix("seven\n    S EH V AH N\n"))
    #expect(command.output.contains("tyto\n    T AY T OW\n"))
    #expect(command.output.contains("voice mail\n    V OY S M EY L\n"))
  }

  @Test func lexiconsComeFirst() throws {
    let path = folder.write("own.dict", "SEVEN  Z EH B\n")
    let command = try Command(["pronounce", "--lexicon", path, "--format", "cmu", "seven"])
    #expect(command.output == "SEVEN  Z EH B\n")
  }

  /// A dictionary that is written can be read again.
  @Test func dictionariesHaveNoPhrases() throws {
    let input = Data("# words\nvoice mail @0.5\nMail\ntyto=T AY T OW\n".utf8)
    let command = try Command(["pronounce", "--format", "cmu", "-"], input: input)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.lines == ["VOICE  V OY S", "MAIL  M EY L", "TYTO  T AY T OW"])
    let path = folder.write("all.dict", command.output)
    let again = try Command(["pronounce", "--lexicon", path, "voice mail tyto"])
    #expect(again.output.hasPrefix("voice mail tyto\n    V OY S M EY L T AY T OW\n"))
    let phrase = try Command(["pronounce", "--format", "cmu", "a b=T"])
    #expect(phrase.status == 2 && phrase.errors.contains("expected one word before the ="))
  }

  @Test func listsComeFromTheStandardInput() throws {
    let command = try Command(
      ["pronounce", "--format", "jsonl", "-"], input: Data("see\n\nuh=AH|ER\n".utf8))
    #expect(
      command.lines == [
        #"{"keyword":"see","pronunciations":["S IY"]}"#,
        #"{"keyword":"uh","pronunciations":["AH","ER"]}"#,
      ])
  }

  @Test(arguments: [
    (["x=Q"], "\"Q\" is not one of the 39 phones"), (["=AA"], "a keyword is empty"),
    (["привет"], "\"привет\" has no English pronunciation; state its phones"),
    (["--format", "xml", "a"], "--format is one of"),
    (["--lexicon", "/nowhere", "a"], "the lexicon cannot be read"),
  ])
  func refusals(arguments: [String], sentence: String) throws {
    let command = try Command(["pronounce"] + arguments)
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(command.errors.contains(sentence), "\(command.errors)")
  }
}
