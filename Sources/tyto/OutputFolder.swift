import Foundation

/// A folder for results.
enum OutputFolder {
  /// Refuses a folder that cannot be made or written to, without making it.
  static func check(_ path: String) throws {
    guard !path.isEmpty else { throw CommandFailure("-o: expected a folder's name") }
    // What stands there, or the nearest folder above that does.
    var place = URL(filePath: path, directoryHint: .isDirectory).standardizedFileURL
    var isFolder: ObjCBool = false
    while unsafe !FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) {
      guard place.pathComponents.count > 1 else { return }
      place.deleteLastPathComponent()
    }
    guard isFolder.boolValue else {
      throw CommandFailure("\(path): the folder cannot be made: \(place.path) is a file")
    }
    guard unsafe access(place.path, W_OK | X_OK) == 0 else {
      throw CommandFailure.unwritable(path)
    }
  }

  static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("\(path): the folder cannot be made: \(error.localizedDescription)")
    }
  }
}
