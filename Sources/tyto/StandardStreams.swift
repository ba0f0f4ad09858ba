// The C library's stdout is a variable; nothing here changes it.
@unsafe @preconcurrency import Foundation

/// The three files that a process is given.
enum StandardStreams {
  /// Opens the null device in the place of those that are closed: the first files opened would take
  /// their numbers, and errors would go into results.
  static func openClosed() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is this one. What is to be written then fails, and is told.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }
}

enum StandardOutput {
  static func write(_ text: String) throws { try write(Array(text.utf8)) }

  static func write(_ bytes: [UInt8]) throws {
    guard bytes.writeAll(to: STDOUT_FILENO) else { throw CommandFailure.unwritable(name) }
  }

  /// Writes what `print` has kept.
  static func flush() throws {
    // Trouble before stays noted, though its reason may be lost.
    guard unsafe fflush(stdout) == 0 && ferror(stdout) == 0 else {
      throw CommandFailure.unwritable(name)
    }
  }

  private static let name = "the standard output"
}

enum StandardError {
  /// Writes what can be written: there is no other place to tell trouble.
  static func write(_ text: String) { _ = Array(text.utf8).writeAll(to: STDERR_FILENO) }
}
