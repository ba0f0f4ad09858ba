internal import Foundation
public import RecurrentNetworks

/// Why there is no model of a name.
public enum ModelStoreError: Error, Equatable, CustomStringConvertible {
  case unknown(name: String, known: [String])

  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "no model is called \"\(name)\"; "
        + (known.isEmpty
          ? "no models are installed (TYTO_MODELS may name their folder)"
          : "known are " + known.joined(separator: ", "))
    }
  }
}

/// The models in the box, by name.
///
/// They are looked for in the folder that `TYTO_MODELS` names, in `share/tyto/models` beside the
/// `bin` folder of the running program, and in the package's resources beside the program.
public struct ModelStore: Sendable {
  /// Folders that hold models, first come first served.
  public let folders: [String]

  public init(folders: [String]) { self.folders = folders }

  /// The store as the running program finds it.
  public static func standard() -> ModelStore {
    let environment = ProcessInfo.processInfo.environment["TYTO_MODELS"].map { [$0] } ?? []
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    let folder = URL(filePath: program).deletingLastPathComponent()
    return ModelStore(
      folders: environment + [
        folder.deletingLastPathComponent().appending(path: "share/tyto/models").path,
        folder.appending(path: "Tyto_KeywordSpotting.resources/Models").path,
        Bundle.main.bundleURL.appending(path: "Tyto_KeywordSpotting.resources/Models").path,
      ])
  }

  /// The names of all models, sorted.
  public var names: [String] {
    let files = folders.flatMap {
      (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? []
    }
    return Set(
      files.filter { $0.hasSuffix(".safetensors") }.map { String($0.dropLast(12)) }
    ).sorted()
  }

  /// Loads a model by its name, or a file by its path (told by a slash or the ending).
  public func model(_ nameOrPath: String) throws -> Model {
    if nameOrPath.contains("/") || nameOrPath.hasSuffix(".safetensors") {
      return try Model(contentsOf: nameOrPath)
    }
    for folder in folders {
      let path = "\(folder)/\(nameOrPath).safetensors"
      if FileManager.default.fileExists(atPath: path) { return try Model(contentsOf: path) }
    }
    throw ModelStoreError.unknown(name: nameOrPath, known: names)
  }
}
