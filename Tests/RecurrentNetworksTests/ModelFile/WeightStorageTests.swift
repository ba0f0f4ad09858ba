internal import DenseMath
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct WeightStorageTests {
  /// Rows of very different sizes, one of zeros; large enough to be stored in bytes.
  static let matrix: Matrix = {
    var random = RandomSource(seed: Seed.value, stream: 2)
    var matrix = Matrix(rows: 64, columns: 67)
    for row in 1..<64 {
      for column in 0..<67 {
        matrix[row, column] = Float(random.gaussian()) * Float(row * row)
      }
    }
    return matrix
  }()
  static let file = SafetensorsFile(
    tensors: ["bias": Matrix(rows: 1, columns: 3, [0.1, -0.0, 7]), "weights": matrix],
    metadata: ["a": "b"])

  @Test func bytesAndScales() throws {
    let back = try SafetensorsFile(Self.file.bytes(.int8), path: "file")
    #expect(back.metadata == Self.file.metadata)
    #expect(Set(back.tensors.keys) == ["bias", "weights"])
    #expect(back.tensors["bias"] == Self.file.tensors["bias"])
    let found = try #require(back.tensors["weights"])
    for row in 0..<64 {
      let largest = (0..<67).map { abs(Self.matrix[row, $0]) }.max() ?? 0
      for column in 0..<67 {
        let error = abs(found[row, column] - Self.matrix[row, column])
        // Half a step, and the rounding of quotient and product.
        #expect(error <= largest / 127 * 0.50002, "\(row), \(column)")
      }
    }
    // What was stored in bytes once stays as it is.
    #expect(try SafetensorsFile(back.bytes(.int8), path: "file") == back)
    #expect(Self.file.bytes(.int8).count < Self.file.bytes().count * 3 / 10)
  }

  @Test func halves() throws {
    let back = try SafetensorsFile(Self.file.bytes(.float16), path: "file")
    for (name, matrix) in Self.file.tensors {
      #expect(back.tensors[name]?.array == matrix.array.map { Float(Float16($0)) })
    }
  }

  /// A file with a tensor `w` of 2 × 2 bytes, more entries in its header, and data that are all alike.
  private static func weightsInBytes(
    _ entries: String, filledWith byte: UInt8, count: Int
  ) -> [UInt8] {
    let header = Array(
      (#"{"w":{"dtype":"I8","shape":[2,2],"data_offsets":[0,4]}"# + entries + "}").utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
      + [UInt8](repeating: byte, count: count)
  }

  /// Scales in bytes would need scales, and a scale may be too large for a weight.
  @Test(arguments: [
    (#""w.scales":{"dtype":"I8","shape":[2,1],"data_offsets":[4,6]}"#, 6, "F32, F16 or BF16"),
    (
      #""w.scales":{"dtype":"I8","shape":[2,1],"data_offsets":[4,6]},"#
        + #""w.scales.scales":{"dtype":"F32","shape":[2,1],"data_offsets":[6,14]}"#, 14,
      "F32, F16 or BF16"
    ),
    (#""w.scales":{"dtype":"BF16","shape":[2,1],"data_offsets":[4,8]}"#, 8, "w of finite numbers"),
  ])
  func scalesMakeFiniteWeights(scales: String, size: Int, expected: String) {
    // Of two bytes 7F a BF16 is 3.4e38.
    let bytes = Self.weightsInBytes("," + scales, filledWith: 0x7F, count: size)
    do throws(ModelFileError) {
      _ = try SafetensorsFile(bytes, path: "file")
      Issue.record("taken for a file")
    } catch {
      #expect(error.description.contains(expected), "\(error)")
    }
  }

  @Test(arguments: [
    (#","w.scales":{"dtype":"F32","shape":[3,1],"data_offsets":[4,16]}"#, 16),
    (#","w.scales":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]}"#, 12), ("", 4),
  ])
  func scalesMustFit(scales: String, size: Int) {
    let bytes = Self.weightsInBytes(scales, filledWith: 1, count: size)
    do throws(ModelFileError) {
      _ = try SafetensorsFile(bytes, path: "file")
      Issue.record("taken for a file")
    } catch {
      guard case .mismatch("file", "w.scales", "2 × 1", _) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
