import Foundation

/// Refuses outputs that are among the files to be read, and two of one name: one of these would be lost.
///
/// - Parameters:
///   - inputs: paths of files, `-` the standard input; what is not there is passed over.
///   - outputs: paths of files to be written.
func refuseOverwriting(inputs: [String?], by outputs: [String?]) throws {
  let names = outputs.compactMap { $0 }.filter { path in
    var status = stat()
    return path != "-" && (unsafe stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG)
  }
  var places: Set<String> = []
  for name in names {
    let place = URL(filePath: name).resolvingSymlinksInPath().standardizedFileURL.path
    guard places.insert(place).inserted else {
      throw CommandFailure("\(name): is the name of two outputs")
    }
  }
  let targets = outputs.compactMap { path -> (path: String, identity: FileIdentity)? in
    guard let path, path != "-", let identity = FileIdentity(fileAt: path) else { return nil }
    return (path, identity)
  }
  if targets.isEmpty { return }
  let sources = Set(inputs.compactMap { $0.flatMap(FileIdentity.init(fileAt:)) })
  for (path, identity) in targets where sources.contains(identity) {
    throw CommandFailure("\(path): is read as well, and would be overwritten")
  }
}

extension SpotCommand {
  /// - Parameter outputs: beside the file and the report, if there are any.
  func refuseOverwriting(_ recordings: AudioInputs, by outputs: [String] = []) throws {
    let clips = examples.map { String($0.drop { $0 != "=" }.dropFirst()) }
    try tyto.refuseOverwriting(
      inputs: recordings.items.map(\.path) + wanted.files + clips + [model, lexicon],
      by: [output, report] + outputs)
  }
}

extension PhonesCommand {
  func refuseOverwriting(_ recordings: AudioInputs, by sink: PhoneSink) throws {
    let paths = recordings.items.map(\.path)
    let texts = alignBeside ? paths.compactMap(Self.textPath(beside:)) : [align]
    let words =
      format == "phn" && (align != nil || alignBeside)
      ? output.map(PhoneSink.wordPath(beside:)) : nil
    try tyto.refuseOverwriting(
      inputs: paths + texts + [model, lexicon],
      by: [output, plot, words] + recordings.items.map(sink.path(of:)))
  }
}
