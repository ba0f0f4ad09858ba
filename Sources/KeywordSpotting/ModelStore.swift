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
/// `bin` folder of the running program, and in the package's resources beside the program. All are
/// looked up at run time: the accessor that SwiftPM generates for resources ends the program where
/// the folder it was built in is gone.
public struct ModelStore: Sendable {
  /// Folders that hold models, first come first served.
  public let folders: [String]

  public init(folders: [String]) { self.folders = folders }

  /// The store as the running program finds it.
  public static func standard() -> ModelStore {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? Bundle.main.executablePath ?? CommandLine.arguments[0]
    return ModelStore(
      folders: folders(program: program, environment: ProcessInfo.processInfo.environment))
  }

  package static func folders(program: String, environment: [String: String]) -> [String] {
    let folder = URL(filePath: program).deletingLastPathComponent()
    let asked = environment["TYTO_MODELS"].flatMap { $0.isEmpty ? nil : [$0] } ?? []
    return asked + [
      folder.deletingLastPathComponent().appending(path: "share/tyto/models").path,
      folder.appending(path: "Tyto_KeywordSpotting.resources/Models").path,
    ]
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
