import Foundation

/// A file that gets its name when it is whole: until then it is `NAME.partial` with a number.
final class PartialFile {
  private let path: String
  private let temporary: String
  private let handle: FileHandle
  private var isFinished = false

  init(_ path: String) throws {
    self.path = path
    temporary = "\(path).\(getpid()).partial"
    // Nothing can take the name of a folder.
    var status = stat()
    if unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR {
      throw CommandFailure("\(path): cannot be written: it is a folder")
    }
    OpenPartialFiles.add(temporary)
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let reason = unsafe String(cString: strerror(errno))
      OpenPartialFiles.remove(temporary)
      throw CommandFailure("\(path): cannot be written: \(reason)")
    }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(bytes))
    } catch {
      throw CommandFailure("\(path): cannot be written: \(error.localizedDescription)")
    }
  }

  func finish() throws {
    let synced = fsync(handle.fileDescriptor) == 0
    guard unsafe synced && rename(temporary, path) == 0 else {
      throw CommandFailure("\(path): cannot be written: \(unsafe String(cString: strerror(errno)))")
    }
    isFinished = true
    OpenPartialFiles.remove(temporary)
  }

  deinit {
    guard !isFinished else { return }
    _ = unsafe unlink(temporary)
    OpenPartialFiles.remove(temporary)
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
