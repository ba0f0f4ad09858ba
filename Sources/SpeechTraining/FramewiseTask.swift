public import SpeechCorpora

/// A phone for every frame (Graves and Schmidhuber, Neural Networks 18, 2005).
public struct FramewiseTask: Codable, Sendable, Equatable {
  /// The network's classes. A corpus with other phones is folded into `leeHon39`; into the other
  /// sets only their own spellings go.
  public enum Classes: String, Codable, CaseIterable, Sendable {
    case timit61, leeHon48, leeHon39, cmu

    public var phones: PhoneSet {
      switch self {
      case .timit61: .timit61
      case .leeHon48: .leeHon48
      case .leeHon39: .leeHon39
      case .cmu: .cmu
      }
    }
  }

  public var classes: Classes
  /// By how many steps the network's answer comes after its frame: what a network that looks
  /// forwards only may hear of what follows.
  public var delay: Int
  /// Whether every segment counts the same in the loss, however short
  /// (`FramewiseLoss.durationWeights`).
  public var weighsDurations: Bool

  public init(classes: Classes, delay: Int = 0, weighsDurations: Bool = false) {
    self.classes = classes
    self.delay = delay
    self.weighsDurations = weighsDurations
  }

  private enum CodingKeys: String, CodingKey { case classes, delay, weighsDurations }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    classes = try container.decode(Classes.self, forKey: .classes)
    delay = try container.decodeIfPresent(Int.self, forKey: .delay) ?? 0
    weighsDurations = try container.decodeIfPresent(Bool.self, forKey: .weighsDurations) ?? false
    guard (0...100).contains(delay) else {
      throw DecodingError.dataCorruptedError(
        forKey: .delay, in: container, debugDescription: "delay must lie in 0...100, found \(delay)"
      )
    }
  }

  /// The class of each segment of an utterance, `nil` where it has none; `nil` without segments.
  func classes(of utterance: Utterance) -> [Int?]? {
    guard let segments = utterance.phoneSegments, !segments.isEmpty else { return nil }
    let labels = segments.map(\.label)
    if classes == .leeHon39, let set = PhoneSet.matching(labels),
      let folding = PhoneFolding.to39(from: set)
    {
      return labels.map { folding.fold($0).flatMap { PhoneSet.leeHon39.index(of: $0) } }
    }
    return labels.map { classes.phones.index(of: $0) }
  }
}
