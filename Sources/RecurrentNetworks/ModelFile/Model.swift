internal import DenseMath
internal import Foundation

/// A trained network with its card: what a model file holds.
public struct Model: Sendable, Equatable {
  public var card: ModelCard
  public var network: Network

  /// - Precondition: the card describes the network's architecture, with a label an output.
  public init(card: ModelCard, network: Network) {
    precondition(card.architecture == network.architecture, "another network's card")
    precondition(card.labels.count == card.architecture.outputSize, "a label an output")
    self.card = card
    self.network = network
  }

  /// The format's name and version in the metadata.
  static let format = "tyto 1"

  public init(contentsOf path: String) throws(ModelFileError) {
    let file = try SafetensorsFile(contentsOf: path)
    guard let format = file.metadata["format"], format == Self.format else {
      throw .mismatch(
        path: path, what: "format", expected: Self.format,
        found: file.metadata["format"] ?? "none")
    }
    card = try JSONText.decode(ModelCard.self, from: file.metadata["card"], path: path)
    try card.check(path: path)
    network = Network(
      card.architecture,
      parameters: try ParameterSet(
        file.tensors, prefix: "", shapes: card.architecture.parameterShapes, path: path))
    try file.refuseTensors(beside: Set(network.parameters.names), path: path)
  }

  /// Writes the file whole or not at all.
  public func write(
    to path: String, storage: WeightStorage = .float32
  ) throws(ModelFileError) {
    try SafetensorsFile(
      tensors: network.parameters.tensors(prefix: ""),
      metadata: ["format": Self.format, "card": JSONText.encode(card)]
    ).write(to: path, storage: storage)
  }
}

extension SafetensorsFile {
  /// Refuses a file with a tensor that nothing asks for: it belongs to another network.
  func refuseTensors(beside names: Set<String>, path: String) throws(ModelFileError) {
    guard let name = Set(tensors.keys).subtracting(names).min(), let matrix = tensors[name] else {
      return
    }
    throw .mismatch(
      path: path, what: name, expected: "nothing", found: "\(matrix.rows) × \(matrix.columns)")
  }
}

extension ParameterSet {
  /// The matrices by name, for a file that may hold several sets under prefixes.
  func tensors(prefix: String) -> [String: Matrix] {
    Dictionary(uniqueKeysWithValues: (0..<count).map { (prefix + names[$0], self[$0]) })
  }

  /// The reverse of `tensors`: every matrix must be there in its shape.
  init(
    _ tensors: [String: Matrix], prefix: String,
    shapes: [(name: String, rows: Int, columns: Int)], path: String
  ) throws(ModelFileError) {
    var entries: [(name: String, value: Matrix)] = []
    for shape in shapes {
      let name = prefix + shape.name
      guard let matrix = tensors[name] else {
        throw .mismatch(
          path: path, what: name, expected: "\(shape.rows) × \(shape.columns)", found: "nothing")
      }
      guard matrix.rows == shape.rows && matrix.columns == shape.columns else {
        throw .mismatch(
          path: path, what: name, expected: "\(shape.rows) × \(shape.columns)",
          found: "\(matrix.rows) × \(matrix.columns)")
      }
      entries.append((shape.name, matrix))
    }
    self.init(entries)
  }
}

/// JSON inside metadata.
enum JSONText {
  static func encode(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A figure that could not be measured is no reason to lose the model.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let data = try? encoder.encode(value) else { preconditionFailure("not JSON") }
    return String(decoding: data, as: UTF8.self)
  }

  static func decode<Value: Decodable>(
    _ type: Value.Type, from text: String?, path: String
  ) throws(ModelFileError) -> Value {
    guard let text else {
      throw .malformed(path: path, expected: "a \(Value.self) in the metadata", found: "nothing")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch let error as DecodingError {
      throw .malformed(
        path: path, expected: "a valid \(Value.self)", found: error.sentence)
    } catch {
      throw .malformed(path: path, expected: "a valid \(Value.self)", found: "\(error)")
    }
  }
}

extension DecodingError {
  /// Where and what, in a few words.
  package var sentence: String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty
        ? ""
        : path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".") + ": "
    }
    switch self {
    case .keyNotFound(let key, let context):
      return place(context.codingPath) + "\"\(key.stringValue)\" is missing"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return place(context.codingPath) + "not a \(type)"
    case .dataCorrupted(let context):
      return place(context.codingPath) + context.debugDescription
    @unknown default:
      return "\(self)"
    }
  }
}
