public import DenseMath

/// Mean and standard deviation of each feature over many recordings, for
/// `CepstralNormalization.stored`. Sums are kept in double precision.
public struct FeatureStatistics: Sendable {
  /// Rows seen.
  public private(set) var count = 0
  private var sums: [Double]
  private var squares: [Double]

  /// - Parameter width: features a row, N.
  public init(width: Int) {
    precondition(width > 0, "rows hold features")
    sums = [Double](repeating: 0, count: width)
    squares = [Double](repeating: 0, count: width)
  }

  /// Adds all frames of a recording.
  public mutating func add(_ sequence: FeatureSequence) {
    add(sequence.values)
  }

  /// Adds all rows of a T × N matrix.
  public mutating func add(_ values: Matrix) {
    precondition(values.columns == sums.count, "rows have another width")
    add(values.elements)
  }

  mutating func add(_ values: Span<Float>) {
    let width = sums.count
    var index = 0
    while index < values.count {
      for column in 0..<width {
        let value = Double(values[index + column])
        sums[column] += value
        squares[column] += value * value
      }
      index += width
      count += 1
    }
  }

  /// One value a feature; zeros when nothing was added.
  public var mean: [Float] {
    sums.map { count == 0 ? 0 : Float($0 / Double(count)) }
  }

  /// One value a feature, over `count`; zeros when nothing was added.
  public var deviation: [Float] {
    zip(sums, squares).map { sum, square in
      guard count > 0 else { return 0 }
      let mean = sum / Double(count)
      return Float(max(0, square / Double(count) - mean * mean).squareRoot())
    }
  }

  /// The normalisation to zero mean and unit variance.
  public var normalization: CepstralNormalization {
    .stored(mean: mean, deviation: deviation)
  }
}
