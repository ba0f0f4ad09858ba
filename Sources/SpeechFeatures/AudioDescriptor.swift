internal import CSndFile
internal import Foundation

/// A file descriptor of a recording, ready for libsndfile.
struct AudioDescriptor {
  let descriptor: Int32
  /// Bytes of a regular file; `nil` for a pipe that is read as it comes.
  let size: Int64?

  /// Opens a file; `-` is the standard input. Who gets the descriptor closes it.
  ///
  /// A pipe is read as it comes where the format allows it, as samples without a header do; else it
  /// goes to a temporary file first.
  static func open(_ path: String, isRaw: Bool) throws(AudioError) -> AudioDescriptor {
    let descriptor =
      path == "-"
      ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
      : unsafe Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing(path: path) : .unreadable(path: path, reason: lastError)
    }
    do {
      return try classify(descriptor, path: path, isRaw: isRaw)
    } catch {
      close(descriptor)
      throw error
    }
  }

  private static func classify(
    _ descriptor: Int32, path: String, isRaw: Bool
  ) throws(AudioError) -> AudioDescriptor {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: lastError)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      throw .folder(path: path)
    case S_IFREG:
      guard status.st_size > 0 else { throw .empty(path: path) }
      return AudioDescriptor(descriptor: descriptor, size: Int64(status.st_size))
    case S_IFCHR, S_IFBLK:
      throw .unreadable(path: path, reason: "a device, not a file or a pipe")
    default:
      if isRaw || canStream(descriptor) {
        return AudioDescriptor(descriptor: descriptor, size: nil)
      }
      return try spool(descriptor, path: path)
    }
  }

  /// Whether the pipe begins as a format that libsndfile reads without going back.
  private static func canStream(_ descriptor: Int32) -> Bool {
    #if os(Linux)
      // tee copies what is in a pipe and leaves it there.
      var ends: [Int32] = [0, 0]
      guard unsafe pipe(&ends) == 0 else { return false }
      defer { for end in ends { close(end) } }
      guard tee(descriptor, ends[1], 4, 0) == 4 else { return false }
      var magic = [UInt8](repeating: 0, count: 4)
      guard unsafe read(ends[0], &magic, 4) == 4 else { return false }
      return ["RIFF", "RIFX", ".snd", "FORM"].contains(String(decoding: magic, as: UTF8.self))
    #else
      return false
    #endif
  }

  /// Copies all that a pipe gives to a temporary file without a name, and closes the pipe.
  private static func spool(
    _ source: Int32, path: String
  ) throws(AudioError) -> AudioDescriptor {
    var template = Array((NSTemporaryDirectory() + "/tyto-XXXXXX").utf8CString)
    let target = unsafe mkstemp(&template)
    guard target >= 0 else { throw .unreadable(path: path, reason: "temporary file: \(lastError)") }
    _ = unsafe unlink(&template)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var size: Int64 = 0
    do throws(AudioError) {
      while true {
        let count = unsafe read(source, &buffer, buffer.count)
        if count < 0 && errno == EINTR { continue }
        guard count >= 0 else { throw .unreadable(path: path, reason: lastError) }
        if count == 0 { break }
        var done = 0
        while done < count {
          let written = unsafe buffer.withUnsafeBytes {
            unsafe write(target, $0.baseAddress! + done, count - done)
          }
          if written < 0 && errno == EINTR { continue }
          guard written > 0 else {
            throw .unreadable(path: path, reason: "temporary file: \(lastError)")
          }
          done += written
        }
        size += Int64(count)
      }
      guard size > 0 else { throw .empty(path: path) }
    } catch {
      close(target)
      throw error
    }
    lseek(target, 0, SEEK_SET)
    close(source)
    return AudioDescriptor(descriptor: target, size: size)
  }

  private static var lastError: String { unsafe String(cString: strerror(errno)) }
}
