/// Normalises each row by the rows at most `reach` before and after it. Memory: four times as many.
///
/// Where all of a row's surroundings are digital silence, their mean is the row itself, and it would
/// come out as average speech does. Such rows come out as `digitalSilence` at most, as silence
/// between words does.
struct SlidingNormalizer {
  /// Nepers of power below the mean.
  static let digitalSilence = -6.0

  private let width: Int
  private let reach: Int
  private let variance: Bool
  /// What all values of a row of digital silence are.
  private let floor: Float?
  private let isUnderWay: Bool
  /// Rows from `first` on.
  private var rows: [Float] = []
  private var first = 0
  /// Rows first … summed − 1 that count in the sums are `sumFirst ..< sumEnd`.
  private var sumFirst = 0
  private var sumEnd = 0
  private var sums: [Double]
  private var squares: [Double]
  private var emitted = 0

  /// - Parameters:
  ///   - floor: the value that all features have in digital silence; `nil` if they have none in common.
  ///   - isUnderWay: whether the last rows, which have few after them, are normalised by more rows
  ///     before them.
  init(width: Int, reach: Int, variance: Bool, floor: Float? = nil, isUnderWay: Bool = false) {
    self.width = width
    self.reach = reach
    self.isUnderWay = isUnderWay
    self.variance = variance
    self.floor = floor
    sums = [Double](repeating: 0, count: width)
    squares = [Double](repeating: 0, count: width)
  }

  /// Frames before and after one that count in its statistics; `nil` without sliding normalisation.
  static func reach(_ configuration: FeatureConfiguration) -> Int? {
    guard case .sliding(let seconds, _) = configuration.normalization else { return nil }
    return max(1, Int((seconds / configuration.hopDuration).rounded()))
  }

  private var end: Int { first + rows.count / width }

  /// Takes rows; appends those whose surroundings are complete.
  mutating func push(_ new: [Float], appendingTo values: inout [Float]) {
    rows += new
    while emitted + reach < end { emit(appendingTo: &values) }
    forget()
  }

  /// Appends the last rows, whose surroundings end with the recording.
  mutating func finish(appendingTo values: inout [Float]) {
    while emitted < end { emit(appendingTo: &values) }
    forget()
  }

  /// Rows enter and leave the sums in an order that depends on the row alone, so that the result
  /// does not depend on how rows came. Doubles over ten hours of rows drift by less than 1e-9.
  private mutating func emit(appendingTo values: inout [Float]) {
    let last = min(emitted + reach, end - 1)
    let start = isUnderWay ? min(emitted - reach, end - 1 - 2 * reach) : emitted - reach
    while sumEnd <= last {
      accumulate(row: sumEnd, sign: 1)
      sumEnd += 1
    }
    while sumFirst < start {
      accumulate(row: sumFirst, sign: -1)
      sumFirst += 1
    }
    let count = Double(sumEnd - sumFirst)
    let base = (emitted - first) * width
    let isSilent =
      floor.map { floor in rows[base..<base + width].allSatisfy { $0 == floor } } ?? false
    for column in 0..<width {
      let mean = sums[column] / count
      var value = Double(rows[base + column]) - mean
      if variance {
        let deviation = max(0, squares[column] / count - mean * mean).squareRoot()
        if deviation >= CepstralNormalization.smallestDeviation { value /= deviation }
      } else if isSilent {
        value = min(value, Self.digitalSilence)
      }
      values.append(Float(value))
    }
    emitted += 1
  }

  private mutating func accumulate(row: Int, sign: Double) {
    let base = (row - first) * width
    for column in 0..<width {
      let value = Double(rows[base + column])
      sums[column] += sign * value
      squares[column] += sign * value * value
    }
  }

  /// Rows that left the sums and went out are dropped, many at a time.
  private mutating func forget() {
    let count = min(sumFirst, emitted) - first
    guard count > reach else { return }
    rows.removeFirst(count * width)
    first += count
  }
}
