internal import SpeechFeatures

/// Compares a corpus that was read with its recordings.
struct CorpusChecker {
  let log: ReadingLog
  /// Whether an utterance without words is a mistake.
  let expectsWords: Bool
  let depth: CorpusCheck.Depth

  func check(_ corpus: Corpus) -> CorpusCheck {
    var result = CorpusCheck(name: corpus.name)
    var problems = log.problems
    result.utteranceCount = corpus.utterances.count
    if depth != .names { result.seconds = 0 }
    for utterance in corpus.utterances {
      result.speakers[utterance.speaker, default: 0] += 1
      result.wordCount += utterance.words.count
      for word in utterance.words { result.vocabulary[word, default: 0] += 1 }
      if utterance.wordSegments != nil { result.withWordTimes += 1 }
      if utterance.phoneSegments != nil { result.withPhoneTimes += 1 }
      if expectsWords && utterance.words.isEmpty {
        problems.append(problem(utterance, .withoutText, "\(utterance.id) has no words"))
      }
      checkRecording(utterance, &result, &problems)
    }
    if corpus.utterances.isEmpty && problems.count == 0 {
      problems.append(
        CorpusProblem(path: corpus.name, kind: .malformed, detail: "there are no utterances"))
    }
    checkPhones(&result, &problems)
    result.problems = problems.kept.sorted {
      ($0.path, $0.line ?? 0, $0.detail) < ($1.path, $1.line ?? 0, $1.detail)
    }
    result.problemCount = problems.count
    return result
  }

  private func problem(
    _ utterance: Utterance, _ kind: CorpusProblem.Kind, _ detail: String
  ) -> CorpusProblem {
    let origin = log.origins[utterance.id]
    return CorpusProblem(
      path: origin?.path ?? utterance.audioPath, line: origin?.line, kind: kind, detail: detail)
  }

  private func checkRecording(
    _ utterance: Utterance, _ result: inout CorpusCheck, _ problems: inout ProblemList
  ) {
    guard Folder.exists(utterance.audioPath) else {
      problems.append(
        problem(utterance, .missingAudio, "\(utterance.audioPath) is not there"))
      return
    }
    guard depth != .names else { return }
    do throws(AudioError) {
      let reader = try AudioReader(path: utterance.audioPath)
      var seconds = reader.duration
      if depth == .samples {
        var count = 0
        while true {
          let block = try reader.read(atMost: 1 << 16)
          if block.isEmpty { break }
          count += block.count
        }
        seconds = Double(count) / Double(reader.sampleRate)
      }
      result.sampleRates[reader.originalSampleRate, default: 0] += 1
      guard let seconds else { return }
      result.seconds = (result.seconds ?? 0) + seconds
      result.shortest = min(result.shortest ?? .infinity, seconds)
      result.longest = max(result.longest ?? 0, seconds)
      checkRange(utterance, utterance.wordSegments, seconds, .words, &problems)
      checkRange(utterance, utterance.phoneSegments, seconds, .phones, &problems)
    } catch {
      problems.append(problem(utterance, .unreadableAudio, "\(error)"))
    }
  }

  /// Segments must end when the recording does, or before.
  private func checkRange(
    _ utterance: Utterance, _ segments: [Segment]?, _ seconds: Double, _ kind: SegmentKind,
    _ problems: inout ProblemList
  ) {
    // A recording's last sample may fall between two samples of the segments' rate.
    let last = Int((seconds * Double(utterance.sampleRate)).rounded(.up))
    guard let late = segments?.first(where: { $0.end > last }) else { return }
    let origin = log.origins[utterance.id]
    let file = kind == .words ? origin?.wordFile : origin?.phoneFile
    let detail =
      "\(utterance.id): \"\(late.label)\" ends at \(late.end), after the recording (\(last))"
    let isSegmentFile = file.map { $0.hasSuffix(".phn") || $0.hasSuffix(".wrd") } ?? false
    problems.append(
      CorpusProblem(
        path: file ?? origin?.path ?? utterance.audioPath,
        line: isSegmentFile
          ? file.flatMap { SegmentFile.line(in: $0, endingAfter: last) } : origin?.line,
        kind: .timesOutOfRange, detail: detail))
  }

  private func checkPhones(_ result: inout CorpusCheck, _ problems: inout ProblemList) {
    guard !log.phones.isEmpty else { return }
    result.phones = log.phones.mapValues(\.count)
    guard let set = PhoneSet.matching(log.phones.keys) else {
      let first = log.phones.min {
        ($0.value.path, $0.value.line) < ($1.value.path, $1.value.line)
      }!
      problems.append(
        CorpusProblem(
          path: first.value.path, line: first.value.line, kind: .unknownPhone,
          detail: "\"\(first.key)\" and the others come from none of the known sets of phones"))
      return
    }
    result.phoneSet = set.name
    for (label, use) in log.phones where !set.contains(label) {
      problems.append(
        CorpusProblem(
          path: use.path, line: use.line, kind: .unknownPhone,
          detail: "\"\(label)\" is no phone of \(set.name); \(use.count) of them"))
    }
  }
}
