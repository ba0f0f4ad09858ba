package import Foundation
internal import Synchronization

/// Writing a file so that its name always stands for a whole one.
package enum AtomicFile {
  package typealias Watcher = @Sendable (_ path: String, _ isThere: Bool) -> Void

  private static let watcher = Mutex<Watcher?>(nil)

  /// Has `watcher` told of each temporary file when it comes and when it is gone: so that whoever ends the
  /// program can take it away.
  package static func watch(_ watcher: @escaping Watcher) { self.watcher.withLock { $0 = watcher } }

  package static func write(_ data: Data, to path: String) throws(ModelFileError) {
    try write([UInt8](data), to: path)
  }

  /// Writes to a temporary name in the same folder, syncs it, renames it, and syncs the folder.
  /// When it throws, what stood at `path` is untouched and no temporary file is left.
  package static func write(_ bytes: [UInt8], to path: String) throws(ModelFileError) {
    // A name that stands for a device or pipe must not be renamed over.
    var status = stat()
    if unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw .unwritable(
        path: path, reason: isFolder ? "it is a folder" : "it is not a regular file")
    }
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).partial"
    let watch = watcher.withLock { $0 }
    watch?(temporary, true)
    defer { watch?(temporary, false) }
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: reason()) }
    var failure = writeAll(bytes, descriptor)
    if failure == nil && fsync(descriptor) != 0 { failure = reason() }
    if close(descriptor) != 0 && failure == nil { failure = reason() }
    if failure == nil, unsafe rename(temporary, path) != 0 { failure = reason() }
    if let failure {
      unsafe unlink(temporary)
      throw .unwritable(path: path, reason: failure)
    }
    syncFolder(of: path)
  }

  private static func reason() -> String { unsafe String(cString: strerror(errno)) }

  private static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> String? {
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Foundation.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? reason() : "nothing more can be written" }
      written += count
    }
    return nil
  }

  /// The new name survives a loss of power only when its folder is synced. Some file systems cannot;
  /// the file is whole in any case.
  private static func syncFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }
}
