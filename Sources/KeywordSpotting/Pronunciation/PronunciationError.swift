/// Why a keyword has no pronunciation.
public enum PronunciationError: Error, Equatable, CustomStringConvertible {
  case engineUnavailable
  case unpronounceable(String)
  case unknownPhone(keyword: String, phone: String)
  case emptyKeyword
  case unreadableLexicon(path: String)
  case malformedLexicon(path: String, line: Int, found: String)

  public var description: String {
    switch self {
    case .engineUnavailable:
      "espeak-ng's data is not installed, so words cannot be turned into phones "
        + "(Debian: apt install espeak-ng-data)"
    case .unpronounceable(let phrase):
      "\"\(phrase)\" has no English pronunciation; state its phones, as in \"name=T AY T OW\""
    case .unknownPhone(let keyword, let phone):
      "\"\(keyword)\": \"\(phone)\" is not one of the 39 phones "
        + PhoneAlphabet.phones.joined(separator: " ")
    case .emptyKeyword:
      "a keyword is empty"
    case .unreadableLexicon(let path):
      "\(path): the lexicon cannot be read; expected a text file in UTF-8, of "
        + "\(TextContents.limit >> 20) MiB at most"
    case .malformedLexicon(let path, let line, let found):
      "\(path):\(line): expected a word and its phones, found \"\(found)\""
    }
  }
}
