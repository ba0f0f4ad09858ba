import Foundation

/// A file that gets its name when it is whole: until then it is `NAME.partial` with a number.
///
/// What is no regular file, as a device or a pipe, is written to as it stands, and a link to a file
/// stays one.
final class PartialFile {
  private let path: String
  /// Where the file is to stand, and its name until then; `nil` for what is written to straight.
  private let places: (final: String, temporary: String)?
  private let descriptor: Int32
  private var isFinished = false

  init(_ path: String) throws {
    self.path = path
    var status = stat()
    let exists = unsafe stat(path, &status) == 0
    // Nothing can take the name of a folder.
    if exists && status.st_mode & S_IFMT == S_IFDIR {
      throw CommandFailure("\(path): cannot be written: it is a folder")
    }
    if exists && status.st_mode & S_IFMT != S_IFREG {
      places = nil
      descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let final = exists ? URL(filePath: path).resolvingSymlinksInPath().path : path
      let temporary = Self.temporary(final)
      places = (final, temporary)
      OpenPartialFiles.add(temporary)
      descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    }
    guard descriptor >= 0 else {
      let failure = CommandFailure.unwritable(path)
      if let places { OpenPartialFiles.remove(places.temporary) }
      throw failure
    }
  }

  private static func temporary(_ path: String) -> String { "\(path).\(getpid()).partial" }

  /// Whether the system takes names of that length.
  private static func canBeNamed(_ path: String) -> Bool {
    var status = stat()
    return unsafe lstat(temporary(path), &status) == 0 || errno != ENAMETOOLONG
  }

  /// The items whose own files can be named; `refuse` is told of the others.
  ///
  /// - Parameter path: an item's own file, if it gets one.
  static func namable<Item>(
    _ items: [Item], as path: (Item) -> String?, refuse: (Item) -> Void
  ) -> [Item] {
    items.filter { item in
      guard let path = path(item), !canBeNamed(path) else { return true }
      refuse(item)
      return false
    }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    guard bytes.writeAll(to: descriptor) else { throw CommandFailure.unwritable(path) }
  }

  /// Whether it is a file and not a pipe or a device.
  var isRegular: Bool { places != nil }

  /// From now on a signal that ends the program leaves what is written under the file's name.
  func keepOnSignals() {
    if let places { OpenPartialFiles.add(places.temporary, keptAs: places.final) }
  }

  func finish() throws {
    guard let places else { return }
    guard unsafe fsync(descriptor) == 0 && rename(places.temporary, places.final) == 0 else {
      throw CommandFailure.unwritable(path)
    }
    isFinished = true
    OpenPartialFiles.remove(places.temporary)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    guard let places, !isFinished else { return }
    _ = unsafe unlink(places.temporary)
    OpenPartialFiles.remove(places.temporary)
  }

  /// A whole file at once.
  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  static func write(_ text: [UInt8], to path: String) throws {
    let file = try PartialFile(path)
    try file.write(text)
    try file.finish()
  }
}

extension CommandFailure {
  /// What the system says of the last call.
  static func unwritable(_ path: String) -> CommandFailure {
    CommandFailure("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
  }
}

extension [UInt8] {
  /// Whether all bytes could be written; `errno` says why not.
  func writeAll(to descriptor: Int32) -> Bool {
    var done = 0
    while done < count {
      let written = unsafe withUnsafeBytes { buffer in
        unsafe Foundation.write(descriptor, buffer.baseAddress! + done, count - done)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return false }
      done += written
    }
    return true
  }
}
