import DenseMath
import KeywordSpotting
import SpeechFeatures
import SpottingSupport
import TestSupport
import Testing

@Suite struct FileSearchTests {
  private struct Stop: Error {}

  private func spotter(_ windowing: Windowing = .init(kept: 200, context: 30, batch: 4)) throws
    -> KeywordSpotter
  {
    try KeywordSpotter(
      model: TestModels.tones(), windowing: windowing, context: TestModels.context)
  }

  /// Files of different lengths, and what is said in each.
  private func files(_ folder: TestFolder, _ count: Int) -> [(path: String, words: [String])] {
    (0..<count).map { index in
      let (words, duration) = ToneWords.random(index * 7 % 12, seed: Seed.value + UInt64(index))
      let path = folder.write(
        "\(index).wav", samples: ToneWords.samples(words, duration: duration),
        sampleRate: ToneWords.sampleRate)
      return (path, words.map(\.name))
    }
  }

  /// What is told while audio comes is what is found afterwards, where the network needs no look
  /// ahead; each once, in time, whether words or phones are labels.
  @Test func listeningTellsWhatIsFoundAfterwards() throws {
    let folder = TestFolder()
    let (words, duration) = ToneWords.random(30, seed: Seed.value)
    let path = folder.write(
      "a.wav", samples: ToneWords.samples(words, duration: duration),
      sampleRate: ToneWords.sampleRate)
    for spotter in [
      try spotter(.live),
      try KeywordSpotter(
        model: TestModels.toneAlphabet(), keywords: ["low=AA", "high=IY"],
        // So soon, each may yet become a common word.
        threshold: 0.02, windowing: .live,
        context: TestModels.context),
    ] {
      var told: [Detection] = []
      let heard = try spotter.listen(
        to: AudioReader(path: path, sampleRate: spotter.sampleRate, blockLength: 100)
      ) { told.append($0) }
      #expect(abs(heard - duration) < 0.01)
      #expect(told.map(\.keyword) == words.map(\.name), "seed \(Seed.value)")
      for (one, word) in zip(told, words) { #expect(abs(one.end - word.end) < 0.15) }
    }
  }

  /// A program's samples give what a file gives, however they come; never before the first sample.
  @Test func streamsTellWhatListeningDoes() throws {
    let folder = TestFolder()
    // A word at the very start.
    let word = ToneWords.random(1, seed: Seed.value).words[0]
    let (words, duration) = ToneWords.random(12, seed: Seed.value + 1)
    let samples =
      ToneWords.samples(
        [.init(word.name, 0, word.end - word.start)],
        duration: word.end - word.start + 0.2) + ToneWords.samples(words, duration: duration)
    let path = folder.write("a.wav", samples: samples, sampleRate: ToneWords.sampleRate)
    let spotter = try spotter(.live)
    var told: [Detection] = []
    let reader = try AudioReader(path: path, sampleRate: spotter.sampleRate)
    let heard = try spotter.listen(to: reader) { told.append($0) }
    #expect(told.map(\.keyword) == [word.name] + words.map(\.name), "seed \(Seed.value)")
    for detection in told { #expect(0 <= detection.start && detection.end <= heard) }
    let waveform = try Waveform(contentsOf: path)
    for size in [77, 1600, samples.count] {
      var stream = spotter.stream()
      var found: [Detection] = []
      for start in stride(from: 0, to: waveform.samples.count, by: size) {
        let end = min(start + size, waveform.samples.count)
        found += stream.push(Array(waveform.samples[start..<end]))
      }
      found += stream.finish()
      #expect(found == told, "\(size) samples at once")
      #expect(stream.duration == heard)
    }
  }

  @Test func resultsComeInTheFilesOrderWhateverTheJobs() throws {
    let folder = TestFolder()
    let all = files(folder, 21)
    var first: [Findings] = []
    for jobs in [1, 2, 5] {
      var found: [Findings] = []
      try spotter().search(files: all.map(\.path), jobs: jobs) { index, result in
        #expect(index == found.count)
        found.append(try result.get())
      }
      #expect(found.map { $0.detections.map(\.keyword) } == all.map(\.words))
      if first.isEmpty { first = found }
      #expect(found == first, "\(jobs) jobs, seed \(Seed.value)")
    }
  }

  @Test func aFileIsFoundAsItsWaveformIs() throws {
    let folder = TestFolder()
    let path = files(folder, 6)[5].path
    let waveform = try Waveform(contentsOf: path)
    let spotter = try spotter()
    let findings = try spotter.findings(in: AudioReader(path: path, sampleRate: 8000))
    #expect(!findings.detections.isEmpty)
    #expect(findings.detections == spotter.detections(in: waveform))
    #expect(findings.duration == waveform.duration)
    spotter.search(files: [path], jobs: 2) { _, result in
      #expect((try? result.get()) == findings)
    }
  }

  @Test func badFilesAreReportedInTheirPlaces() throws {
    let folder = TestFolder()
    var paths = files(folder, 10).map(\.path)
    paths.insert(folder.write("text.wav", "not audio at all"), at: 3)
    paths.insert(folder.path + "/nowhere.wav", at: 0)
    // A header that promises more than is there.
    let whole = folder.write(
      "whole.wav", samples: ToneWords.samples([], duration: 30), sampleRate: 8000)
    paths.append(whole)
    var outcomes: [Bool] = []
    try spotter().search(files: paths, jobs: 2) { _, result in
      outcomes.append((try? result.get()) != nil)
    }
    #expect(outcomes.count == 13)
    #expect(outcomes.indices.filter { !outcomes[$0] } == [0, 4])
  }

  @Test func nothingToDoIsDone() throws {
    try spotter().search(files: [], jobs: 4) { _, _ in Issue.record("nothing was asked for") }
  }

  @Test func anErrorOfTheReceiverEndsTheSearch() throws {
    let folder = TestFolder()
    let paths = files(folder, 20).map(\.path)
    var calls = 0
    #expect(throws: Stop.self) {
      try spotter().search(files: paths, jobs: 2) { index, _ in
        calls += 1
        if index == 1 { throw Stop() }
      }
    }
    #expect(calls == 2)
  }

  @Test func progressCountsAllAudio() throws {
    let folder = TestFolder()
    let all = files(folder, 9)
    var last: FileProgress?
    var total = 0.0
    try spotter().search(
      files: all.map(\.path), jobs: 2,
      progress: {
        #expect($0.files >= last?.files ?? 0 && $0.seconds >= last?.seconds ?? 0)
        last = $0
      }
    ) { _, result in total += (try? result.get().duration) ?? .nan }
    #expect(last?.files == 8 && abs((last?.seconds ?? .nan) - total) < 1e-9)
  }
}
