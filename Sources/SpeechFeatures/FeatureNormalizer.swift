internal import Foundation

/// Applies a `CepstralNormalization` to rows as they come.
struct FeatureNormalizer {
  private let width: Int
  private let normalization: CepstralNormalization
  /// For `.stored`: what rows are shifted and multiplied by.
  private var shift: [Float] = []
  private var factor: [Float] = []
  /// For `.utterance`: all rows so far.
  private var held: [Float] = []
  private var sliding: SlidingNormalizer?

  /// - Parameter isUnderWay: whether the recording goes on after its last row: with `.sliding`, what
  ///   is not there yet is made up for by rows before.
  init(_ configuration: FeatureConfiguration, isUnderWay: Bool = false) {
    width = configuration.featureCount
    normalization = configuration.normalization
    switch normalization {
    case .none, .utterance: break
    case .stored(let mean, let deviation):
      shift = mean
      factor = deviation.map { Self.factor(deviation: Double($0)) }
    case .sliding(_, let variance):
      sliding = SlidingNormalizer(
        width: width, reach: SlidingNormalizer.reach(configuration)!, variance: variance,
        floor: Self.digitalSilence(configuration), isUnderWay: isUnderWay)
    }
  }

  /// What each feature is in digital silence, if all are the same there.
  private static func digitalSilence(_ configuration: FeatureConfiguration) -> Float? {
    guard configuration.kind == .logMelEnergies, configuration.deltaOrder == 0,
      configuration.energy == .none
    else { return nil }
    return logarithm(SIMD8(repeating: configuration.floor))[0]
  }

  static func factor(deviation: Double) -> Float {
    deviation < CepstralNormalization.smallestDeviation ? 1 : Float(1 / deviation)
  }

  /// Normalises the rows of `values` from element `start` on, in place; rows that cannot go out yet
  /// are taken out of it, rows that now can are put in.
  mutating func normalize(_ values: inout [Float], from start: Int) {
    switch normalization {
    case .none: break
    case .stored: apply(to: &values, from: start)
    case .utterance:
      held.append(contentsOf: values[start...])
      values.removeSubrange(start...)
    case .sliding:
      let rows = Array(values[start...])
      values.removeSubrange(start...)
      sliding?.push(rows, appendingTo: &values)
    }
  }

  /// Appends what was held back.
  mutating func finish(appendingTo values: inout [Float]) {
    switch normalization {
    case .none, .stored: break
    case .sliding: sliding?.finish(appendingTo: &values)
    case .utterance(let variance):
      var statistics = FeatureStatistics(width: width)
      statistics.add(held.span)
      shift = statistics.mean
      factor = statistics.deviation.map { variance ? Self.factor(deviation: Double($0)) : 1 }
      let start = values.count
      values += held
      held = []
      apply(to: &values, from: start)
    }
  }

  private func apply(to values: inout [Float], from start: Int) {
    var target = values.mutableSpan
    let shift = shift.span
    let factor = factor.span
    var index = start
    while index < target.count {
      for column in 0..<width {
        target[index + column] = (target[index + column] - shift[column]) * factor[column]
      }
      index += width
    }
  }
}
