import Foundation

/// Refuses outputs that are among the files to be read: one of these would be lost.
///
/// - Parameters:
///   - inputs: paths of files, `-` the standard input; what is not there is passed over.
///   - outputs: paths of files to be written.
func refuseOverwriting(inputs: [String?], by outputs: [String?]) throws {
  let targets = outputs.compactMap { path -> (path: String, identity: FileIdentity)? in
    guard let path, path != "-", let identity = FileIdentity(path) else { return nil }
    return (path, identity)
  }
  if targets.isEmpty { return }
  let sources = Set(inputs.compactMap { $0.flatMap(FileIdentity.init) })
  for (path, identity) in targets where sources.contains(identity) {
    throw CommandFailure("\(path): is read as well, and would be overwritten")
  }
}

/// A regular file, whatever path leads to it.
private struct FileIdentity: Hashable {
  private let device: dev_t
  private let inode: ino_t

  /// `nil` if no regular file stands there.
  init?(_ path: String) {
    var status = stat()
    let found = unsafe path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)
    guard found == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = status.st_dev
    inode = status.st_ino
  }
}

extension SpotCommand {
  func refuseOverwriting(_ recordings: AudioInputs) throws {
    let clips = examples.map { String($0.drop { $0 != "=" }.dropFirst()) }
    try tyto.refuseOverwriting(
      inputs: recordings.items.map(\.path) + wanted.files + clips + [model, lexicon],
      by: [output, report])
  }
}

extension PhonesCommand {
  func refuseOverwriting(_ recordings: AudioInputs, by sink: PhoneSink) throws {
    let paths = recordings.items.map(\.path)
    let texts = alignBeside ? paths.compactMap(Self.textPath(beside:)) : [align]
    try tyto.refuseOverwriting(
      inputs: paths + texts + [model, lexicon],
      by: [output, plot] + recordings.items.map(sink.path(of:)))
  }
}
