extension Decoder {
  /// Refuses fields other than `known`: a misspelt one would be passed over in silence.
  package func refuseFields(otherThan known: [String]) throws {
    let container = try container(keyedBy: AnyKey.self)
    for key in container.allKeys where !known.contains(key.stringValue) {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "unknown here; known are \(known.joined(separator: ", "))")
    }
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
