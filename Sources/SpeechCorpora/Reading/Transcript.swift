internal import Foundation

/// How words are written, whatever the corpus: upper case, without white space, otherwise as the
/// corpus gives them (apostrophes stay, digits are not spelt out).
///
/// Running text (TIMIT's `.txt`, TextGrids, manifests) also loses the punctuation around words.
public enum Transcript {
  /// The words of a transcript that holds nothing but words. Markers such as `<s>` and `<sil>`
  /// are left out.
  public static func words(_ text: some StringProtocol) -> [String] {
    text.split(whereSeparator: \.isWhitespace)
      .filter { !isMarker($0) }
      .map { $0.uppercased() }
  }

  /// The words of running text: punctuation around them is dropped, and dashes part words where
  /// they stand alone or doubled.
  public static func runningWords(_ text: some StringProtocol) -> [String] {
    text.replacingOccurrences(of: "--", with: " ").split(whereSeparator: \.isWhitespace)
      .compactMap { piece in
        guard !isMarker(piece), let first = piece.firstIndex(where: isSpoken),
          let last = piece.lastIndex(where: isSpoken)
        else { return nil }
        // A leading or closing apostrophe belongs to the word ('em, dogs') unless it pairs.
        var word = piece[first...last]
        let after = piece.index(after: last)
        let opens = first > piece.startIndex && isApostrophe(piece[piece.index(before: first)])
        let closes = after < piece.endIndex && isApostrophe(piece[after])
        if opens && !closes { word = piece[piece.index(before: first)...last] }
        if closes && !opens { word = piece[first...after] }
        return word.uppercased().replacingOccurrences(of: "’", with: "'")
      }
  }

  /// The word of a labelled stretch, or `nil` for silence: pronunciation numbers as in `READ(2)`
  /// are dropped.
  static func word(ofLabel label: some StringProtocol) -> String? {
    guard !isMarker(label), !silentWords.contains(String(label)) else { return nil }
    var word = label.uppercased()
    if word.last == ")", let open = word.lastIndex(of: "("), open > word.startIndex {
      let number = word[word.index(after: open)...].dropLast()
      if !number.isEmpty && number.allSatisfy({ $0.isASCII && $0.isNumber }) {
        word = String(word[..<open])
      }
    }
    return word
  }

  /// As aligners write silence between words; lower case, so that no word is meant.
  private static let silentWords: Set<String> = ["", "sil", "sp", "spn"]

  private static func isMarker(_ word: some StringProtocol) -> Bool {
    word.first == "<" && word.last == ">"
  }

  private static func isSpoken(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }

  private static func isApostrophe(_ character: Character) -> Bool {
    character == "'" || character == "’"
  }
}
