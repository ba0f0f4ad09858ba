internal import DenseMath
internal import RecurrentNetworks
public import SpeechCorpora
internal import SpeechFeatures
public import SpeechMetrics

/// What a framewise network makes of a corpus, in the 39 classes of Lee and Hon, frame by frame as it
/// comes out of the network.
public struct FramewiseEvaluation: Sendable {
  public let corpus: String
  /// By speaker.
  public private(set) var confusions: [String: ConfusionCounts] = [:]
  public private(set) var utteranceCount = 0
  /// Utterances that could not be used, with the reason.
  public private(set) var problems: [String] = []

  public var total: ConfusionCounts {
    confusions.values.reduce(into: ConfusionCounts(classCount: PhoneSet.leeHon39.count)) {
      $0 += $1
    }
  }

  /// The 95 % interval of the accuracy, by drawing speakers.
  public func interval(seed: UInt64 = 1) -> ConfidenceInterval? {
    .bootstrap(confusions.keys.sorted().compactMap { confusions[$0] }, draws: 1000, seed: seed) {
      $0.reduce(into: ConfusionCounts(classCount: PhoneSet.leeHon39.count)) { $0 += $1 }.accuracy
    }
  }
}

extension TrainingRun {
  /// Measures the network of the best epoch on a corpus.
  public func evaluate(_ corpus: Corpus) -> FramewiseEvaluation {
    let targeting = maker.targeting
    guard case .framewise(let task) = targeting.task else {
      preconditionFailure("another kind of task")
    }
    let set = task.classes.phones
    let folding = PhoneFolding.to39(from: set)
    let classes = set.phones.map { phone -> Int? in
      (folding == nil ? phone : folding?.fold(phone)).flatMap { PhoneSet.leeHon39.index(of: $0) }
    }
    let prepared = PreparedNetwork(
      bestNetwork, context: ComputeContext(kernels: context.kernels, threadCount: 1))
    let rate = targeting.extractor.configuration.sampleRate
    var result = FramewiseEvaluation(corpus: corpus.name)
    let chunk = 32
    for first in stride(from: 0, to: corpus.utterances.count, by: chunk) {
      let part = Array(corpus.utterances[first..<min(first + chunk, corpus.utterances.count)])
      let outcomes = context.map(part.count) {
        index -> Result<ConfusionCounts, EvaluationProblem> in
        let utterance = part[index]
        guard let labeling = targeting.task.labeling(of: utterance),
          let places = targeting.task.places(in: utterance)
        else { return .failure(.init(text: "\(utterance.id): no phones")) }
        let waveform: Waveform
        do throws(AudioError) {
          waveform = try Waveform(contentsOf: utterance.audioPath, sampleRate: rate)
        } catch {
          return .failure(.init(text: "\(utterance.id): \(error)"))
        }
        let scale = Double(rate) / Double(utterance.sampleRate)
        let (features, target) = targeting.features(
          of: waveform, labeling: labeling, places: places.map { $0.scaled(by: scale) })
        guard case .frames(let targets) = target else { return .failure(.init(text: "no frames")) }
        let logits = prepared.logits(of: SequenceBatch([features])).sequence(0)
        var counts = ConfusionCounts(classCount: PhoneSet.leeHon39.count)
        for step in 0..<targets.count where targets[step] >= 0 {
          let row = logits.row(step)
          var best = 0
          for label in 0..<row.count where row[label] > row[best] { best = label }
          // What folds to nothing counts nowhere; answered, it is as wrong as any other class.
          guard let said = classes[Int(targets[step])] else { continue }
          counts.add(reference: said, hypothesis: classes[best] ?? PhoneSet.leeHon39.count - 1)
        }
        return .success(counts)
      }
      for (utterance, outcome) in zip(part, outcomes) {
        switch outcome {
        case .success(let counts):
          result.add(counts, speaker: utterance.speaker)
        case .failure(let problem): result.add(problem: problem.text)
        }
      }
    }
    return result
  }
}

private struct EvaluationProblem: Error {
  let text: String
}

extension FramewiseEvaluation {
  fileprivate init(corpus: String) { self.corpus = corpus }

  fileprivate mutating func add(_ counts: ConfusionCounts, speaker: String) {
    confusions[speaker, default: ConfusionCounts(classCount: counts.classCount)] += counts
    utteranceCount += 1
  }

  fileprivate mutating func add(problem: String) { problems.append(problem) }
}
