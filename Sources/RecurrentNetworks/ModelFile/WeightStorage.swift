internal import DenseMath

/// How many bits a weight takes in a file. In memory weights are always `Float`.
public enum WeightStorage: String, CaseIterable, Sendable {
  /// As they are.
  case float32
  /// Half the size, eleven bits of precision.
  case float16
  /// A quarter of the size: each row of a large matrix is whole numbers from −127 to 127 times a
  /// scale of its own, the row's largest magnitude divided by 127; the scales stand beside the
  /// matrix as `NAME.scales`, one a row. The error of a weight is at most half its row's scale.
  /// Matrices of fewer than 4,096 numbers stay F32: they save little.
  case int8

  static let smallestQuantized = 4096

  static func scalesName(_ name: String) -> String { name + ".scales" }

  /// A matrix as the tensors that stand for it in a file.
  func stored(
    _ name: String, _ matrix: Matrix
  ) -> [(name: String, element: SafetensorsHeader.Element, matrix: Matrix)] {
    switch self {
    case .float32: return [(name, .float32, matrix)]
    case .float16: return [(name, .float16, matrix)]
    case .int8:
      guard matrix.count >= Self.smallestQuantized else { return [(name, .float32, matrix)] }
      var (steps, scales) = (matrix, Matrix(rows: matrix.rows, columns: 1))
      for row in 0..<matrix.rows {
        var values = steps.mutableRow(row)
        var largest: Float = 0
        for column in 0..<values.count { largest = max(largest, abs(values[column])) }
        // A scale that is no normal number would lose the row's precision.
        let scale = max(largest / 127, .leastNormalMagnitude)
        scales[row, 0] = scale
        for column in 0..<values.count { values[column] = (values[column] / scale).rounded() }
      }
      return [(name, .int8, steps), (Self.scalesName(name), .float32, scales)]
    }
  }
}

extension SafetensorsHeader.Element {
  /// A number as it stands in a file, in the low bytes.
  func bits(_ value: Float) -> UInt32 {
    switch self {
    case .float32: value.bitPattern
    case .float16: UInt32(Float16(value).bitPattern)
    case .bfloat16: value.bitPattern >> 16
    case .int8: UInt32(UInt8(bitPattern: Int8(min(max(value, -127), 127))))
    }
  }
}
