import ArgumentParser
import Foundation
import KeywordSpotting

/// `tyto pronounce`: what is looked for when a keyword is.
struct PronounceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pronounce",
    abstract: "Shows the phones of words and phrases.",
    discussion: """
      What tyto spot looks for with a model of phones: pronunciations from --lexicon where it has \
      all the words, else by espeak-ng's rules, in American and British English. WORD may be a \
      phrase in quotation marks, or name its phones: "tyto=T AY T OW". With - words are read from \
      the standard input, a line each, as in the files of tyto spot --keywords. A dictionary has no \
      phrases: cmu writes their words.

      A note follows words that will raise false alarms: those of few phones, those that sound \
      like other common words, and those that are part of some.

      EXAMPLES
        tyto pronounce seven "voice mail" tyto=T\\ AY\\ T\\ OW
        tyto pronounce --format cmu - < words.txt > words.dict
      """)

  @Option(
    help: ArgumentHelp("A pronouncing dictionary in the CMU format.", valueName: "file"),
    completion: .file())
  var lexicon: String?

  @Option(
    help: "How to write: table, cmu (a pronouncing dictionary) or jsonl.",
    completion: .list(["table", "cmu", "jsonl"]))
  var format = "table"

  @Argument(help: ArgumentHelp("Words, phrases, or -.", valueName: "word"))
  var words: [String]

  func run() throws {
    do {
      if try pronounce() { throw ExitCode(2) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Self.complain("\(error)")
      throw ExitCode(2)
    }
  }

  private static func complain(_ text: String) {
    StandardError.write("tyto pronounce: \(text)\n")
  }

  /// Whether anything went wrong.
  private func pronounce() throws -> Bool {
    guard ["table", "cmu", "jsonl"].contains(format) else {
      throw CommandFailure("--format is one of table, cmu, jsonl, not \"\(format)\"")
    }
    let lexicon = try lexicon.map { try PronunciationLexicon(contentsOf: $0) } ?? .init()
    let common = format == "cmu" ? CommonWords() : CommonWords.standard()
    if let damage = common.damage { throw damage }
    var trouble = false
    var shown: Set<String> = []
    func show(_ text: String) {
      do {
        let keyword = try KeywordOptions.parse(text).keyword
        for one in format == "cmu" ? try Self.dictionaryWords(keyword) : [keyword] {
          if format == "cmu", !shown.insert(one).inserted { continue }
          print(self.text(try Keyword(one, lexicon: lexicon), common), terminator: "")
        }
      } catch {
        Self.complain("\(error)")
        trouble = true
      }
    }
    for word in words {
      guard word == "-" else {
        show(word)
        continue
      }
      while let line = readLine() {
        let text = KeywordOptions.withoutRemark(line)
        if !text.isEmpty { show(text) }
      }
    }
    return trouble
  }

  /// What of a keyword a dictionary may have: its words, or the one whose phones are stated.
  private static func dictionaryWords(_ keyword: String) throws -> [String] {
    guard keyword.contains("=") else {
      return keyword.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    }
    guard !KeywordOptions.name(of: keyword).contains(" ") else {
      throw CommandFailure(
        "\"\(keyword)\": a dictionary has no phrases; expected one word before the =")
    }
    return [keyword]
  }

  private func text(_ keyword: Keyword, _ common: CommonWords) -> String {
    let variants = keyword.pronunciations.map { $0.joined(separator: " ") }
    switch format {
    case "cmu":
      let name = keyword.name.uppercased()
      return variants.enumerated().map { place, phones in
        (place == 0 ? name : "\(name)(\(place + 1))") + "  \(phones)\n"
      }.joined()
    case "jsonl":
      let list = variants.map(JSONString.quoted).joined(separator: ",")
      return "{\"keyword\":\(JSONString.quoted(keyword.name)),\"pronunciations\":[\(list)]}\n"
    default:
      var out = "\(keyword.name)\n" + variants.map { "    \($0)\n" }.joined()
      for warning in keyword.warnings(common) { out += "    note: \(warning)\n" }
      return out
    }
  }
}
