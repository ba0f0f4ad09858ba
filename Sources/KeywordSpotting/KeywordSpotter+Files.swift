public import SpeechFeatures

extension KeywordSpotter {
  /// Searches files, several at once, and hands out what is found in the order of the files as soon
  /// as it is there. What is found does not depend on `jobs`, but for the last bits of scores.
  ///
  /// - Parameters:
  ///   - paths: files; `-` is the standard input.
  ///   - options: how they are read.
  ///   - jobs: threads that files are shared out to. Where there are fewer files, threads share one.
  ///   - progress: called now and then, between the calls of `body`.
  ///   - body: called on this thread with the place in `paths`; an error it throws ends the search.
  public func search<Failure: Error>(
    files paths: [String], reading options: AudioReader.Options = .init(), jobs: Int,
    progress: (FileProgress) -> Void = { _ in },
    _ body: (Int, Result<Findings, AudioError>) throws(Failure) -> Void
  ) throws(Failure) {
    let plan = plan
    try engine.run(
      files: paths, reading: options, jobs: jobs, makeConsumer: { _ in PosteriorSearch(plan) },
      progress: progress, body)
  }
}
