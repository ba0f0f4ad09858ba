public import DenseMath
internal import Foundation
public import RecurrentNetworks
public import SpeechFeatures

/// Finds keywords in recordings of any length, in bounded memory.
///
/// A model whose labels are words finds those words; one whose labels are phones finds any keyword
/// with a pronunciation. One spotter may be used from many threads.
public struct KeywordSpotter: Sendable {
  public let model: Model
  public let windowing: Windowing
  /// Detections of a lower score are not reported.
  public let threshold: Double
  let context: ComputeContext
  let extractor: MFCCExtractor
  let plan: SearchPlan
  let network: PreparedNetwork

  /// - Parameters:
  ///   - keywords: what to look for; empty for all that a word model knows.
  ///   - threshold: `nil` for the model's own.
  /// - Throws: `SpottingError`; `PronunciationError` with a model of phones.
  public init(
    model: Model, keywords: [String] = [], lexicon: PronunciationLexicon = .init(),
    threshold: Double? = nil, windowing: Windowing = .init(), context: ComputeContext
  ) throws {
    self.model = model
    self.windowing = windowing
    self.context = context
    self.threshold = threshold ?? model.card.threshold ?? 0.5
    guard (0...1).contains(self.threshold) else {
      throw SpottingError.badThreshold(self.threshold)
    }
    let card = model.card
    let target: SearchPlan.Target
    switch card.task {
    case .keywords:
      target = .words(try Self.wanted(keywords, card))
    case .phones:
      guard !keywords.isEmpty else { throw SpottingError.noKeywords }
      let parsed = try keywords.map { try Keyword($0, lexicon: lexicon) }
      target = .phones(
        KeywordGraph(parsed.map { $0.pronunciations.map(PhoneAlphabet.labels(of:)) }),
        names: parsed.map(\.name))
    case .framewise:
      throw SpottingError.cannotSpot(model: card.name, task: "labelling frames")
    }
    do {
      extractor = try MFCCExtractor(FeatureConfiguration(json: card.features))
    } catch {
      throw SpottingError.badFeatures(model: card.name, reason: "\(error)")
    }
    guard extractor.configuration.featureCount == card.architecture.inputSize else {
      throw SpottingError.badFeatures(
        model: card.name,
        reason: "\(extractor.configuration.featureCount) features for "
          + "\(card.architecture.inputSize) inputs")
    }
    if card.task == .keywords, let timings = card.timings,
      timings.count != card.labels.count - 1
    {
      throw SpottingError.badFeatures(
        model: card.name, reason: "\(timings.count) timings for \(card.labels.count - 1) keywords")
    }
    network = PreparedNetwork(model.network, context: context)
    plan = SearchPlan(
      target: target, labels: card.labels, timings: card.timings, threshold: self.threshold,
      clock: FrameClock(
        extractor.configuration, subsampling: card.architecture.subsampling))
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

  /// The sample rate that audio is brought to.
  public var sampleRate: Int { extractor.configuration.sampleRate }

  /// The keywords that are looked for, as they stand in detections.
  public var keywordNames: [String] {
    switch plan.target {
    case .words(let wanted): wanted.indices.filter { wanted[$0] }.map { plan.labels[$0] }
    case .phones(_, let names): names
    }
  }

  /// Everything found in a waveform, in order of start.
  ///
  /// - Precondition: the waveform has the model's sample rate.
  public func detections(in waveform: Waveform) -> [Detection] {
    let waiting = Samples(waveform.samples, rate: waveform.sampleRate, expected: sampleRate)
    var search = PosteriorSearch(plan)
    // A waveform gives no errors.
    _ = try? posteriors(of: waiting.read) { search.push($0) }
    return search.finish(duration: waveform.duration)
  }

  /// Everything found in a recording, read block by block.
  ///
  /// - Precondition: the reader gives the model's sample rate.
  public func findings(in reader: AudioReader) throws(AudioError) -> Findings {
    precondition(reader.sampleRate == sampleRate, "audio at the model's rate")
    var search = PosteriorSearch(plan)
    let count = try posteriors(of: { () throws(AudioError) in try reader.read(atMost: 1 << 15) }) {
      search.push($0)
    }
    let duration = Double(count) / Double(sampleRate)
    return Findings(detections: search.finish(duration: duration), duration: duration)
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
    _ = try? posteriors(of: waiting.read) { values in
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
