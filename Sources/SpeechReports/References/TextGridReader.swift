internal import Foundation
internal import SpeechCorpora

/// Reads Praat's TextGrid files, in their long and their short text form.
///
/// Both hold the same values in the same order, between different words; only numbers, texts in
/// quotation marks and `<exists>` count.
enum TextGridReader {
  private enum Token: Equatable {
    case number(Double)
    case text(String)
  }

  /// The words of the tier called `words` or `word`, else of all interval tiers.
  static func recording(
    _ path: String, name: String
  ) throws(ReferenceError) -> Reference.Recording {
    let file = try TextFile(path)
    var tokens = try Self.tokens(file)[...]
    func broken(_ expected: String) -> ReferenceError {
      .malformed(
        path: path, line: 0, expected: expected,
        found: tokens.first.map { "\($0)" } ?? "the end of the file")
    }
    func text(_ expected: String) throws(ReferenceError) -> String {
      guard case .text(let value)? = tokens.popFirst() else { throw broken(expected) }
      return value
    }
    func number(_ expected: String) throws(ReferenceError) -> Double {
      guard case .number(let value)? = tokens.popFirst() else { throw broken(expected) }
      return value
    }
    guard tokens.popFirst() == .text("ooTextFile"), tokens.popFirst() == .text("TextGrid") else {
      throw broken("a TextGrid")
    }
    _ = try number("xmin")
    let end = try number("xmax")
    let tierCount = tokens.isEmpty ? 0 : try number("the number of tiers")
    var tiers: [(name: String, words: [Reference.Word])] = []
    var tier = 0.0
    while tier < tierCount {
      tier += 1
      let kind = try text("a tier's class")
      let title = try text("a tier's name")
      _ = try number("xmin")
      _ = try number("xmax")
      let count = try number("the number of intervals")
      var words: [Reference.Word] = []
      var place = 0.0
      while place < count {
        place += 1
        let start = try number("a time")
        if kind != "IntervalTier" {
          _ = try text("a mark")
          continue
        }
        let stop = try number("a time")
        let word = try text("an interval's text")
        guard stop >= start else { throw broken("intervals that end after their start") }
        guard Seconds.areTime(start), Seconds.areTime(stop) else { throw broken("times in seconds") }
        if !word.allSatisfy(\.isWhitespace) {
          words.append(Reference.Word(word, time: start...stop))
        }
      }
      if kind == "IntervalTier" { tiers.append((title.lowercased(), words)) }
    }
    let named = tiers.filter { $0.name == "words" || $0.name == "word" }
    let words = (named.isEmpty ? tiers : named).flatMap(\.words)
      .sorted { ($0.time?.lowerBound ?? 0) < ($1.time?.lowerBound ?? 0) }
    return Reference.Recording(name: name, words: words, duration: end)
  }

  private static func tokens(_ file: TextFile) throws(ReferenceError) -> [Token] {
    var result: [Token] = []
    /// The text under way, which may run over lines.
    var open: String?
    for (_, line) in file.lines {
      var rest = line[...]
      if open != nil { open? += "\n" }
      while let first = rest.first {
        if open != nil {
          if first == "\"" {
            rest.removeFirst()
            // A doubled quotation mark stands for one.
            if rest.first == "\"" {
              open? += "\""
              rest.removeFirst()
            } else {
              result.append(.text(open ?? ""))
              open = nil
            }
          } else {
            open?.append(first)
            rest.removeFirst()
          }
        } else if first == "\"" {
          open = ""
          rest.removeFirst()
        } else if first == "!" {
          break  // a comment
        } else if first.isWhitespace {
          rest.removeFirst()
        } else {
          let word = rest.prefix { !$0.isWhitespace && $0 != "\"" }
          rest = rest.dropFirst(word.count)
          // `[1]:` and the like hold no values.
          if let value = Double(word), value.isFinite { result.append(.number(value)) }
        }
      }
    }
    guard open == nil else {
      throw .malformed(
        path: file.path, line: file.lines.last?.number ?? 0, expected: "a closing quotation mark",
        found: "the end of the file")
    }
    return result
  }
}
