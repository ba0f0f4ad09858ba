internal import Foundation

/// A page that shows recordings with the detections on them: one file that needs no network. Click a
/// picture to hear from there; filter by keyword and score; all of it by keyboard, light and dark.
public struct SpottingPage: Sendable {
  /// Recordings shown at most; the others are counted.
  public static let recordingLimit = 400
  /// The most sound in a page, in seconds: 48 MB, which are 64 in the page's letters.
  public static let soundLimit = 1500.0

  /// A plot above the recordings.
  public struct Plot: Sendable {
    public var svg: String

    public init(_ plot: LinePlot) { svg = plot.svg() }
  }

  private let title: String
  private let summary: String
  private let plots: [Plot]
  private var pictures: [RecordingPicture] = []
  private var unshown = 0
  private var emptyCount = 0
  private var rightCount = 0
  private let soundLimit: Double
  private var soundDuration = 0.0
  /// Whether short recordings keep all of their sound.
  private var keepsWholeSound = true

  /// - Parameters:
  ///   - summary: lines of figures, in columns.
  ///   - plots: shown side by side.
  ///   - soundLimit: seconds.
  public init(
    title: String, summary: String = "", plots: [Plot] = [], soundLimit: Double = Self.soundLimit
  ) {
    self.soundLimit = soundLimit
    self.title = title
    self.summary = summary
    self.plots = plots
  }

  /// Whether another recording would be shown: so that nobody looks at it in vain.
  public var hasRoom: Bool { pictures.count < Self.recordingLimit }

  /// Where the sound of all recordings is too much, it is kept around the marks only, and where that is
  /// too much, later recordings have none.
  public mutating func add(_ picture: RecordingPicture) {
    guard hasRoom else {
      unshown += 1
      return
    }
    var picture = picture
    if keepsWholeSound && soundDuration + picture.soundDuration > soundLimit {
      keepsWholeSound = false
      for place in pictures.indices { pictures[place].keepSoundOfMarks() }
      soundDuration = pictures.reduce(0) { $0 + $1.soundDuration }
    }
    if !keepsWholeSound { picture.keepSoundOfMarks() }
    if soundDuration + picture.soundDuration > soundLimit { picture.dropSound() }
    soundDuration += picture.soundDuration
    pictures.append(picture)
  }

  /// Recordings with something that cannot be heard in the page, only from their files.
  public var pathsWithoutSound: [String] { pictures.filter(\.lacksSound).map(\.path) }

  /// Counts a recording that is not shown.
  public mutating func addUnshown() { unshown += 1 }

  /// Counts a recording in which nothing was found; it takes no place.
  public mutating func addEmpty() { emptyCount += 1 }

  /// Counts recordings without a miss or a false alarm; they take no place.
  public mutating func addRight(_ count: Int) { rightCount += count }

  public func html() -> String {
    var text = ""
    write { text += $0 }
    return text
  }

  /// The page in pieces, none of which holds more than a recording.
  public func write(_ emit: (String) throws -> Void) rethrows {
    let head = Self.json([
      "title": title, "unshown": unshown, "empty": emptyCount, "right": rightCount,
    ])
    try emit(Self.head + overview + Self.middle)
    try emit("<script type=\"application/json\" id=\"data\">")
    try emit(String(head.dropLast()) + ",\"recordings\":[")
    for (place, picture) in pictures.enumerated() {
      try emit((place == 0 ? "" : ",") + Self.json(picture.json))
    }
    try emit("]}</script>\n<script>\n" + Self.script + "</script>\n</body>\n</html>\n")
  }

  private static func json(_ object: [String: Any]) -> String {
    guard let json = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
    else { preconditionFailure("text and finite numbers are JSON") }
    // "</script>" in a name must not end the script.
    return String(decoding: json, as: UTF8.self).replacingOccurrences(of: "<", with: "\\u003c")
  }

  private var overview: String {
    guard !summary.isEmpty || !plots.isEmpty else { return "" }
    let text = MarkupText.escaped(summary)
    return "<section id=\"overview\">\n<pre>\(text)</pre>\n<div class=\"plots\">\n"
      + plots.map { "<figure>\($0.svg)</figure>\n" }.joined() + "</div>\n</section>\n"
  }
}
