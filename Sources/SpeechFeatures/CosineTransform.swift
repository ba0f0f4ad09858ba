internal import Foundation

/// From a frame's log energies to its cepstra: the orthonormal DCT-II, the lifter and the place of
/// every value in one matrix.
///
/// c[n] = lifter[n]·√(2/B)·Σ_b l[b]·cos(πn(b + ½)/B), and for c0 √(1/B) in place of √(2/B).
package struct CosineTransform: Sendable {
  /// Groups of eight values in a row of the result.
  package let groupCount: Int
  /// Row by input value; column by output group.
  private let table: [SIMD8<Float>]
  private let inputCount: Int

  /// The transform of `configuration`'s B log energies. Where the log energy of the frame itself is
  /// a feature, it is one input value more, and the matrix only moves it to its place.
  package init(_ configuration: FeatureConfiguration) {
    let rows = Self.denseWeights(configuration)
    inputCount = rows[0].count
    groupCount = (rows.count + 7) / 8
    var table = [SIMD8<Float>](repeating: .zero, count: inputCount * groupCount)
    for (output, row) in rows.enumerated() {
      for (input, weight) in row.enumerated() {
        table[input * groupCount + output / 8][output % 8] = Float(weight)
      }
    }
    self.table = table
  }

  /// The matrix: one row an output feature, one column an input value.
  package static func denseWeights(_ configuration: FeatureConfiguration) -> [[Double]] {
    let bands = configuration.bandCount
    let layout = EnergyLayout(configuration)
    func cosines(_ order: Int) -> [Double] {
      var row = [Double](repeating: 0, count: layout.valueCount)
      let q = Double(configuration.lifter)
      let lifter = q == 0 ? 1 : 1 + q / 2 * sin(.pi * Double(order) / q)
      let scale = ((order == 0 ? 1 : 2) / Double(bands)).squareRoot()
      for band in 0..<bands {
        row[layout.firstBand + band] =
          lifter * scale * cos(.pi * Double(order) * (Double(band) + 0.5) / Double(bands))
      }
      return row
    }
    var rows = (1...configuration.cepstrumCount).map(cosines)
    let position = configuration.energyFirst ? 0 : rows.count
    if configuration.energy == .zerothCepstrum {
      rows.insert(cosines(0), at: position)
    } else if let energy = layout.energy {
      var row = [Double](repeating: 0, count: layout.valueCount)
      row[energy] = 1
      rows.insert(row, at: position)
    }
    return rows
  }

  /// Appends the features of one frame to `result`, in groups of eight.
  @inline(__always)
  package func apply(to values: [SIMD8<Float>], appendingTo result: inout [SIMD8<Float>]) {
    let source = values.span
    let weights = table.span
    for group in 0..<groupCount {
      var sum = SIMD8<Float>()
      var index = group
      for input in 0..<inputCount {
        sum += source[input >> 3][input & 7] * weights[index]
        index += groupCount
      }
      result.append(sum)
    }
  }
}

/// Where the band energies and the frame's own energy stand among the values that go into the logarithm.
package struct EnergyLayout: Sendable {
  package let firstBand: Int
  package let energy: Int?
  package let valueCount: Int
  package var groupCount: Int { (valueCount + 7) / 8 }

  package init(_ configuration: FeatureConfiguration) {
    let hasEnergy = configuration.energy == .raw || configuration.energy == .windowed
    firstBand = hasEnergy && configuration.energyFirst ? 1 : 0
    energy = hasEnergy ? (configuration.energyFirst ? 0 : configuration.bandCount) : nil
    valueCount = configuration.bandCount + (hasEnergy ? 1 : 0)
  }
}
