public import DenseMath
package import Foundation

/// Named matrices and text in the safetensors format (huggingface.co/docs/safetensors): eight bytes
/// of header length, a JSON header, and the numbers, little-endian.
///
/// Written as F32; read as F32, F16 or BF16. Two dimensions at most. Every size that the header
/// states is checked before it is used.
public struct SafetensorsFile: Sendable, Equatable {
  public var tensors: [String: Matrix]
  public var metadata: [String: String]

  public init(tensors: [String: Matrix], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  private static let largestHeader = 16 << 20

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var data_offsets: [Int]
  }

  // MARK: Reading

  public init(contentsOf path: String) throws(ModelFileError) {
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
    try self.init(data, path: path)
  }

  package init(_ data: Data, path: String) throws(ModelFileError) {
    guard data.count >= 8 else { throw .truncated(path: path, expected: 8, found: data.count) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.largestHeader) else {
      throw .malformed(
        path: path, expected: "a header of at most \(Self.largestHeader) bytes",
        found: "\(length) bytes")
    }
    let start = 8 + Int(length)
    guard data.count >= start else {
      throw .truncated(path: path, expected: start, found: data.count)
    }
    let header = data.subdata(in: 8..<start)
    let object: [String: Any]
    do {
      guard let parsed = try JSONSerialization.jsonObject(with: header) as? [String: Any] else {
        throw ModelFileError.malformed(
          path: path, expected: "a JSON object", found: "another value")
      }
      object = parsed
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw .malformed(path: path, expected: "a JSON header", found: "other bytes")
    }
    metadata = object["__metadata__"] as? [String: String] ?? [:]
    tensors = [:]
    var extents: [(name: String, range: Range<Int>)] = []
    let size = data.count - start
    for (name, value) in object where name != "__metadata__" {
      let entry = try Self.entry(value, name: name, path: path)
      guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
        entry.data_offsets[0] <= entry.data_offsets[1], entry.data_offsets[1] <= size
      else {
        throw .malformed(
          path: path, expected: "\(name) within the file's \(size) bytes of numbers",
          found: "\(entry.data_offsets)")
      }
      let range = entry.data_offsets[0]..<entry.data_offsets[1]
      extents.append((name, range))
      let bytes = data.subdata(in: (start + range.lowerBound)..<(start + range.upperBound))
      tensors[name] = try Self.matrix(entry, bytes, name: name, path: path)
    }
    extents.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    for (one, next) in zip(extents, extents.dropFirst())
    where next.range.lowerBound < one.range.upperBound {
      throw .malformed(
        path: path, expected: "tensors apart", found: "\(one.name) and \(next.name) overlap")
    }
  }

  private static func entry(
    _ value: Any, name: String, path: String
  ) throws(ModelFileError) -> Entry {
    guard let fields = value as? [String: Any], let dtype = fields["dtype"] as? String,
      let shape = fields["shape"] as? [Int], let offsets = fields["data_offsets"] as? [Int]
    else {
      throw .malformed(
        path: path, expected: "dtype, shape and data_offsets of \(name)", found: "other fields")
    }
    return Entry(dtype: dtype, shape: shape, data_offsets: offsets)
  }

  private static func matrix(
    _ entry: Entry, _ bytes: Data, name: String, path: String
  ) throws(ModelFileError) -> Matrix {
    let width: Int
    switch entry.dtype {
    case "F32": width = 4
    case "F16", "BF16": width = 2
    default:
      throw .malformed(path: path, expected: "\(name) as F32, F16 or BF16", found: entry.dtype)
    }
    guard entry.shape.count <= 2, entry.shape.allSatisfy({ $0 >= 0 && $0 <= 1 << 30 }) else {
      throw .malformed(
        path: path, expected: "\(name) of at most two dimensions", found: "\(entry.shape)")
    }
    let rows = entry.shape.count == 2 ? entry.shape[0] : 1
    let columns = entry.shape.last ?? 1
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, count <= 1 << 40, bytes.count == count * width else {
      throw .malformed(
        path: path, expected: "\(name) of shape \(entry.shape)", found: "\(bytes.count) bytes")
    }
    let values = (0..<count).map { index -> Float in
      let place = bytes.startIndex + index * width
      var bits: UInt32 = 0
      for byte in 0..<width { bits |= UInt32(bytes[place + byte]) << (8 * UInt32(byte)) }
      switch entry.dtype {
      case "F32": return Float(bitPattern: bits)
      case "BF16": return Float(bitPattern: bits << 16)
      default: return float(half: UInt16(bits))
      }
    }
    guard values.allSatisfy(\.isFinite) else {
      throw .malformed(path: path, expected: "\(name) of finite numbers", found: "others")
    }
    return Matrix(rows: rows, columns: columns, values)
  }

  /// IEEE half precision.
  private static func float(half: UInt16) -> Float {
    let exponent = Int(half >> 10 & 0x1F)
    let fraction = Float(half & 0x3FF)
    let sign: Float = half >> 15 == 0 ? 1 : -1
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * (1 + fraction * 0x1p-10)
        * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }

  // MARK: Writing

  /// The file's bytes: tensors in the order of their names, each on an 8-byte boundary or better.
  package func data() -> Data {
    var header: [String: Any] = [:]
    if !metadata.isEmpty { header["__metadata__"] = metadata }
    var numbers = Data()
    for (name, matrix) in tensors.sorted(by: { $0.key < $1.key }) {
      let begin = numbers.count
      for value in matrix.array {
        let bits = value.bitPattern
        numbers.append(UInt8(truncatingIfNeeded: bits))
        numbers.append(UInt8(truncatingIfNeeded: bits >> 8))
        numbers.append(UInt8(truncatingIfNeeded: bits >> 16))
        numbers.append(UInt8(truncatingIfNeeded: bits >> 24))
      }
      header[name] = [
        "dtype": "F32", "shape": [matrix.rows, matrix.columns],
        "data_offsets": [begin, numbers.count],
      ]
    }
    var json =
      (try? JSONSerialization.data(
        withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes])) ?? Data("{}".utf8)
    while json.count % 8 != 0 { json.append(0x20) }
    var result = Data()
    for byte in 0..<8 { result.append(UInt8(truncatingIfNeeded: json.count >> (8 * byte))) }
    result.append(json)
    result.append(numbers)
    return result
  }

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(ModelFileError) {
    try AtomicFile.write(data(), to: path)
  }
}
