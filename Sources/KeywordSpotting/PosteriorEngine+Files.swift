internal import DenseMath
internal import Dispatch
internal import Foundation
internal import RecurrentNetworks
package import SpeechFeatures
internal import Synchronization

extension PosteriorEngine {
  /// Files searched side by side on one thread, at most: their windows go through the network
  /// together.
  private static let groupSize = 8

  /// Works on files, several at once, and hands out what came of each in the order of the files as
  /// soon as it is there. How many files share a batch depends on `jobs`, and with it the last bits of posteriors.
  ///
  /// - Parameters:
  ///   - paths: files; `-` is the standard input.
  ///   - options: how they are read.
  ///   - jobs: threads that files are shared out to. Where there are fewer files, threads share one.
  ///   - makeConsumer: a new consumer for the recording of that place in `paths`; called on any
  ///     thread.
  ///   - progress: called now and then, between the calls of `body`.
  ///   - body: called on this thread with the place in `paths`; an error it throws ends the work.
  package func run<Consumer: PosteriorConsumer, Failure: Error>(
    files paths: [String], reading options: AudioReader.Options = .init(), jobs: Int,
    makeConsumer: @escaping @Sendable (Int) -> Consumer,
    progress: (FileProgress) -> Void = { _ in },
    _ body: (Int, Result<Consumer.Output, AudioError>) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(jobs >= 1, "at least one job")
    let size = max(1, min(Self.groupSize, (paths.count + jobs - 1) / jobs))
    let groups = stride(from: 0, to: paths.count, by: size).map {
      $0..<min($0 + size, paths.count)
    }
    let workers = min(jobs, max(groups.count, 1))
    let threads = max(1, jobs / workers)
    let board = Board<Consumer.Output>()
    for _ in 0..<workers {
      // Threads of their own: those of the queue are left to what the workers wait for.
      Thread.detachNewThread {
        while let group = board.takeGroup(of: groups.count) {
          work(
            Array(paths[groups[group]]), options, threads: threads, board,
            from: groups[group].lowerBound, makeConsumer)
        }
        board.leave()
      }
    }
    // Whatever happens here, no worker outlives the call.
    defer { board.waitForWorkers(workers) }
    for index in paths.indices {
      let result = board.wait(for: index) {
        progress(FileProgress(files: index, seconds: Double($0) / Double(sampleRate)))
      }
      do {
        try body(index, result)
      } catch {
        board.stop()
        throw error
      }
    }
  }

  /// One group. While one batch is computed, the one before is handed on and the next one is read.
  private func work<Consumer: PosteriorConsumer>(
    _ paths: [String], _ options: AudioReader.Options, threads: Int,
    _ board: Board<Consumer.Output>, from first: Int, _ makeConsumer: @escaping (Int) -> Consumer
  ) {
    let group = RecordingGroup(self, paths, options, board, from: first, makeConsumer)
    var current = group.nextBatch()
    var computed: (batch: RecordingBatch, outputs: [Matrix])?
    while let batch = current, !board.isStopped {
      func advance() -> RecordingBatch? {
        if let computed { group.take(computed.outputs, of: computed.batch) }
        return group.nextBatch()
      }
      let outputs: [Matrix]
      let windows = batch.windows
      if threads == 1 {
        current = advance()
        outputs = logPosteriors(windows, threads: 1)
      } else {
        let task = Computation()
        DispatchQueue.global().async { task.finish(logPosteriors(windows, threads: threads)) }
        current = advance()
        outputs = task.wait()
      }
      computed = (batch, outputs)
    }
    if let computed { group.take(computed.outputs, of: computed.batch) }
  }
}

/// Outputs that another thread computes.
private final class Computation: Sendable {
  private let outputs = Mutex<[Matrix]>([])
  private let done = DispatchSemaphore(value: 0)

  func finish(_ values: [Matrix]) {
    outputs.withLock { $0 = values }
    done.signal()
  }

  func wait() -> [Matrix] {
    done.wait()
    return outputs.withLock { $0 }
  }
}

/// Windows of several recordings that are computed together.
private struct RecordingBatch {
  /// In each recording's order.
  var windows: [FeatureWindow] = []
  /// The recording of each window, by its place.
  var recordings: [Int] = []
  /// Recordings that end with this batch, and the error of those that broke off.
  var ends: [Int: AudioError?] = [:]
  /// Samples in each recording that ends.
  var sampleCounts: [Int: Int] = [:]
}

/// Recordings that go through a network together: as many as a batch has windows are under way at any
/// time, and each gives as many windows to a batch as there is room for.
private final class RecordingGroup<Consumer: PosteriorConsumer> {
  private let engine: PosteriorEngine
  private let paths: [String]
  private let options: AudioReader.Options
  private let board: Board<Consumer.Output>
  private let first: Int
  private let makeConsumer: (Int) -> Consumer
  private var waiting: [Int]
  private var active: [(index: Int, lane: RecordingLane, counted: Int)] = []
  private var consumers: [Int: Consumer] = [:]

  init(
    _ engine: PosteriorEngine, _ paths: [String], _ options: AudioReader.Options,
    _ board: Board<Consumer.Output>, from first: Int, _ makeConsumer: @escaping (Int) -> Consumer
  ) {
    self.engine = engine
    self.paths = paths
    self.options = options
    self.board = board
    self.first = first
    self.makeConsumer = makeConsumer
    waiting = paths.indices.reversed()
  }

  /// The next windows, or `nil` when all recordings have ended.
  func nextBatch() -> RecordingBatch? {
    let room = engine.windowing.batch
    while active.count < room, let index = waiting.popLast() {
      do throws(AudioError) {
        let reader = try AudioReader(
          path: paths[index], sampleRate: engine.sampleRate, options: options)
        let lane = engine.lane { () throws(AudioError) in try reader.read(atMost: 1 << 15) }
        active.append((index, lane, 0))
        consumers[index] = makeConsumer(first + index)
      } catch {
        board.post(.failure(error), at: first + index)
      }
    }
    guard !active.isEmpty else { return nil }
    var batch = RecordingBatch()
    let share = max(1, room / active.count)
    for place in active.indices {
      let (index, lane, counted) = active[place]
      do throws(AudioError) {
        for _ in 0..<share where batch.ends[index] == nil {
          if let window = try lane.nextWindow() {
            batch.windows.append(window)
            batch.recordings.append(index)
          } else {
            batch.ends[index] = .some(nil)
          }
        }
      } catch {
        batch.ends[index] = error
      }
      if batch.ends[index] != nil { batch.sampleCounts[index] = lane.sampleCount }
      board.count(samples: lane.sampleCount - counted)
      active[place].counted = lane.sampleCount
    }
    active.removeAll { batch.ends[$0.index] != nil }
    return batch
  }

  /// Hands the outputs of a batch to the recordings' consumers, and posts what came of those that end.
  func take(_ outputs: [Matrix], of batch: RecordingBatch) {
    for (index, values) in zip(batch.recordings, outputs) { consumers[index]?.push(values) }
    for (index, error) in batch.ends {
      let duration = Double(batch.sampleCounts[index] ?? 0) / Double(engine.sampleRate)
      guard var consumer = consumers.removeValue(forKey: index) else { continue }
      if let error {
        board.post(.failure(error), at: first + index)
      } else {
        board.post(.success(consumer.finish(duration: duration)), at: first + index)
      }
    }
  }
}

/// What the threads share.
private final class Board<Output: Sendable>: Sendable {
  private struct State {
    var nextGroup = 0
    var results: [Int: Result<Output, AudioError>] = [:]
    var samples = 0
    var isStopped = false
  }

  private let state = Mutex(State())
  private let posted = DispatchSemaphore(value: 0)
  private let left = DispatchSemaphore(value: 0)

  var isStopped: Bool { state.withLock { $0.isStopped } }

  func takeGroup(of count: Int) -> Int? {
    state.withLock { state in
      guard !state.isStopped && state.nextGroup < count else { return nil }
      state.nextGroup += 1
      return state.nextGroup - 1
    }
  }

  func count(samples: Int) { state.withLock { $0.samples += samples } }

  func post(_ result: Result<Output, AudioError>, at index: Int) {
    state.withLock { $0.results[index] = result }
    posted.signal()
  }

  func stop() { state.withLock { $0.isStopped = true } }

  func leave() { left.signal() }

  func waitForWorkers(_ count: Int) {
    for _ in 0..<count { left.wait() }
  }

  /// Waits for a result; calls `meanwhile` with the samples read so far, at times.
  func wait(
    for index: Int, _ meanwhile: (_ samples: Int) -> Void
  ) -> Result<Output, AudioError> {
    while true {
      let (result, samples) = state.withLock { state in
        (state.results.removeValue(forKey: index), state.samples)
      }
      meanwhile(samples)
      if let result { return result }
      _ = posted.wait(timeout: .now() + .milliseconds(250))
    }
  }
}
