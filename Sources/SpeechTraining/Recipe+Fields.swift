internal import Foundation

extension Recipe {
  /// The first field of the recipe's JSON that did not become part of it, with what it might have
  /// been; `nil` if all did.
  ///
  /// Recipes are written by hand, and decoding passes over what is misspelt. Tasks, layers and
  /// optimisers are not looked into: they refuse such fields themselves.
  func unknownField(in json: Data) -> String? {
    guard let object = try? JSONSerialization.jsonObject(with: json) else { return nil }
    return Self.unknownField(in: object, of: self, at: [])
  }

  private static func unknownField(in json: Any, of value: Any, at place: [String]) -> String? {
    let parts = Mirror(reflecting: value)
    switch (parts.displayStyle, json) {
    case (.optional, _):
      return parts.children.first.flatMap { unknownField(in: json, of: $0.value, at: place) }
    case (.collection, let list as [Any]):
      return zip(list, parts.children).enumerated().lazy.compactMap { index, pair in
        unknownField(in: pair.0, of: pair.1.value, at: place + ["[\(index)]"])
      }.first
    case (.struct, let fields as [String: Any]):
      for (name, field) in fields.sorted(by: { $0.key < $1.key }) {
        let place = place + [name]
        guard let part = parts.children.first(where: { $0.label == name }) else {
          return place.joined(separator: ".") + ": unknown here; known are "
            + parts.children.compactMap(\.label).joined(separator: ", ")
        }
        if let found = unknownField(in: field, of: part.value, at: place) { return found }
      }
      return nil
    default: return nil
    }
  }
}
