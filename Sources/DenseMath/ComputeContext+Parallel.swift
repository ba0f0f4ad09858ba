internal import Dispatch

extension ComputeContext {
  /// `[body(0), …, body(count − 1)]`, on up to `threadCount` threads. The results do not depend on
  /// the number of threads as long as `body` does not.
  public func map<Result: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    guard threadCount > 1 && count > 1 else { return (0..<count).map(body) }
    return unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      nonisolated(unsafe) let slots = unsafe buffer
      let workers = Swift.min(threadCount, count)
      // Worker w takes the indices w, w + workers, …: a fixed share, no queue to contend for.
      DispatchQueue.concurrentPerform(iterations: workers) { worker in
        for index in stride(from: worker, to: count, by: workers) {
          unsafe slots.initializeElement(at: index, to: body(index))
        }
      }
      initializedCount = count
    }
  }
}
