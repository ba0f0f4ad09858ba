public import DenseMath
internal import Foundation
internal import KeywordSpotting
public import RecurrentNetworks
public import SpeechCorpora
internal import SpeechFeatures

/// Measures how often a CTC network expects each of its labels: what its posteriors of held-out speech are
/// on average. Spotting takes a part of that off them again.
public enum LabelShareMeasurement {
  /// - Parameter corpora: speech by speakers that the model was not trained on; recordings that cannot be read are
  ///   passed over.
  /// - Returns: for each label the mean posterior of all frames, or `nil` if there are none.
  /// - Throws: `SpottingError`.
  public static func shares(
    _ model: Model, corpora: [Corpus], context: ComputeContext
  ) throws -> [Double]? {
    let engine = try PosteriorEngine(model, windowing: .init(), context: context)
    var sums = [Double](repeating: 0, count: model.card.labels.count)
    var frames = 0
    for utterance in corpora.flatMap(\.utterances) {
      var (own, count) = (sums, frames)
      do throws(AudioError) {
        let reader = try AudioReader(path: utterance.audioPath, sampleRate: engine.sampleRate)
        try engine.posteriors(of: { () throws(AudioError) in try reader.read(atMost: 1 << 15) }) {
          logPosteriors in
          count += logPosteriors.rows
          for index in 0..<logPosteriors.rows {
            let row = logPosteriors.row(index)
            for label in row.indices { own[label] += exp(Double(row[label])) }
          }
        }
      } catch {
        continue
      }
      (sums, frames) = (own, count)
    }
    return frames > 0 ? sums.map { $0 / Double(frames) } : nil
  }
}
