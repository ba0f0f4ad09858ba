import Foundation

/// The recordings that a command line names.
struct AudioInputs {
  struct Item: Sendable {
    /// As it is printed and opened; `-` is the standard input.
    let path: String
    /// What an output file of its own is called, without ending: the path below the folder that was
    /// named.
    let stem: String
  }

  private(set) var items: [Item] = []
  /// What could not be looked into, a sentence each.
  private(set) var problems: [String] = []

  private static let endings: Set<String> = [
    "wav", "flac", "opus", "ogg", "oga", "mp3", "sph", "aiff", "aif", "au", "caf", "w64", "rf64",
  ]

  /// - Parameters:
  ///   - paths: files; folders, which are searched through for audio files, in order of
  ///   their paths; `-` for the standard input, a list of paths or a recording.
  ///   - isRaw: whether the standard input is a recording that does not say so itself.
  init(_ paths: [String], isRaw: Bool = false) {
    for path in paths {
      if path == "-" { addStandardInput(isRaw: isRaw) } else { add(path) }
    }
    items = Self.named(items)
  }

  private mutating func add(_ path: String) {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      items.append(Item(path: path, stem: Self.stem(URL(filePath: path).lastPathComponent)))
      return
    }
    var walk = Walk()
    // What is above has more than was asked for.
    var above = URL(filePath: path).resolvingSymlinksInPath().deletingLastPathComponent()
    while let status = Self.status(above.path), walk.searched.insert(.init(status)).inserted {
      above.deleteLastPathComponent()
    }
    collect(path, below: "", &walk)
    // A link may lead back up, or to what is searched anyhow.
    while !walk.links.isEmpty { collect(path, below: walk.links.removeFirst(), &walk) }
    if walk.files.isEmpty { problems.append("\(path): no audio files in this folder") }
    let base = path.hasSuffix("/") ? path : path + "/"
    items += walk.files.sorted().map { Item(path: base + $0, stem: Self.stem($0)) }
  }

  /// What is found below a folder.
  private struct Walk {
    var files: [String] = []
    /// Those to folders, which are followed when all else is done.
    var links: [String] = []
    var searched: Set<FileIdentity> = []
  }

  /// Audio files of a folder that has not been searched, and of its folders; hidden ones are passed over.
  private mutating func collect(_ root: String, below: String, _ walk: inout Walk) {
    let folder = below.isEmpty ? root : "\(root)/\(below)"
    if let status = Self.status(folder), !walk.searched.insert(.init(status)).inserted { return }
    guard let entries = Self.entries(folder) else {
      problems.append("\(folder): the folder cannot be read")
      return
    }
    for bytes in entries where bytes.first != UInt8(ascii: ".") {
      guard let name = String(validating: bytes, as: UTF8.self) else {
        let place = Array("\(folder)/".utf8) + bytes
        if Self.isAudio(String(decoding: bytes, as: UTF8.self)) || Self.isFolder(place) {
          problems.append(Self.notSearched(place))
        }
        continue
      }
      let inner = below.isEmpty ? name : "\(below)/\(name)"
      let path = "\(folder)/\(name)"
      guard let status = Self.status(path) else {
        if Self.isAudio(name) || errno == EACCES {
          problems.append("\(path): not searched: \(unsafe String(cString: strerror(errno)))")
        }
        continue
      }
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        var own = stat()
        if unsafe lstat(path, &own) == 0 && own.st_mode & S_IFMT == S_IFLNK {
          walk.links.append(inner)
        } else {
          collect(root, below: inner, &walk)
        }
      case S_IFREG:
        if Self.isAudio(name) { walk.files.append(inner) }
      default:
        if Self.isAudio(name) { problems.append("\(path): not searched: it is no file") }
      }
    }
  }

  /// What stands at a path, or where it leads; `nil` if nothing does, with `errno`.
  private static func status(_ path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
  }

  private static func isAudio(_ name: String) -> Bool {
    endings.contains(URL(filePath: name).pathExtension.lowercased())
  }

  /// The names in a folder as the system has them, in order, which may not be UTF-8; `nil` if it cannot be read.
  private static func entries(_ folder: String) -> [[UInt8]]? {
    guard let stream = unsafe opendir(folder) else { return nil }
    defer { _ = unsafe closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(stream) {
      names.append(
        unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) })
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func isFolder(_ path: [UInt8]) -> Bool {
    var status = stat()
    let name = path.map { CChar(bitPattern: $0) } + [0]
    return unsafe stat(name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The sentence for a path that is not UTF-8.
  private static func notSearched(_ path: [UInt8]) -> String {
    let shown = path.map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(UnicodeScalar(byte)) : String(format: "\\x%02x", Int(byte))
    }
    return shown.joined() + ": not searched: the name is not UTF-8"
  }

  private mutating func addStandardInput(isRaw: Bool) {
    switch isRaw ? .audio : StandardInput.content() {
    case .nothing:
      problems.append("the standard input is empty; expected a list of files or a recording")
    case .audio:
      items.append(Item(path: "-", stem: "stdin"))
    case .text:
      guard let lines = StandardInput.lines() else {
        problems.append("the standard input is neither a recording nor a list of files")
        return
      }
      for line in lines {
        if let path = String(validating: line, as: UTF8.self) {
          add(path)
        } else {
          problems.append(Self.notSearched(line))
        }
      }
    }
  }

  /// Recordings under names that differ from each other and from those that are taken: of several of
  /// one name, all but the first get a number.
  static func named(_ items: [Item], besides taken: Set<String> = []) -> [Item] {
    let own = Set(items.map(\.stem))
    var used = taken
    var numbers: [String: Int] = [:]
    return items.map { item in
      if used.insert(item.stem).inserted { return item }
      var number = numbers[item.stem, default: 1]
      var stem: String
      repeat {
        number += 1
        stem = "\(item.stem)-\(number)"
      } while own.contains(stem) || used.contains(stem)
      numbers[item.stem] = number
      used.insert(stem)
      return Item(path: item.path, stem: stem)
    }
  }

  private static func stem(_ path: String) -> String {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/"), dot != path.startIndex
    else { return path }
    return String(path[..<dot])
  }
}
