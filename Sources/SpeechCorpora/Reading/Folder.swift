internal import Foundation

/// The files of a folder.
enum Folder {
  /// Extensions under which recordings are looked for, in this order; any case.
  static let audioExtensions = ["wav", "flac", "opus", "ogg", "sph", "mp3", "aiff", "au", "nist"]
  private static let audioExtensionSet = Set(audioExtensions)
  /// Nothing that is read here lies deeper.
  static let deepest = 8

  /// Names in a folder, sorted, hidden ones left out; empty if it cannot be read.
  static func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      .filter { !$0.hasPrefix(".") }.sorted()
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  static func isFolder(_ path: String) -> Bool { type(path) == .typeDirectory }

  /// Names of the folders in a folder, sorted.
  static func folders(_ path: String) -> [String] {
    names(path).filter { isFolder("\(path)/\($0)") }
  }

  private static func type(_ path: String) -> FileAttributeType? {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    return (try? FileManager.default.attributesOfItem(atPath: target))?[.type]
      as? FileAttributeType
  }

  /// Refuses what is not a file: opening a pipe or a device could wait for ever.
  static func checkRegularFile(_ path: String, expected: String) throws(CorpusError) {
    switch type(path) {
    case nil: throw .missing(path: path, expected: expected)
    case .typeRegular?: return
    case .typeDirectory?: throw .unreadable(path: path, reason: "it is a folder")
    default: throw .unreadable(path: path, reason: "it is not a regular file")
    }
  }

  /// The whole of a file of at most `limit` bytes.
  static func contents(
    _ path: String, expected: String, limit: Int
  ) throws(CorpusError) -> [UInt8] {
    try checkRegularFile(path, expected: expected)
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: limit + 1) ?? Data()
    else { throw .unreadable(path: path, reason: "it cannot be opened") }
    guard data.count <= limit else {
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
      throw .tooLarge(path: path, bytes: size ?? data.count, limit: limit)
    }
    return Array(data)
  }

  /// A recording's name without its extension; `nil` for another file's.
  static func stem(ofAudio name: String) -> String? {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex,
      audioExtensionSet.contains(name[name.index(after: dot)...].lowercased())
    else { return nil }
    return String(name[..<dot])
  }

  /// `stem` with the first audio extension, in lower or upper case, under which a file is there.
  static func audio(stem: String) -> String? {
    audioExtensions.lazy.flatMap { ["\(stem).\($0)", "\(stem).\($0.uppercased())"] }
      .first(where: exists)
  }

  /// A folder with its files' names.
  struct Listing {
    let path: String
    /// From the folder where the walk began; empty for that one.
    let relativePath: String
    let files: [String]
  }

  /// A folder and all below it, depth first in the order of names. A link may lead back up: no folder is listed
  /// within itself.
  static func walk(_ path: String) -> [Listing] {
    var result: [Listing] = []
    visit(path, relative: "", above: [], into: &result)
    return result
  }

  private static func visit(
    _ path: String, relative: String, above: [String], into result: inout [Listing]
  ) {
    let real = URL(filePath: path).resolvingSymlinksInPath().path
    if above.contains(real) { return }
    var files: [String] = []
    var folders: [String] = []
    for name in names(path) {
      // Recordings are many; the file system is asked only about the others.
      if stem(ofAudio: name) == nil && isFolder("\(path)/\(name)") {
        folders.append(name)
      } else {
        files.append(name)
      }
    }
    result.append(Listing(path: path, relativePath: relative, files: files))
    guard above.count < deepest else { return }
    for name in folders {
      visit(
        "\(path)/\(name)", relative: relative.isEmpty ? name : "\(relative)/\(name)",
        above: above + [real], into: &result)
    }
  }
}
