package import DenseMath
public import SpeechCorpora
internal import SpeechFeatures

/// An utterance ready to be learned from or measured on.
package struct Example: Sendable {
  package let id: String
  package let speaker: String
  package let corpus: String
  /// Labels to be found, in order; the blank never among them.
  package let labeling: [Int]
  /// Where each label stands, in samples of the clip, if the corpus says so.
  package let places: [Range<Int>]?
  package let clip: SpeechClip
  /// How often it is seen in an epoch.
  package let weight: Double
  /// Up to this many utterances of its speaker are joined into one.
  package let joinUpTo: Int
}

/// What was read from the corpora that a recipe names.
package struct ExampleSet: Sendable {
  package var training: [Example]
  package var validation: [Example]
  /// Recordings of noise for augmentation.
  package var noises: [SpeechClip]
  /// Utterances that could not be used, with the reason.
  package var problems: [String]

  package var trainingHours: Double { training.reduce(0) { $0 + $1.clip.duration } / 3600 }
}

extension ExampleSet {
  /// Reads every recording that the recipe trains on or validates with.
  ///
  /// An utterance without a labelling or with unreadable audio is passed over and listed in
  /// `problems`; a corpus that is missing is an error.
  package static func load(
    _ recipe: Recipe, root: String, sampleRate: Int, context: ComputeContext,
    progress: @Sendable (_ read: Int, _ of: Int) -> Void
  ) throws -> ExampleSet {
    var pending: [Pending] = []
    for source in recipe.training {
      let corpus = try source.corpus.load(root: root)
      let heldOut: Set<String>
      if source.validates ?? true {
        let (_, validation) = corpus.split(
          speakerFraction: recipe.validation.speakerFraction, seed: recipe.validation.seed)
        heldOut = Set(validation.utterances.map(\.speaker))
      } else {
        heldOut = []
      }
      for utterance in corpus.utterances {
        pending.append(
          Pending(
            utterance: utterance, corpus: corpus.name, source: source,
            isHeldOut: heldOut.contains(utterance.speaker)))
      }
    }
    var set = ExampleSet(training: [], validation: [], noises: [], problems: [])
    let chunk = 64
    for start in stride(from: 0, to: pending.count, by: chunk) {
      let part = Array(pending[start..<min(start + chunk, pending.count)])
      let loaded = context.map(part.count) { part[$0].load(recipe.task, sampleRate: sampleRate) }
      for (item, outcome) in zip(part, loaded) {
        switch outcome {
        case .success(let example):
          if item.isHeldOut { set.validation.append(example) } else { set.training.append(example) }
        case .failure(let problem):
          set.problems.append(problem.text)
        }
      }
      progress(min(start + chunk, pending.count), pending.count)
    }
    for reference in recipe.augmentation?.noise?.recordings ?? [] {
      let utterances = try reference.load(root: root).utterances
      let clips = context.map(utterances.count) { index -> Result<SpeechClip, Problem> in
        do throws(AudioError) {
          let waveform = try Waveform(
            contentsOf: utterances[index].audioPath, sampleRate: sampleRate)
          return .success(SpeechClip(waveform))
        } catch {
          return .failure(Problem(text: "\(utterances[index].id): \(error)"))
        }
      }
      for clip in clips {
        switch clip {
        case .success(let clip): set.noises.append(clip)
        case .failure(let problem): set.problems.append(problem.text)
        }
      }
    }
    return set
  }

  private struct Problem: Error {
    let text: String
  }

  private struct Pending: Sendable {
    let utterance: Utterance
    let corpus: String
    let source: TrainingSource
    let isHeldOut: Bool

    func load(_ task: TrainingTask, sampleRate: Int) -> Result<Example, Problem> {
      guard let labeling = task.labeling(of: utterance) else {
        return .failure(Problem(text: "\(corpus) \(utterance.id): no labels for this task"))
      }
      var weight = source.weight ?? 1
      if case .keywords = task, labeling.contains(where: task.soughtLabels.contains) {
        weight = source.keywordWeight ?? weight
      }
      do throws(AudioError) {
        let waveform = try Waveform(contentsOf: utterance.audioPath, sampleRate: sampleRate)
        let scale = Double(sampleRate) / Double(utterance.sampleRate)
        return .success(
          Example(
            id: utterance.id, speaker: utterance.speaker, corpus: corpus, labeling: labeling,
            places: task.places(in: utterance)?.map { $0.scaled(by: scale) },
            clip: SpeechClip(waveform), weight: weight,
            joinUpTo: source.joinUpTo ?? 1))
      } catch {
        return .failure(Problem(text: "\(corpus) \(utterance.id): \(error)"))
      }
    }
  }
}

extension Recipe {
  /// The held-out speakers' part of every training corpus that gives one.
  public func validationCorpora(root: String) throws(CorpusError) -> [Corpus] {
    var result: [Corpus] = []
    for source in training where source.validates ?? true {
      let part = try source.corpus.load(root: root).split(
        speakerFraction: validation.speakerFraction, seed: validation.seed
      ).part
      result.append(Corpus(name: "\(part.name), held-out speakers", utterances: part.utterances))
    }
    return result
  }
}

extension Range<Int> {
  /// The range at another sample rate.
  func scaled(by factor: Double) -> Range<Int> {
    if factor == 1 { return self }
    let start = Int((Double(lowerBound) * factor).rounded())
    return start..<Swift.max(start, Int((Double(upperBound) * factor).rounded()))
  }
}
