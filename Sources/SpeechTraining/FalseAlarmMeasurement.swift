public import DenseMath
internal import Foundation
internal import KeywordSpotting
public import RecurrentNetworks
public import SpeechCorpora

/// Measures how often a model of phones finds words that are not said: the most common words of each length are
/// searched in speech, and what is found where it is not said is counted by the word's number of phones.
public enum FalseAlarmMeasurement {
  /// False alarms an hour for which scores are measured.
  public static let rates = [0.1, 0.3, 1, 3, 10, 30, 100]
  /// The fewest and most phones that have a curve of their own.
  public static let lengths = 2...10
  /// So many words of each length are searched. Rarer ones are found by mistake less often than the words that
  /// people look for, which are those of the speech they look in.
  package static let wordsPerLength = 150
  /// Scores below it are not told apart.
  private static let lowest = 0.002

  /// - Parameters:
  ///   - words: what may be searched for, the most common first.
  ///   - corpora: speech by speakers that the model was not trained on.
  ///   - progress: files searched so far, of all.
  public static func curves(
    _ model: Model, words: [String], corpora: [Corpus], context: ComputeContext,
    progress: (_ done: Int, _ of: Int) -> Void
  ) throws -> [ModelCard.FalseAlarmCurve] {
    let length = phoneCounts(of: words)
    let spotter = try KeywordSpotter(
      model: model, keywords: length.keys.sorted(), threshold: lowest, context: context)
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
  /// The first words of each number of phones, with that number; those of fewer phones than `lengths` has count
  /// as its fewest, those of more as its most.
  package static func phoneCounts(
    of words: [String], perLength limit: Int = wordsPerLength
  ) -> [String: Int] {
    var result: [String: Int] = [:]
    var counts: [Int: Int] = [:]
    for word in words where result.count < limit * lengths.count {
      guard let keyword = try? Keyword(word) else { continue }
      let shortest = keyword.pronunciations.map(\.count).min() ?? 0
      let phones = min(max(shortest, lengths.lowerBound), lengths.upperBound)
      guard counts[phones, default: 0] < limit else { continue }
      counts[phones, default: 0] += 1
      result[keyword.name] = phones
    }
    return result
  }
}
