package import Foundation

/// Writing a file so that its name always stands for a whole one.
package enum AtomicFile {
  /// Writes to a temporary name in the same folder, syncs and renames.
  package static func write(_ data: Data, to path: String) throws(ModelFileError) {
    let temporary = "\(path).\(getpid()).partial"
    func reason() -> String { unsafe String(cString: strerror(errno)) }
    let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: reason()) }
    var written = 0
    while written < data.count {
      let count = unsafe data.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let why = reason()
        close(descriptor)
        unsafe unlink(temporary)
        throw .unwritable(path: path, reason: why)
      }
      written += count
    }
    let synced = fsync(descriptor) == 0
    let closed = close(descriptor) == 0
    let renamed = unsafe synced && closed && rename(temporary, path) == 0
    guard renamed else {
      let why = reason()
      unsafe unlink(temporary)
      throw .unwritable(path: path, reason: why)
    }
  }
}
