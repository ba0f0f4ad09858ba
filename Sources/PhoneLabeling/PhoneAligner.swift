public import DenseMath
internal import Foundation
public import KeywordSpotting
public import RecurrentNetworks
internal import SpeechCorpora
public import SpeechFeatures

/// Why a text could not be aligned.
public enum AlignmentError: Error, Equatable, CustomStringConvertible {
  case unreadable(AudioError)
  case emptyText
  case unpronounceable(word: String)
  /// The text has more phones than the recording has room for.
  case tooShort(seconds: Double, phones: Int)
  /// Nothing like the text is heard, so that the search for it lost its way.
  case unlike

  public var description: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .emptyText: "the text has no words"
    case .unpronounceable(let word): "nothing in \"\(word)\" can be said"
    case .tooShort(let seconds, let phones):
      String(format: "%.2f s are too short for a text of %d phones", seconds, phones)
    case .unlike: "the text is not what is said"
    }
  }
}

/// A word with its place in a recording.
public struct AlignedWord: Sendable, Equatable {
  public var word: String
  /// Seconds from the recording's start.
  public var start: Double
  public var end: Double

  public init(word: String, start: Double, end: Double) {
    self.word = word
    self.start = start
    self.end = end
  }
}

/// Where a known text is in a recording.
public struct Alignment: Sendable, Equatable {
  /// The text's phones and the pauses between them, without gaps or overlaps.
  public var phones: [PhoneSegment]
  public var words: [AlignedWord]
  /// The recording's length in seconds.
  public var duration: Double
}

/// Finds where the phones and words of a known text are: Viterbi over all its pronunciations, with
/// pauses allowed between words and some phones left out (`Omissions`), by the posteriors and by how long
/// phones usually last (`PhoneDurations`); then borders between frames (`BorderMedians`). Memory
/// goes with the length of the recording, and in short ones, up to some 50 MB, with its product with the text's.
public struct PhoneAligner: Sendable {
  /// How far a posterior is divided by its label's share of the training frames: a network that has
  /// heard much silence expects silence. 1 gives likelihoods up to a factor.
  public let priorScale: Double
  /// Seconds that a phone lasts at least.
  public let minimumDuration: Double
  fileprivate let engine: PosteriorEngine
  private let lexicon: PronunciationLexicon
  private let silence: Int
  /// Labels by the phones of the CMU dictionary.
  private let labels: [String: Int]
  /// The same by label; where phones share one, the first of them.
  private let names: [String]

  /// - Parameter model: a framewise model of CMU's phones or of Lee and Hon's 39 classes.
  /// - Throws: `SpottingError` if the model is another.
  public init(
    model: Model, lexicon: PronunciationLexicon = .init(), priorScale: Double = 0.5,
    minimumDuration: Double = 0.02, windowing: Windowing = .phones, context: ComputeContext
  ) throws(SpottingError) {
    let card = model.card
    guard card.task == .framewise else {
      throw .cannotSpot(
        model: card.name, task: "sequences of labels", needed: "alignment (a framewise one is)")
    }
    var labels: [String: Int] = [:]
    for phone in PhoneSet.cmu.phones {
      labels[phone] =
        card.labels.firstIndex(of: phone)
        ?? PhoneFolding.cmuTo39.fold(phone).flatMap { card.labels.firstIndex(of: $0) }
    }
    guard labels.count == PhoneSet.cmu.count, let silence = labels["SIL"] else {
      throw .badFeatures(model: card.name, reason: "its labels are not English phones and silence")
    }
    self.labels = labels
    let phones = Dictionary(labels.map { ($1, $0) }) { min($0, $1) }
    names = card.labels.indices.map { phones[$0] ?? "" }
    self.silence = silence
    self.lexicon = lexicon
    self.priorScale = priorScale
    self.minimumDuration = minimumDuration
    engine = try PosteriorEngine(
      model, windowing: windowing, interleaved: true, context: context)
  }

  /// The sample rate that audio is brought to.
  public var sampleRate: Int { engine.sampleRate }

  /// Aligns files with their texts, several at once, and hands out the results in their order.
  public func align<Failure: Error>(
    files: [(path: String, text: KnownText)], reading options: AudioReader.Options = .init(),
    jobs: Int, progress: (FileProgress) -> Void = { _ in },
    _ body: (Int, Result<Alignment, AlignmentError>) throws(Failure) -> Void
  ) throws(Failure) {
    let texts = files.map(\.text)
    try engine.run(
      files: files.map(\.path), reading: options, jobs: jobs,
      makeConsumer: { consumer(text: texts[$0]) }, progress: progress
    ) { index, result throws(Failure) in
      switch result {
      case .failure(let error): try body(index, .failure(.unreadable(error)))
      case .success(let outcome): try body(index, outcome)
      }
    }
  }

  /// Aligns a recording with a text when its posteriors are there, on the thread that they came on.
  package func consumer(
    text: KnownText
  ) -> some PosteriorConsumer<Result<Alignment, AlignmentError>> {
    AlignmentMaker(aligner: self, text: text, clock: engine.clock, delay: engine.delay)
  }

  /// Aligns a posteriorgram of the model with a text.
  func align(
    _ posteriors: Posteriorgram, text: KnownText
  ) throws(AlignmentError) -> Alignment {
    let words = try spoken(text)
    guard !words.isEmpty else { throw .emptyText }
    let tooShort = AlignmentError.tooShort(
      seconds: posteriors.duration,
      phones: words.reduce(0) { $0 + ($1.pronunciations.map(\.count).min() ?? 0) })
    // A recording shorter than a window of features has no frames.
    guard posteriors.values.rows > 0 else { throw tooShort }
    let graph = AlignmentGraph(words: phones(of: words), silence: silence)
    let durations = PhoneDurations.scores(
      of: labels, count: engine.model.card.labels.count, step: posteriors.step,
      minimum: minimumDuration)
    let scores = scores(posteriors)
    guard let path = Viterbi.path(graph, scores: scores, durations: durations) else {
      let fewest = words.reduce(0) { sum, word in
        sum + (word.pronunciations.map { Self.fewestFrames(of: $0, durations) }.min() ?? 0)
      }
      throw fewest > scores.rows ? tooShort : .unlike
    }
    let borders = BorderMedians.borders(
      of: path, labels: path.map { graph.nodes[$0.node].label }, scores: scores,
      durations: durations)
    var result = Alignment(phones: [], words: [], duration: posteriors.duration)
    var lastWord: Int?
    for (place, stretch) in path.enumerated() {
      let node = graph.nodes[stretch.node]
      let start = place == 0 ? 0 : posteriors.time(ofBorder: borders[place - 1])
      let end =
        place == path.count - 1 ? posteriors.duration : posteriors.time(ofBorder: borders[place])
      let mass = stretch.frames.reduce(0.0) {
        $0 + Double(posteriors.values[$1, node.label])
      }
      result.phones.append(
        PhoneSegment(
          phone: engine.model.card.labels[node.label], start: start, end: max(start, end),
          posterior: mass / Double(stretch.frames.count)))
      if let word = node.word {
        if word == lastWord {
          result.words[result.words.count - 1].end = end
        } else {
          result.words.append(AlignedWord(word: words[word].word, start: start, end: end))
        }
      }
      lastWord = node.word
    }
    return result
  }

  /// Frames that phones last at least.
  private static func fewestFrames(of labels: [Int], _ durations: Matrix) -> Int {
    labels.reduce(0) { sum, label in
      sum + 1 + (durations.row(label).indices.first { durations[label, $0] > -.infinity } ?? 0)
    }
  }

  private func scores(_ posteriors: Posteriorgram) -> Matrix {
    var shares = engine.model.card.labelShares ?? []
    // Pauses are looked for between all words, so that silence is as likely as any phone.
    if shares.count > 1 { shares[silence] = (1 - shares[silence]) / Double(shares.count - 1) }
    let offsets = (0..<posteriors.values.columns).map { label in
      Float(priorScale * log(max(shares.isEmpty ? 1 : shares[label], 1e-4)))
    }
    var result = posteriors.values
    for row in 0..<result.rows {
      var values = result.mutableRow(row)
      for label in 0..<values.count {
        values[label] = log(max(values[label], 1e-10)) - offsets[label]
      }
    }
    return result
  }

  private struct SpokenWord {
    var word: String
    /// As labels.
    var pronunciations: [[Int]]
    /// Whether they were said to be so, by a lexicon or the text, and are not what rules expect.
    var isStated: Bool
  }

  private func spoken(_ text: KnownText) throws(AlignmentError) -> [SpokenWord] {
    var result: [SpokenWord] = []
    switch text {
    case .written(let text):
      // Transcripts may shout; espeak-ng spells out what looks like an abbreviation.
      let isShouted = text == text.uppercased()
      for word in Self.words(text) {
        let spelling = isShouted ? word.lowercased() : word
        let pronunciations = try self.pronunciations(of: spelling)
        result.append(
          SpokenWord(
            word: word, pronunciations: pronunciations, isStated: lexicon[spelling] != nil))
      }
    case .heard(let words):
      for word in words {
        let heard = word.phones.compactMap { labels[$0] }
        var found = (try? self.pronunciations(of: word.word.lowercased())) ?? []
        if !heard.isEmpty && !found.contains(heard) { found.append(heard) }
        guard !found.isEmpty else { throw .unpronounceable(word: word.word) }
        result.append(SpokenWord(word: word.word, pronunciations: found, isStated: true))
      }
    }
    return result
  }

  /// The words' pronunciations, and which of their phones may be left out.
  private func phones(of words: [SpokenWord]) -> [[[AlignmentGraph.Phone]]] {
    words.enumerated().map { place, word in
      let next =
        place + 1 < words.count ? Set(words[place + 1].pronunciations.map { names[$0[0]] }) : []
      return word.pronunciations.map { pronunciation in
        guard !word.isStated else { return pronunciation.map { AlignmentGraph.Phone($0) } }
        let omissible = Omissions.places(in: pronunciation.map { names[$0] }, before: next)
        return zip(pronunciation, omissible).map { label, isOmissible in
          AlignmentGraph.Phone(label, omission: isOmissible ? Omissions.cost : .infinity)
        }
      }
    }
  }

  private func pronunciations(of word: String) throws(AlignmentError) -> [[Int]] {
    let found: [[String]]
    do {
      found = try WeakForms.pronunciations(of: word, lexicon: lexicon)
    } catch {
      throw .unpronounceable(word: word)
    }
    var result: [[Int]] = []
    for phones in found {
      let pronunciation = phones.compactMap { labels[$0] }
      if !result.contains(pronunciation) { result.append(pronunciation) }
    }
    return result
  }

  /// The words of a text as it is written, punctuation aside.
  static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map {
      $0.trimmingCharacters(in: CharacterSet(charactersIn: ".,;:!?\"()[]{}«»“”…–—-"))
        .replacingOccurrences(of: "=", with: " ")
    }.filter { $0.contains { $0.isLetter || $0.isNumber } }
  }
}

/// Collects posteriors, and aligns them: of a recording that is done only its alignment is kept.
private struct AlignmentMaker: PosteriorConsumer {
  private let aligner: PhoneAligner
  private let text: KnownText
  private var posteriors: PosteriorgramMaker

  init(aligner: PhoneAligner, text: KnownText, clock: FrameClock, delay: Int) {
    self.aligner = aligner
    self.text = text
    posteriors = PosteriorgramMaker(
      clock: clock, delay: delay, width: aligner.engine.model.card.labels.count)
  }

  mutating func push(_ logPosteriors: Matrix) { posteriors.push(logPosteriors) }

  mutating func finish(duration: Double) -> Result<Alignment, AlignmentError> {
    let posteriors = posteriors.finish(duration: duration)
    do throws(AlignmentError) {
      return .success(try aligner.align(posteriors, text: text))
    } catch {
      return .failure(error)
    }
  }
}

extension Posteriorgram {
  /// Seconds of a border in frames: 3 is the border between the third and the fourth.
  func time(ofBorder border: Double) -> Double { first + step * (border - 0.5) }
}
