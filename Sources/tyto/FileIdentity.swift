import Foundation

/// A file or a folder, whatever path leads to it.
struct FileIdentity: Hashable {
  private let device: dev_t
  private let inode: ino_t

  init(_ status: stat) {
    device = status.st_dev
    inode = status.st_ino
  }

  /// Of the regular file at a path, `-` for the standard input; `nil` if there is none.
  init?(fileAt path: String) {
    var status = stat()
    let found = unsafe path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)
    guard found == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }
}
