internal import Foundation

/// Praat's TextGrid in its two text formats, long and short, in UTF-8 or UTF-16.
///
/// Both formats are one to Praat: it reads the numbers, quoted strings and `<flags>` that stand
/// alone, and takes every other word for a comment. So does this reader.
package struct TextGrid {
  package struct Interval: Equatable {
    /// In seconds.
    package let start: Double
    package let end: Double
    package let text: String
    /// Where the interval's text stands in the file.
    package let line: Int
  }

  /// A tier of intervals; tiers of points are read over.
  package struct Tier: Equatable {
    package let name: String
    package let intervals: [Interval]
  }

  package let tiers: [Tier]
  /// Where the grid ends, in seconds.
  package let end: Double

  /// Ten hours of phones take a twentieth of it.
  static let largestFile = 1 << 26

  package init(path: String) throws(CorpusError) {
    let bytes = try Folder.contents(path, expected: "a TextGrid", limit: Self.largestFile)
    guard let text = Self.decode(bytes) else {
      throw .unreadable(path: path, reason: "it is not text in UTF-8 or UTF-16")
    }
    var tokens = TextGridTokens(path: path, text: text)
    guard try tokens.string("\"ooTextFile\"") == "ooTextFile" else {
      throw tokens.malformed("\"ooTextFile\"")
    }
    guard try tokens.string("\"TextGrid\"") == "TextGrid" else {
      throw tokens.malformed("\"TextGrid\"")
    }
    _ = try tokens.number("the start of the grid")
    end = try tokens.number("the end of the grid")
    guard case .flag(let flag)? = try tokens.next(), flag == "exists" || flag == "absent" else {
      throw tokens.malformed("<exists> or <absent>")
    }
    var tiers: [Tier] = []
    for _ in 0..<(flag == "exists" ? try tokens.count("the number of tiers") : 0) {
      let kind = try tokens.string("the class of a tier")
      let name = try tokens.string("the name of a tier")
      _ = try tokens.number("the start of a tier")
      _ = try tokens.number("the end of a tier")
      let count = try tokens.count("the number of intervals or points")
      switch kind {
      case "IntervalTier":
        var intervals: [Interval] = []
        for _ in 0..<count {
          let start = try tokens.number("the start of an interval")
          let end = try tokens.number("the end of an interval")
          guard start <= end else { throw tokens.malformed("an end after \(start)") }
          let text = try tokens.string("the text of an interval")
          intervals.append(Interval(start: start, end: end, text: text, line: tokens.line))
        }
        tiers.append(Tier(name: name, intervals: intervals))
      case "TextTier":
        for _ in 0..<count {
          _ = try tokens.number("the time of a point")
          _ = try tokens.string("the text of a point")
        }
      default:
        throw tokens.malformed("\"IntervalTier\" or \"TextTier\"")
      }
    }
    self.tiers = tiers
  }

  /// The tiers called one of `names` in any case, alone or, as the Montreal Forced Aligner writes
  /// them, after a speaker and a dash; with that speaker.
  package func tiers(named names: [String]) -> [(tier: Tier, speaker: String?)] {
    tiers.compactMap { tier in
      let parts = tier.name.split(separator: " - ", omittingEmptySubsequences: false)
      guard names.contains(parts[parts.count - 1].lowercased()) else { return nil }
      return (tier, parts.count > 1 ? parts.dropLast().joined(separator: " - ") : nil)
    }
  }

  private static func decode(_ bytes: [UInt8]) -> String? {
    switch (bytes.first, bytes.dropFirst().first) {
    case (0xFE, 0xFF): utf16(bytes.dropFirst(2), high: 0, low: 1)
    case (0xFF, 0xFE): utf16(bytes.dropFirst(2), high: 1, low: 0)
    default:
      String(
        validating: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...],
        as: UTF8.self)
    }
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, high: Int, low: Int) -> String? {
    guard bytes.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
      UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + low])
    }
    return String(validating: units, as: UTF16.self)
  }
}

/// What stands alone in one of Praat's text files.
struct TextGridTokens {
  enum Token: Equatable {
    case number(Double)
    case string(String)
    case flag(String)
  }

  private let path: String
  private let scalars: [Unicode.Scalar]
  private var position = 0
  /// The line after the last token.
  private(set) var line = 1
  private var last = "the end"

  init(path: String, text: String) {
    self.path = path
    scalars = Array(text.unicodeScalars)
  }

  func malformed(_ expected: String) -> CorpusError {
    .malformed(path: path, line: line, expected: expected, found: String(last.prefix(80)))
  }

  mutating func number(_ expected: String) throws(CorpusError) -> Double {
    guard case .number(let value)? = try next() else { throw malformed(expected) }
    return value
  }

  mutating func count(_ expected: String) throws(CorpusError) -> Int {
    let value = try number(expected)
    guard value >= 0, value < 1e9, value == value.rounded() else { throw malformed(expected) }
    return Int(value)
  }

  mutating func string(_ expected: String) throws(CorpusError) -> String {
    guard case .string(let value)? = try next() else { throw malformed(expected) }
    return value
  }

  /// The next token; `nil` at the end.
  mutating func next() throws(CorpusError) -> Token? {
    while position < scalars.count {
      let scalar = scalars[position]
      if scalar.properties.isWhitespace {
        advance()
      } else if scalar == "\"" {
        return .string(try quoted())
      } else if scalar == "!" {
        while position < scalars.count && scalars[position] != "\n" { position += 1 }
      } else if let token = word() {
        return token
      }
    }
    last = "the end"
    return nil
  }

  private mutating func advance() {
    // A lone CR also ends a line, as on old Macintoshes.
    let isBreak =
      scalars[position] == "\n"
      || (scalars[position] == "\r"
        && !(position + 1 < scalars.count && scalars[position + 1] == "\n"))
    if isBreak { line += 1 }
    position += 1
  }

  /// A string between quotation marks; doubled ones stand for one. It may run over lines.
  private mutating func quoted() throws(CorpusError) -> String {
    let begin = line
    var text = String.UnicodeScalarView()
    position += 1
    while position < scalars.count {
      if scalars[position] == "\"" {
        position += 1
        guard position < scalars.count, scalars[position] == "\"" else {
          last = String(text)
          return last
        }
      }
      text.append(scalars[position])
      advance()
    }
    throw .malformed(
      path: path, line: begin, expected: "a closing quotation mark", found: "the end")
  }

  /// A word up to white space, if it is a number or a flag.
  private mutating func word() -> Token? {
    var text = String.UnicodeScalarView()
    while position < scalars.count, !scalars[position].properties.isWhitespace {
      text.append(scalars[position])
      position += 1
    }
    let word = String(text)
    if word.hasPrefix("<"), word.hasSuffix(">") {
      last = word
      return .flag(String(word.dropFirst().dropLast()))
    }
    // Only digits: "inf" and "nan" are words here.
    guard let first = word.first, first.isNumber || first == "-" || first == "+" || first == ".",
      let value = Double(word), value.isFinite
    else { return nil }
    last = word
    return .number(value)
  }
}
