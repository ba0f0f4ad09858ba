public import DenseMath
internal import Foundation
internal import KeywordSpotting
public import RecurrentNetworks
public import SpeechCorpora

/// Measures how often a model of phones finds words that are not said: every common word is searched
/// in speech, and what is found where it is not said is counted by the word's number of phones.
public enum FalseAlarmMeasurement {
  /// False alarms an hour for which scores are measured.
  public static let rates = [0.1, 0.3, 1, 3, 10, 30, 100]
  /// The fewest and most phones that have a curve of their own.
  public static let lengths = 2...10
  /// Scores below it are not told apart.
  private static let lowest = 0.002

  /// - Parameters:
  ///   - words: what is searched for.
  ///   - corpora: speech by speakers that the model was not trained on.
  ///   - progress: files searched so far, of all.
  public static func curves(
    _ model: Model, words: [String], corpora: [Corpus], context: ComputeContext,
    progress: (_ done: Int, _ of: Int) -> Void
  ) throws -> [ModelCard.FalseAlarmCurve] {
    let keywords = words.compactMap { try? Keyword($0) }
    let spotter = try KeywordSpotter(
      model: model, keywords: keywords.map(\.name), threshold: lowest, context: context)
    var length: [String: Int] = [:]
    for keyword in keywords {
      length[keyword.name] = min(
        max(keyword.pronunciations.map(\.count).min() ?? 0, lengths.lowerBound), lengths.upperBound)
    }
    var scores: [Int: [Double]] = [:]
    var hours = 0.0
    let utterances = corpora.flatMap(\.utterances)
    spotter.search(files: utterances.map(\.audioPath), jobs: context.threadCount) { index, result in
      progress(index + 1, utterances.count)
      guard case .success(let findings) = result else { return }
      hours += findings.duration / 3600
      let said = Set(utterances[index].words.map { $0.lowercased() })
      for one in findings.detections where !said.contains(one.keyword.lowercased()) {
        scores[length[one.keyword] ?? 0, default: []].append(one.score)
      }
    }
    return lengths.compactMap { phones in
      let count = length.values.count { $0 == phones }
      guard count > 0, hours > 0 else { return nil }
      let sorted = (scores[phones] ?? []).sorted(by: >)
      let limits = rates.map { rate in
        let place = Int((rate * hours * Double(count)).rounded(.down))
        return place < sorted.count ? min(1, sorted[place].nextUp) : lowest
      }
      return ModelCard.FalseAlarmCurve(phones: phones, rates: rates, scores: limits)
    }
  }
}
