internal import Foundation
public import SpeechMetrics

/// What is said in recordings, as somebody wrote it down.
public struct Reference: Sendable, Equatable {
  /// A word or a phrase, with its time in seconds where that is known.
  public struct Word: Sendable, Equatable {
    public var text: String
    public var time: ClosedRange<Double>?

    public init(_ text: String, time: ClosedRange<Double>? = nil) {
      self.text = text
      self.time = time
    }
  }

  public struct Recording: Sendable, Equatable {
    /// The path below the reference's folder without ending, or whatever name the reference uses.
    public var name: String
    /// In the order in which they are said.
    public var words: [Word]
    /// Seconds, or `nil` if the reference does not tell.
    public var duration: Double?

    public init(name: String, words: [Word], duration: Double? = nil) {
      self.name = name
      self.words = words
      self.duration = duration
    }
  }

  public var recordings: [Recording]
  /// Whether the words are keywords with their phrases whole, so that they themselves tell what was
  /// looked for.
  public var namesKeywords: Bool

  public init(recordings: [Recording], namesKeywords: Bool = false) {
    self.recordings = recordings
    self.namesKeywords = namesKeywords
  }

  /// Where keywords are said, in the recordings' order. A phrase is found where its words follow each other;
  /// where the words are keywords themselves (`namesKeywords`), no part of one is found.
  public func occurrences(of keywords: [String]) -> [Occurrence] {
    let wanted = keywords.map { (name: $0, words: Self.words($0)) }.filter { !$0.words.isEmpty }
    var result: [Occurrence] = []
    for recording in recordings {
      // A word of the reference may be a phrase itself; its parts share its time.
      var said: [(word: String, entry: Int, isFirst: Bool, isLast: Bool)] = []
      for (entry, word) in recording.words.enumerated() {
        let parts = Self.words(word.text)
        said += parts.indices.map { (parts[$0], entry, $0 == 0, $0 == parts.count - 1) }
      }
      for place in said.indices {
        for keyword in wanted where place + keyword.words.count <= said.count {
          let stretch = said[place..<place + keyword.words.count]
          guard stretch.map(\.word) == keyword.words else { continue }
          if namesKeywords, stretch.first?.isFirst != true || stretch.last?.isLast != true {
            continue
          }
          let first = recording.words[stretch.first?.entry ?? 0].time
          let last = recording.words[stretch.last?.entry ?? 0].time
          var time: ClosedRange<Double>?
          if let first, let last {
            time = first.lowerBound...max(first.lowerBound, last.upperBound)
          }
          result.append(
            Occurrence(recording: recording.name, keyword: keyword.name, time: time))
        }
      }
    }
    return result
  }

  /// Lower case, without white space or punctuation around.
  static func words(_ text: String) -> [String] {
    text.lowercased().split(whereSeparator: \.isWhitespace)
      .map { $0.trimmingCharacters(in: punctuation) }.filter { !$0.isEmpty }
  }

  private static let punctuation = CharacterSet(charactersIn: ".,;:!?\"()[]{}«»“”…")
}
