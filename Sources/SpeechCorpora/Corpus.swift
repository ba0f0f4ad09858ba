internal import DenseMath

/// Utterances read from one place, whatever its layout was.
public struct Corpus: Sendable {
  public var name: String
  /// In the corpus's own order.
  public var utterances: [Utterance]

  public init(name: String, utterances: [Utterance]) {
    self.name = name
    self.utterances = utterances
  }

  /// Every speaker once, sorted.
  public var speakers: [String] { Set(utterances.map(\.speaker)).sorted() }

  /// Two parts without a speaker in common: the second has the given share of the speakers, drawn by the seed: at
  /// least one if the share is positive, but never the only one.
  public func split(speakerFraction: Double, seed: UInt64) -> (rest: Corpus, part: Corpus) {
    precondition((0...1).contains(speakerFraction), "a share of the speakers")
    var random = RandomSource(seed: seed, stream: 0x5EA4)
    let shuffled = speakers.shuffled(using: &random)
    let share = Double(shuffled.count) * speakerFraction
    let most = speakerFraction < 1 ? max(shuffled.count - 1, 0) : shuffled.count
    let count = speakerFraction > 0 ? min(max(1, Int(share.rounded())), most) : 0
    let drawn = Set(shuffled.prefix(count))
    return (
      Corpus(name: name, utterances: utterances.filter { !drawn.contains($0.speaker) }),
      Corpus(name: name, utterances: utterances.filter { drawn.contains($0.speaker) })
    )
  }
}
