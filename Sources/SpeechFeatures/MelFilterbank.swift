internal import Foundation

/// Triangular filters, evenly spaced and half overlapping on the mel scale, over Fourier bins.
///
/// The weight of bin k in band b is piecewise linear in mel (not in Hz): it rises from 0 at the
/// centre of band b−1 to 1 at the centre of band b and falls to 0 at that of band b+1 (HTK, Kaldi).
package struct MelFilterbank: Sendable {
  /// One band: `weights` for the groups of eight bins from `firstGroup` on, as `range` of the table.
  private struct Band: Sendable {
    let firstGroup: Int32
    let weights: Range<Int32>
  }

  package let bandCount: Int
  private let bands: [Band]
  private let weights: [SIMD8<Float>]

  package static func mel(_ frequency: Double) -> Double { 1127 * log(1 + frequency / 700) }
  package static func frequency(_ mel: Double) -> Double { 700 * (exp(mel / 1127) - 1) }

  package init(_ configuration: FeatureConfiguration) throws(FeatureConfigurationError) {
    bandCount = configuration.bandCount
    let dense = try Self.denseWeights(configuration)
    var bands: [Band] = []
    var weights: [SIMD8<Float>] = []
    for row in dense {
      // Every band has a bin: `denseWeights` saw to it.
      let first = row.firstIndex { $0 != 0 }! / 8
      let last = row.lastIndex { $0 != 0 }! / 8
      let start = weights.count
      for group in first...last {
        var eight = SIMD8<Float>()
        for lane in 0..<8 where group * 8 + lane < row.count {
          eight[lane] = Float(row[group * 8 + lane])
        }
        weights.append(eight)
      }
      bands.append(Band(firstGroup: Int32(first), weights: Int32(start)..<Int32(weights.count)))
    }
    self.bands = bands
    self.weights = weights
  }

  /// The filters as `bandCount` rows of `transformLength/2 + 1` weights.
  package static func denseWeights(
    _ configuration: FeatureConfiguration
  ) throws(FeatureConfigurationError) -> [[Double]] {
    let low = mel(configuration.lowFrequency)
    let high = mel(configuration.upperFrequency)
    let step = (high - low) / Double(configuration.bandCount + 1)
    let binWidth = Double(configuration.sampleRate) / Double(configuration.transformLength)
    var rows: [[Double]] = []
    for band in 0..<configuration.bandCount {
      let left = low + Double(band) * step
      let centre = left + step
      let right = centre + step
      let row = (0...configuration.transformLength / 2).map { bin -> Double in
        let position = mel(Double(bin) * binWidth)
        guard position > left && position < right else { return 0 }
        return position <= centre
          ? (position - left) / (centre - left) : (right - position) / (right - centre)
      }
      guard row.contains(where: { Float($0) > 0 }) else {
        throw .emptyBand(
          index: band + 1, lowFrequency: frequency(left), highFrequency: frequency(right))
      }
      rows.append(row)
    }
    return rows
  }

  /// Energies of the bands: value `first + b` of `energies` (counted through its groups of eight) is
  /// band b's.
  ///
  /// - Parameter spectrum: power or magnitude, eight bins a group, zero beyond the last bin.
  @inline(__always)
  package func apply(
    to spectrum: [SIMD8<Float>], into energies: inout [SIMD8<Float>], at first: Int
  ) {
    let source = spectrum.span
    let table = weights.span
    var slot = first
    for band in bands.span.indices {
      let entry = bands.span[band]
      var group = Int(entry.firstGroup)
      var sum = SIMD8<Float>()
      for index in Int(entry.weights.lowerBound)..<Int(entry.weights.upperBound) {
        sum += source[group] * table[index]
        group += 1
      }
      energies[slot >> 3][slot & 7] = sum.pairwiseSum
      slot += 1
    }
  }
}

extension SIMD8<Float> {
  /// The sum of the eight lanes, halves first.
  @inline(__always)
  package var pairwiseSum: Float {
    let four = lowHalf + highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
  }
}
