/// The header of a safetensors file, every number in it checked against the file's size.
struct SafetensorsHeader {
  enum Element: String {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    /// Whole numbers, to be multiplied by a scale a row (`WeightStorage.int8`).
    case int8 = "I8"

    var byteCount: Int {
      switch self {
      case .float32: 4
      case .float16, .bfloat16: 2
      case .int8: 1
      }
    }
  }

  struct Entry {
    var name: String
    var element: Element
    var rows: Int
    var columns: Int
    /// In the part of the file after the header.
    var bytes: Range<Int>
  }

  var metadata: [String: String] = [:]
  var entries: [Entry] = []

  /// The longest header that is read. That of a network with a thousand matrices takes a tenth of a
  /// megabyte; a checkpoint's holds the run's history too.
  static let lengthLimit = 16 << 20

  /// - Parameters:
  ///   - text: the JSON.
  ///   - size: the bytes of numbers behind it.
  init(_ text: Span<UInt8>, size: Int, path: String) throws(ModelFileError) {
    let json: StrictJSON
    do {
      json = try StrictJSON(text)
    } catch {
      throw .malformed(
        path: path, expected: "a JSON header",
        found: "byte \(8 + error.offset) is not \(error.expected)")
    }
    guard case .object(let members) = json else {
      throw .malformed(path: path, expected: "a JSON object as header", found: "another value")
    }
    for (name, value) in members {
      if name == "__metadata__" {
        metadata = try Self.metadata(value, path: path)
      } else {
        entries.append(try Self.entry(value, name: name, path: path))
      }
    }
    try checkPlaces(size: size, path: path)
  }

  /// The tensors must fill the file's numbers without gap or overlap, as the format asks.
  private func checkPlaces(size: Int, path: String) throws(ModelFileError) {
    let ordered = entries.sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
    }
    var end = 0
    for entry in ordered {
      guard entry.bytes.lowerBound == end else {
        throw .malformed(
          path: path, expected: "\(entry.name) to start at byte \(end) of the numbers",
          found: "\(entry.bytes.lowerBound)")
      }
      end = entry.bytes.upperBound
    }
    guard end <= size else {
      throw .malformed(
        path: path, expected: "\(end) bytes of numbers", found: "\(size): the file is cut short")
    }
    guard end == size else {
      throw .malformed(path: path, expected: "\(end) bytes of numbers", found: "\(size)")
    }
  }

  private static func metadata(
    _ value: StrictJSON, path: String
  ) throws(ModelFileError) -> [String: String] {
    guard case .object(let members) = value else {
      throw .malformed(path: path, expected: "metadata as an object", found: "another value")
    }
    var result: [String: String] = [:]
    for (name, value) in members {
      guard case .string(let text) = value else {
        throw .malformed(
          path: path, expected: "text as the metadata's \(name)", found: "another value")
      }
      result[name] = text
    }
    return result
  }

  private static func entry(
    _ value: StrictJSON, name: String, path: String
  ) throws(ModelFileError) -> Entry {
    guard case .object(let members) = value, Set(members.map(\.name)) == fields else {
      throw .malformed(
        path: path, expected: "dtype, shape and data_offsets of \(name)", found: "other fields")
    }
    var (type, shape, offsets): (String?, [Int]?, [Int]?) = (nil, nil, nil)
    for (field, value) in members {
      switch field {
      case "dtype": if case .string(let text) = value { type = text }
      case "shape": shape = integers(value)
      default: offsets = integers(value)
      }
    }
    guard let type, let element = Element(rawValue: type) else {
      throw .malformed(
        path: path, expected: "\(name) as F32, F16, BF16 or I8", found: type ?? "no dtype")
    }
    guard let shape, shape.count <= 2 else {
      throw .malformed(
        path: path, expected: "\(name) of at most two dimensions",
        found: shape.map { "\($0)" } ?? "a shape that is none")
    }
    let rows = shape.count == 2 ? shape[0] : 1
    let columns = shape.last ?? 1
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    let (bytes, wide) = count.multipliedReportingOverflow(by: element.byteCount)
    guard let offsets, offsets.count == 2, offsets[0] <= offsets[1], !overflow, !wide,
      offsets[1] - offsets[0] == bytes
    else {
      throw .malformed(
        path: path,
        expected: overflow || wide
          ? "\(name) of a shape that fits a file"
          : "\(bytes) bytes for \(name), \(type) of \(shape)",
        found: overflow || wide
          ? "\(shape)" : "offsets \(offsets.map { "\($0)" } ?? "that are none")")
    }
    return Entry(
      name: name, element: element, rows: rows, columns: columns, bytes: offsets[0]..<offsets[1])
  }

  private static let fields: Set<String> = ["dtype", "shape", "data_offsets"]

  /// Integers that are not negative, or `nil`.
  private static func integers(_ value: StrictJSON) -> [Int]? {
    guard case .array(let elements) = value else { return nil }
    var result: [Int] = []
    for element in elements {
      guard case .integer(let integer) = element, integer >= 0 else { return nil }
      result.append(integer)
    }
    return result
  }
}
