/// The seed a randomised test runs with: `TYTO_SEED` from the environment, else a fixed one.
/// Tests print it on failure through their comments.
public import DenseMath
internal import Foundation

public enum Seed {
  public static let value: UInt64 =
    ProcessInfo.processInfo.environment["TYTO_SEED"].flatMap { UInt64($0) } ?? 20_240_607
}

extension Matrix {
  /// A matrix of standard normal values times `scale`.
  public static func gaussian(
    rows: Int, columns: Int, scale: Double = 1, from source: inout RandomSource
  ) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns { result[row, column] = Float(source.gaussian() * scale) }
    }
    return result
  }
}
