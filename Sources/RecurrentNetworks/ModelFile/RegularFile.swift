internal import Foundation

/// Reading a file whole. What could block or never end (a pipe, a device) is refused.
enum RegularFile {
  static func read(_ path: String) throws(ModelFileError) -> [UInt8] {
    func reason() -> String { unsafe String(cString: strerror(errno)) }
    // Opening a pipe without a writer would wait for one.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT { throw .missing(path: path) }
      throw .unreadable(path: path, reason: reason())
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: reason())
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .unreadable(path: path, reason: "it is a folder")
    default: throw .unreadable(path: path, reason: "it is not a regular file")
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe Foundation.read(descriptor, buffer.baseAddress! + filled, buffer.count - filled)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: reason()) }
      // Shorter than it was: what is missing shows when the content is checked.
      if count == 0 { return Array(bytes.prefix(filled)) }
      filled += count
    }
    return bytes
  }
}
