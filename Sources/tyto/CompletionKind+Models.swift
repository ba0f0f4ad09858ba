internal import ArgumentParser
internal import Foundation
internal import KeywordSpotting

extension CompletionKind {
  /// The models in the box by their names, and model files.
  static var models: CompletionKind {
    .custom { _, _, prefix in
      ModelStore.standard().names.filter { $0.hasPrefix(prefix) } + modelFiles(prefix)
    }
  }

  /// Model files and folders whose paths begin so.
  private static func modelFiles(_ prefix: String) -> [String] {
    let slash = prefix.lastIndex(of: "/")
    let folder = slash.map { String(prefix[...$0]) } ?? ""
    let start = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
    let path = folder.isEmpty ? "." : folder
    let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return files.sorted().compactMap { name in
      guard name.hasPrefix(start), !name.hasPrefix(".") || start.hasPrefix(".") else { return nil }
      if name.hasSuffix(".safetensors") { return folder + name }
      var isFolder: ObjCBool = false
      let exists = unsafe FileManager.default.fileExists(
        atPath: folder + name, isDirectory: &isFolder)
      return exists && isFolder.boolValue ? folder + name + "/" : nil
    }
  }
}
