public import DenseMath
internal import Foundation

/// Named matrices and text in the safetensors format (huggingface.co/docs/safetensors): eight bytes
/// of header length, a JSON header, and the numbers, little-endian.
///
/// Written as F32, F16 or I8 with scales (`WeightStorage`); read as those or BF16. Two dimensions at
/// most; fewer are one row. Every size that the header states is checked before it is used, and
/// numbers that are not finite are refused.
public struct SafetensorsFile: Sendable, Equatable {
  public var tensors: [String: Matrix]
  public var metadata: [String: String]

  public init(tensors: [String: Matrix], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  // MARK: Reading

  /// Reads a file whole. O(bytes).
  public init(contentsOf path: String) throws(ModelFileError) {
    try self.init(try RegularFile.read(path), path: path)
  }

  package init(_ bytes: [UInt8], path: String) throws(ModelFileError) {
    guard bytes.count >= 8 else { throw .truncated(path: path, expected: 8, found: bytes.count) }
    let length = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) }
    guard length <= UInt64(SafetensorsHeader.lengthLimit) else {
      throw .malformed(
        path: path, expected: "a header of at most \(SafetensorsHeader.lengthLimit) bytes",
        found: "\(length)")
    }
    let start = 8 + Int(length)
    guard bytes.count >= start else {
      throw .truncated(path: path, expected: start, found: bytes.count)
    }
    let header = try SafetensorsHeader(
      bytes.span.extracting(8..<start), size: bytes.count - start, path: path)
    metadata = header.metadata
    tensors = [:]
    var steps: Set<String> = []
    for entry in header.entries {
      if entry.element == .int8 { steps.insert(entry.name) }
      let numbers = bytes.span.extracting(
        start + entry.bytes.lowerBound..<start + entry.bytes.upperBound)
      let values = Self.values(numbers, entry.element)
      if let place = values.firstIndex(where: { !$0.isFinite }) {
        throw .malformed(
          path: path, expected: "\(entry.name) of finite numbers",
          found: "\(values[place]) at \(place)")
      }
      tensors[entry.name] = Matrix(rows: entry.rows, columns: entry.columns, values)
    }
    for name in steps.sorted() {
      guard !steps.contains(WeightStorage.scalesName(name)) else {
        throw .malformed(
          path: path, expected: "\(WeightStorage.scalesName(name)) as F32, F16 or BF16",
          found: "I8")
      }
      try applyScales(to: name, path: path)
    }
  }

  /// Turns whole numbers into weights: a scale a row stands beside them.
  private mutating func applyScales(to name: String, path: String) throws(ModelFileError) {
    guard var matrix = tensors[name] else { preconditionFailure("was just read") }
    let key = WeightStorage.scalesName(name)
    guard let scales = tensors.removeValue(forKey: key) else {
      throw .mismatch(path: path, what: key, expected: "\(matrix.rows) × 1", found: "nothing")
    }
    guard scales.rows == matrix.rows && scales.columns == 1 else {
      throw .mismatch(
        path: path, what: key, expected: "\(matrix.rows) × 1",
        found: "\(scales.rows) × \(scales.columns)")
    }
    for row in 0..<matrix.rows {
      let scale = scales[row, 0]
      var values = matrix.mutableRow(row)
      for column in 0..<values.count {
        values[column] *= scale
        guard values[column].isFinite else {
          throw .malformed(
            path: path, expected: "\(name) of finite numbers",
            found: "a product with the scale \(scale)")
        }
      }
    }
    tensors[name] = matrix
  }

  private static func values(
    _ bytes: Span<UInt8>, _ element: SafetensorsHeader.Element
  ) -> [Float] {
    let width = element.byteCount
    var result = [Float](repeating: 0, count: bytes.count / width)
    for index in result.indices {
      if element == .int8 {
        result[index] = Float(Int8(bitPattern: bytes[index]))
        continue
      }
      let low = UInt32(bytes[index * width]) | UInt32(bytes[index * width + 1]) << 8
      switch element {
      case .int8: break
      case .float32:
        let high = UInt32(bytes[index * 4 + 2]) | UInt32(bytes[index * 4 + 3]) << 8
        result[index] = Float(bitPattern: low | high << 16)
      case .bfloat16: result[index] = Float(bitPattern: low << 16)
      case .float16: result[index] = float(half: low)
      }
    }
    return result
  }

  /// IEEE half precision, exactly.
  private static func float(half bits: UInt32) -> Float {
    let sign = (bits >> 15) << 31
    let exponent = bits >> 10 & 0x1F
    let fraction = bits & 0x3FF
    switch exponent {
    // Subnormal: a multiple of 2^−24, and 2^−14 takes nothing from it.
    case 0: return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
    case 31: return Float(bitPattern: sign | 0xFF << 23 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 127 - 15) << 23 | fraction << 13)
    }
  }

  // MARK: Writing

  /// The file's bytes: tensors in the order of their names, the first on an 8-byte boundary. The
  /// same content gives the same bytes.
  package func bytes(_ storage: WeightStorage = .float32) -> [UInt8] {
    precondition(tensors["__metadata__"] == nil, "the name of the metadata")
    let stored = tensors.flatMap { storage.stored($0.key, $0.value) }.sorted { $0.name < $1.name }
    var header: [String: Any] = [:]
    if !metadata.isEmpty { header["__metadata__"] = metadata }
    var end = 0
    for tensor in stored {
      header[tensor.name] = [
        "dtype": tensor.element.rawValue, "shape": [tensor.matrix.rows, tensor.matrix.columns],
        "data_offsets": [end, end + tensor.element.byteCount * tensor.matrix.count],
      ]
      end += tensor.element.byteCount * tensor.matrix.count
    }
    guard
      var json = try? JSONSerialization.data(
        withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])
    else { preconditionFailure("text and integers are JSON") }
    while json.count % 8 != 0 { json.append(0x20) }
    var result: [UInt8] = []
    result.reserveCapacity(8 + json.count + end)
    for byte in 0..<8 { result.append(UInt8(truncatingIfNeeded: json.count >> (8 * byte))) }
    result.append(contentsOf: json)
    for tensor in stored {
      for value in tensor.matrix.array {
        let bits = tensor.element.bits(value)
        for byte in 0..<UInt32(tensor.element.byteCount) {
          result.append(UInt8(truncatingIfNeeded: bits >> (8 * byte)))
        }
      }
    }
    return result
  }

  /// Writes the file whole or not at all. Numbers that are not finite, or not in F16 if that is the
  /// storage, are refused, as reading does.
  public func write(
    to path: String, storage: WeightStorage = .float32
  ) throws(ModelFileError) {
    for (name, matrix) in tensors.sorted(by: { $0.key < $1.key })
    where !matrix.array.allSatisfy({
      storage == .float16 ? Float16($0).isFinite : $0.isFinite
    }) {
      throw .unwritable(path: path, reason: "\(name) holds numbers that are not finite")
    }
    try AtomicFile.write(bytes(storage), to: path)
  }
}
