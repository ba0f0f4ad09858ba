internal import DenseMath
internal import Dispatch
internal import RecurrentNetworks
package import SpeechFeatures
internal import Synchronization

extension PosteriorEngine {
  /// Files searched side by side on one thread, at most: their windows go through the network
  /// together.
  private static let groupSize = 8

  /// Works on files, several at once, and hands out what came of each in the order of the files as
  /// soon as it is there. What comes does not depend on `jobs`.
  ///
  /// - Parameters:
  ///   - paths: files; `-` is the standard input.
  ///   - jobs: threads that files are shared out to. Where there are fewer files, threads share one.
  ///   - makeConsumer: a new consumer for the recording of that place in `paths`; called on any
  ///     thread.
  ///   - progress: called now and then, between the calls of `body`.
  ///   - body: called on this thread with the place in `paths`; an error it throws ends the work.
  package func run<Consumer: PosteriorConsumer, Failure: Error>(
    files paths: [String], jobs: Int,
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
      DispatchQueue.global().async {
        while let group = board.takeGroup(of: groups.count) {
          work(
            Array(paths[groups[group]]), threads: threads, board, from: groups[group].lowerBound,
            makeConsumer)
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

  /// One group: as many recordings as a batch has windows are under way at any time, and each gives
  /// as many windows to a batch as there is room for.
  private func work<Consumer: PosteriorConsumer>(
    _ paths: [String], threads: Int, _ board: Board<Consumer.Output>,
    from first: Int, _ makeConsumer: (Int) -> Consumer
  ) {
    var waiting = Array(paths.indices.reversed())
    var active: [(index: Int, lane: RecordingLane, consumer: Consumer, counted: Int)] = []
    while !(waiting.isEmpty && active.isEmpty) && !board.isStopped {
      while active.count < windowing.batch, let index = waiting.popLast() {
        do throws(AudioError) {
          let reader = try AudioReader(path: paths[index], sampleRate: sampleRate)
          let lane = lane { () throws(AudioError) in try reader.read(atMost: 1 << 15) }
          active.append((index, lane, makeConsumer(first + index), 0))
        } catch {
          board.post(.failure(error), at: first + index)
        }
      }
      guard !active.isEmpty else { continue }
      var windows: [(lane: Int, window: FeatureWindow)] = []
      var over: [Int: AudioError?] = [:]
      let share = max(1, windowing.batch / active.count)
      for place in active.indices {
        do throws(AudioError) {
          for _ in 0..<share where over[place] == nil {
            if let window = try active[place].lane.nextWindow() {
              windows.append((place, window))
            } else {
              over[place] = .some(nil)
            }
          }
        } catch {
          over[place] = error
        }
        board.count(samples: active[place].lane.sampleCount - active[place].counted)
        active[place].counted = active[place].lane.sampleCount
      }
      let outputs = logPosteriors(windows.map(\.window), threads: threads)
      for (item, values) in zip(windows, outputs) { active[item.lane].consumer.push(values) }
      for (place, error) in over {
        let duration = Double(active[place].lane.sampleCount) / Double(sampleRate)
        let result: Result<Consumer.Output, AudioError> =
          if let error {
            .failure(error)
          } else {
            .success(active[place].consumer.finish(duration: duration))
          }
        board.post(result, at: first + active[place].index)
      }
      active = active.indices.filter { over[$0] == nil }.map { active[$0] }
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
