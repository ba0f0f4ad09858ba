import SpeechReports

extension SpottingPage {
  /// Writes the page, and tells what cannot be heard in it.
  func write(to file: PartialFile, _ complain: (String) -> Void) throws {
    try write { try file.write($0) }
    try file.finish()
    let paths = pathsWithoutSound
    guard !paths.isEmpty else { return }
    complain(
      "the page has no room for all sound; \(paths.count) recordings are played from their files: "
        + paths.joined(separator: ", "))
  }
}
