/// What is subtracted from each feature, and what it is divided by.
///
/// A deviation below 1e-5 (a feature that never changes) divides by 1 instead.
public enum CepstralNormalization: Codable, Sendable, Equatable {
  case none
  /// The recording's own mean, and with `variance` its standard deviation. Frames come only at the
  /// end of a stream, and all are held until then.
  case utterance(variance: Bool)
  /// Given statistics, such as a training set's (`FeatureStatistics`); one value a feature.
  case stored(mean: [Float], deviation: [Float])
  /// Mean, and with `variance` standard deviation, of the frames at most `seconds` before and after.
  /// Frames come that much late; memory does not depend on the length of the recording. Log-mel
  /// energies of digital silence, whose mean says nothing, come out at least 6 nepers below the mean
  /// where there is no variance.
  case sliding(seconds: Double, variance: Bool)

  /// Deviations below this count as none.
  static let smallestDeviation = 1e-5
}
