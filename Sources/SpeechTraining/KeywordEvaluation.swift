public import DenseMath
internal import Foundation
public import KeywordSpotting
internal import RecurrentNetworks
public import SpeechCorpora
internal import SpeechFeatures
public import SpeechMetrics

/// What a keyword model finds in a test corpus, as Fernández, Graves and Schmidhuber report it.
public struct KeywordEvaluation: Sendable {
  public let corpus: String
  public let utteranceCount: Int
  /// Hours of audio.
  public let hours: Double
  public let score: KeywordScore
  /// Absolute errors of start and end of the hits whose place the corpus knows, in seconds.
  public let startErrors: [Double]
  public let endErrors: [Double]
  /// Utterances that could not be read, with the reason.
  public let problems: [String]

  /// Spots in every utterance of a corpus and compares the sequence of detections with the sequence
  /// of keywords spoken.
  public init(
    _ spotter: KeywordSpotter, corpus: Corpus, context: ComputeContext,
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) {
    let keywords = Set(spotter.keywordNames.map { $0.uppercased() })
    var score = KeywordScore()
    var (starts, ends): ([Double], [Double]) = ([], [])
    var problems: [String] = []
    var seconds = 0.0
    let chunk = 32
    for first in stride(from: 0, to: corpus.utterances.count, by: chunk) {
      let part = Array(corpus.utterances[first..<min(first + chunk, corpus.utterances.count)])
      let results = context.map(part.count) { spotter.outcome(ofFile: part[$0].audioPath) }
      for (utterance, result) in zip(part, results) {
        switch result {
        case .failure(let error): problems.append("\(utterance.id): \(error)")
        case .success(let findings):
          let detections = findings.detections
          seconds += findings.duration
          let spoken = utterance.words.filter { keywords.contains($0.uppercased()) }
            .map { $0.uppercased() }
          let found = detections.map { $0.keyword.uppercased() }
          score.add(speaker: utterance.speaker, spoken: spoken, found: found)
          let places = utterance.wordSegments?.filter { keywords.contains($0.label.uppercased()) }
          guard let places, places.count == spoken.count else { continue }
          let rate = Double(utterance.sampleRate)
          for step in EditAlignment(reference: spoken, hypothesis: found).steps {
            if case .correct(let place, let detection) = step {
              starts.append(abs(detections[detection].start - Double(places[place].start) / rate))
              ends.append(abs(detections[detection].end - Double(places[place].end) / rate))
            }
          }
        }
      }
      progress(min(first + chunk, corpus.utterances.count), corpus.utterances.count)
    }
    self.corpus = corpus.name
    utteranceCount = corpus.utterances.count - problems.count
    hours = seconds / 3600
    self.score = score
    startErrors = starts
    endErrors = ends
    self.problems = problems
  }

  /// The middle of sorted values; not a number without any.
  public static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}
