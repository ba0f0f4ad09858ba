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
  private let network: PreparedNetwork
  private let extractor: MFCCExtractor
  private let mode: Mode

  private enum Mode: Sendable {
    /// For each label whether it was asked for.
    case words(wanted: [Bool])
    case phones(KeywordGraph, names: [String])
  }

  /// - Parameters:
  ///   - keywords: what to look for; empty for all that a word model knows.
  ///   - threshold: `nil` for the model's own.
  public init(
    model: Model, keywords: [String], lexicon: PronunciationLexicon = .init(),
    threshold: Double? = nil, windowing: Windowing = .init(), context: ComputeContext
  ) throws {
    self.model = model
    self.windowing = windowing
    self.threshold = threshold ?? model.card.threshold ?? 0.5
    let card = model.card
    switch card.task {
    case .keywords:
      var wanted = [Bool](repeating: keywords.isEmpty, count: card.labels.count)
      wanted[0] = false
      for word in keywords {
        guard
          let label = card.labels.dropFirst().firstIndex(where: {
            $0.lowercased() == word.lowercased()
          })
        else {
          throw SpottingError.unknownKeyword(word, known: Array(card.labels.dropFirst()))
        }
        wanted[label] = true
      }
      mode = .words(wanted: wanted)
    case .phones:
      guard !keywords.isEmpty else { throw SpottingError.noKeywords }
      let parsed = try keywords.map { try Keyword($0, lexicon: lexicon) }
      mode = .phones(
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
    network = PreparedNetwork(model.network, context: context)
  }

  /// The sample rate that audio is brought to.
  public var sampleRate: Int { extractor.configuration.sampleRate }

  /// Everything found in a waveform at the model's rate, in order of start.
  public func detections(in waveform: Waveform) -> [Detection] {
    precondition(waveform.sampleRate == sampleRate, "audio at the model's rate")
    var search = Search(self)
    var features = extractor.stream()
    var posteriors = PosteriorStream(network, model.card.architecture, windowing: windowing)
    search.push(posteriors.push(features.push(waveform.samples)))
    search.push(posteriors.push(features.finish()))
    search.push(posteriors.finish())
    return search.finish(duration: waveform.duration)
  }

  /// Everything found in a recording, read block by block, in order of start.
  public func detections(in reader: AudioReader) throws(AudioError) -> [Detection] {
    try detectionsAndDuration(in: reader).detections
  }

  /// The same, with the recording's length in seconds.
  public func detectionsAndDuration(
    in reader: AudioReader
  ) throws(AudioError) -> (detections: [Detection], duration: Double) {
    var search = Search(self)
    var features = extractor.stream()
    var posteriors = PosteriorStream(network, model.card.architecture, windowing: windowing)
    var sampleCount = 0
    while true {
      let samples = try reader.read(atMost: 1 << 16)
      if samples.isEmpty { break }
      sampleCount += samples.count
      search.push(posteriors.push(features.push(samples)))
    }
    search.push(posteriors.push(features.finish()))
    search.push(posteriors.finish())
    let duration = Double(sampleCount) / Double(sampleRate)
    return (search.finish(duration: duration), duration)
  }

  /// What is found in a file and its length in seconds, or why it cannot be read.
  public func outcome(
    ofFile path: String
  ) -> Result<(detections: [Detection], duration: Double), AudioError> {
    do throws(AudioError) {
      let reader = try AudioReader(path: path, sampleRate: sampleRate)
      return .success(try detectionsAndDuration(in: reader))
    } catch {
      return .failure(error)
    }
  }

  /// Seconds of the middle of an output frame.
  private func time(ofFrame frame: Int) -> Double {
    let configuration = extractor.configuration
    let factor = model.card.architecture.subsampling
    let hops = Double(frame * factor) + Double(factor - 1) / 2
    return (hops * Double(configuration.hopLength) + Double(configuration.windowLength) / 2)
      / Double(configuration.sampleRate)
  }

  /// One recording's search.
  private struct Search {
    private let spotter: KeywordSpotter
    private var words: WordPeaks?
    private var phones: KeywordSearch?
    private var found: [Detection] = []

    init(_ spotter: KeywordSpotter) {
      self.spotter = spotter
      switch spotter.mode {
      case .words(let wanted):
        words = WordPeaks(
          labelCount: wanted.count, floor: Float(min(0.1, max(spotter.threshold / 5, 1e-4))))
      case .phones(let graph, let names):
        phones = KeywordSearch(
          graph, keywordCount: names.count,
          floor: Float(log(max(spotter.threshold, 1e-6))), framesPerPhone: 40)
      }
    }

    mutating func push(_ logPosteriors: Matrix) {
      if let peaks = words?.push(logPosteriors) { add(peaks) }
      if let hits = phones?.push(logPosteriors) { add(hits) }
    }

    mutating func finish(duration: Double) -> [Detection] {
      if let peaks = words?.finish() { add(peaks) }
      if let hits = phones?.finish() { add(hits) }
      return found.map { detection in
        var result = detection
        result.start = min(max(result.start, 0), duration)
        result.end = min(max(result.end, result.start), duration)
        return result
      }.sorted { ($0.start, $0.end, $0.keyword) < ($1.start, $1.end, $1.keyword) }
    }

    private mutating func add(_ peaks: [WordPeaks.Peak]) {
      guard case .words(let wanted) = spotter.mode else { return }
      let card = spotter.model.card
      for peak in peaks where wanted[peak.label] && peak.score >= spotter.threshold {
        let time = spotter.time(ofFrame: peak.frame)
        let timing = card.timings?[peak.label - 1] ?? .init(fromStart: 0.2, toEnd: 0.2)
        found.append(
          Detection(
            keyword: card.labels[peak.label], start: time - timing.fromStart,
            end: time + timing.toEnd, score: peak.score))
      }
    }

    private mutating func add(_ hits: [KeywordHit]) {
      guard case .phones(_, let names) = spotter.mode else { return }
      let timing = spotter.model.card.timings?.first ?? .init(fromStart: 0.04, toEnd: 0.06)
      for hit in hits {
        found.append(
          Detection(
            keyword: names[hit.keyword],
            start: spotter.time(ofFrame: hit.frames.lowerBound) - timing.fromStart,
            end: spotter.time(ofFrame: hit.frames.upperBound) + timing.toEnd,
            score: exp(Double(min(hit.score, 0)))))
      }
    }
  }
}
