public import DenseMath
internal import Foundation
public import RecurrentNetworks
public import SpeechFeatures

/// Finds keywords in recordings of any length, in bounded memory.
///
/// A model whose labels are words finds those words; one whose labels are phones finds any keyword
/// with a pronunciation. One spotter may be used from many threads.
public struct KeywordSpotter: Sendable {
  /// The threshold with models whose cards tell none.
  public static let defaultThreshold = 0.5

  /// Detections of a lower score are not reported.
  public var threshold: Double { plan.threshold }
  let plan: SearchPlan
  let engine: PosteriorEngine

  /// - Parameters:
  ///   - keywords: what to look for; empty for all that a word model knows. Those of one name are one
  ///     keyword with the pronunciations of all.
  ///   - examples: further keywords for a model of phones, with their pronunciations.
  ///   - threshold: `nil` for the model's own.
  ///   - thresholds: those of keywords that have their own, by their names in lower case.
  ///   - falseAlarmsPerHour: with a model of phones, the threshold of each keyword is that from which
  ///     keywords of its length gave so many false alarms on held-out speech.
  /// - Throws: `SpottingError`; `PronunciationError` with a model of phones.
  public init(
    model: Model, keywords: [String] = [], examples: [Keyword] = [],
    lexicon: PronunciationLexicon = .init(),
    threshold: Double? = nil, thresholds own: [String: Double] = [:],
    falseAlarmsPerHour: Double? = nil, windowing: Windowing = .init(), context: ComputeContext
  ) throws {
    let common = threshold ?? model.card.threshold ?? Self.defaultThreshold
    var thresholds: [String: Double] = [:]
    for value in [common] + own.values where !(0...1).contains(value) {
      throw SpottingError.badThreshold(value)
    }
    let card = model.card
    let target: SearchPlan.Target
    switch card.task {
    case .keywords:
      guard falseAlarmsPerHour == nil else {
        throw SpottingError.uncalibrated(model: card.name)
      }
      guard examples.isEmpty else {
        throw SpottingError.cannotSpot(
          model: card.name, task: "its own words only", needed: "keywords by example")
      }
      let wanted = try Self.wanted(keywords, card)
      target = .words(wanted)
      for (label, isWanted) in zip(card.labels, wanted) where isWanted {
        thresholds[label] = own[label.lowercased()] ?? common
      }
    case .phones:
      let parsed = Keyword.merged(try Keyword.all(keywords, lexicon: lexicon) + examples)
      guard !parsed.isEmpty else { throw SpottingError.noKeywords }
      guard Array(card.labels.dropFirst()) == PhoneAlphabet.phones else {
        throw SpottingError.badFeatures(
          model: card.name,
          reason: "\(card.labels.count) labels that are not the blank and the "
            + "\(PhoneAlphabet.phones.count) phones of the CMU dictionary")
      }
      if let damage = CommonWords.standard().damage { throw damage }
      guard !CommonWords.standard().entries.isEmpty else {
        throw SpottingError.wordsMissing(folders: ModelStore.standard().folders)
      }
      for keyword in parsed { thresholds[keyword.name] = common }
      if let falseAlarmsPerHour {
        guard let curves = card.falseAlarms, !curves.isEmpty else {
          throw SpottingError.uncalibrated(model: card.name)
        }
        if let example = parsed.first(where: { !$0.clips.isEmpty }) {
          throw SpottingError.uncalibratedExample(name: example.name)
        }
        for keyword in parsed {
          thresholds[keyword.name] = Self.threshold(
            keyword, curves, falseAlarmsPerHour: falseAlarmsPerHour)
        }
      }
      for keyword in parsed {
        if let value = own[keyword.name.lowercased()] { thresholds[keyword.name] = value }
      }
      let lowest = thresholds.values.min() ?? common
      // For each keyword the least probability with which it has to be heard.
      let least = parsed.map { keyword in
        max(
          keyword.clips.isEmpty
            ? SearchPlan.heard(
              score: lowest, phoneCount: keyword.pronunciations.map(\.count).max() ?? 0) : lowest,
          1e-6)
      }
      let labels = parsed.map { $0.pronunciations.map(PhoneAlphabet.labels(of:)) }
      if let weight = card.wordWeight, !(0...100).contains(weight) {
        throw SpottingError.badFeatures(
          model: card.name, reason: "a weight of words of \(weight), not of 0 to 100")
      }
      let words = WordLoop.standard(wordWeight: card.wordWeight)
      let priors = labels.map(words.prior(of:))
      target = .phones(
        KeywordTree(
          labels,
          // What is compared both ways may be better the other way.
          floors: zip(parsed, least).map {
            max(Float(log($1)) * ($0.clips.isEmpty ? 1 : 2), -14)
          },
          // What may yet be gained counts, too.
          pathFloors: parsed.indices.map {
            parsed[$0].clips.isEmpty
              ? SearchPlan.odds(probability: least[$0]) - SearchPlan.pathMargin - priors[$0]
              : SearchPlan.examplePathFloor
          },
          framesPerPhone: SearchPlan.framesPerPhone),
        keywords: parsed, priors: priors, words: words)
    case .framewise:
      throw SpottingError.cannotSpot(model: card.name, task: "labelling frames")
    }
    engine = try PosteriorEngine(model, windowing: windowing, context: context)
    if card.task == .keywords, let timings = card.timings,
      timings.count != card.labels.count - 1
    {
      throw SpottingError.badFeatures(
        model: card.name, reason: "\(timings.count) timings for \(card.labels.count - 1) keywords")
    }
    plan = SearchPlan(
      target: target, labels: card.labels, timings: card.timings,
      threshold: thresholds.values.min() ?? common, thresholds: thresholds, clock: engine.clock,
      labelBonuses: Self.bonuses(card))
  }

  /// What is taken off the log posteriors of frequent labels, the blank above all, and added to those of
  /// rare ones: a part of the logarithm of their shares, which the network has learnt and the words'
  /// probabilities say again.
  private static func bonuses(_ card: ModelCard) -> [Float] {
    guard let shares = card.labelShares, shares.count == card.labels.count else { return [] }
    return shares.map { Float(-SearchPlan.shareExponent * log(max($0, 1e-6))) }
  }

  private static func threshold(
    _ keyword: Keyword, _ curves: [ModelCard.FalseAlarmCurve], falseAlarmsPerHour: Double
  ) -> Double {
    let phones = keyword.pronunciations.map(\.count).min() ?? 0
    let curve = curves.last { $0.phones <= phones } ?? curves[0]
    return curve.score(falseAlarmsPerHour: falseAlarmsPerHour)
  }

  /// For each label whether it was asked for.
  private static func wanted(_ keywords: [String], _ card: ModelCard) throws -> [Bool] {
    let known = card.soughtLabels
    var wanted = [Bool](repeating: false, count: card.labels.count)
    if keywords.isEmpty {
      for place in known.indices { wanted[place + 1] = true }
    }
    for word in keywords {
      let place = known.firstIndex { $0.lowercased() == word.lowercased() }
      guard let place else { throw SpottingError.unknownKeyword(word, known: known) }
      wanted[place + 1] = true
    }
    return wanted
  }

  public var model: Model { engine.model }

  public var windowing: Windowing { engine.windowing }

  /// The sample rate that audio is brought to.
  public var sampleRate: Int { engine.sampleRate }

  /// The keywords that are looked for, as they stand in detections.
  public var keywordNames: [String] {
    switch plan.target {
    case .words(let wanted): wanted.indices.filter { wanted[$0] }.map { plan.labels[$0] }
    case .phones(_, let keywords, _, _): keywords.map(\.name)
    }
  }

  /// Everything found in a waveform, in order of start.
  ///
  /// - Precondition: the waveform has the model's sample rate.
  public func detections(in waveform: Waveform) -> [Detection] {
    let waiting = Samples(waveform.samples, rate: waveform.sampleRate, expected: sampleRate)
    var search = PosteriorSearch(plan)
    // A waveform gives no errors.
    _ = try? engine.posteriors(of: waiting.read) { search.push($0) }
    return search.finish(duration: waveform.duration).detections
  }

  /// Everything found in a recording, read block by block.
  ///
  /// - Precondition: the reader gives the model's sample rate.
  public func findings(in reader: AudioReader) throws(AudioError) -> Findings {
    precondition(reader.sampleRate == sampleRate, "audio at the model's rate")
    var search = PosteriorSearch(plan)
    let count = try engine.posteriors(of: { () throws(AudioError) in
      try reader.read(atMost: 1 << 15)
    }) {
      search.push($0)
    }
    return search.finish(duration: Double(count) / Double(sampleRate))
  }

  /// Tells what is found while audio is still coming, each detection once: within about 1.2 s of its
  /// end with a model of phones, if the spotter was made with the windowing `.live`.
  ///
  /// A keyword's times and score are final when it is told. What follows is looked at less than
  /// `findings` does, so a little more is missed.
  ///
  /// - Precondition: the reader gives the model's sample rate.
  /// - Returns: the seconds heard.
  @discardableResult
  public func listen(
    to reader: AudioReader, _ body: (Detection) throws -> Void
  ) throws -> Double {
    precondition(reader.sampleRate == sampleRate, "audio at the model's rate")
    var stream = stream()
    while true {
      let samples = try reader.read(atMost: sampleRate / 20)
      if samples.isEmpty { break }
      for detection in stream.push(samples) { try body(detection) }
    }
    for detection in stream.finish() { try body(detection) }
    return stream.duration
  }

  /// A search through samples that a program hands over as they come, from a microphone or a network:
  /// `listen` without a file.
  public func stream() -> SpottingStream {
    SpottingStream(engine, plan.whileHeard)
  }

  /// What is found in a file, or why it cannot be read.
  public func outcome(ofFile path: String) -> Result<Findings, AudioError> {
    do throws(AudioError) {
      return .success(try findings(in: AudioReader(path: path, sampleRate: sampleRate)))
    } catch {
      return .failure(error)
    }
  }

  /// The labels of the best path through the network's outputs (Graves 2006, section 3.2): what is
  /// compared with the labels of an utterance. The blank competes, so no threshold is needed.
  public func bestPath(of waveform: Waveform) -> [String] {
    let waiting = Samples(waveform.samples, rate: waveform.sampleRate, expected: sampleRate)
    var path: [Int] = []
    _ = try? engine.posteriors(of: waiting.read) { values in
      path += CTC.bestPath(labelsOf: values)
    }
    return CTC.collapse(path).map { model.card.labels[$0] }
  }

  /// A waveform in blocks.
  private final class Samples {
    private let samples: [Float]
    private var next = 0

    init(_ samples: [Float], rate: Int, expected: Int) {
      precondition(rate == expected, "audio at the model's rate")
      self.samples = samples
    }

    func read() -> [Float] {
      let block = samples[next..<min(next + 1 << 15, samples.count)]
      next += block.count
      return Array(block)
    }
  }
}
