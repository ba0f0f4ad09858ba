import Dispatch
import Foundation
import Synchronization

/// The partial files that are there now: a signal that ends the program takes them away first, or gives those
/// their names that are to be kept as they are.
///
/// Global, as signals are.
enum OpenPartialFiles {
  /// By their paths, the names under which they are kept.
  private static let paths = Mutex<[String: String?]>([:])

  /// - Parameter name: what a signal leaves the file as; `nil` if it leaves none.
  static func add(_ path: String, keptAs name: String? = nil) {
    _ = watch
    paths.withLock { $0[path] = .some(name) }
  }

  static func remove(_ path: String) { _ = paths.withLock { $0.removeValue(forKey: path) } }

  /// Signals come as events to a thread that may do anything, as a signal handler may not.
  private static let watch: Void = {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // What is ignored from the start, as by nohup, stays so.
      let before = signal(number, SIG_DFL)
      if unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        _ = signal(number, SIG_IGN)
        continue
      }
      #if canImport(Darwin)
        _ = signal(number, SIG_IGN)
      #endif
      let source = DispatchSource.makeSignalSource(
        signal: number, queue: DispatchQueue(label: "signals"))
      // The handler holds its source, which else ends here.
      source.setEventHandler {
        _ = source
        end(by: number)
      }
      // Until the system knows the source, a signal would end the program at once.
      let isWatched = DispatchSemaphore(value: 0)
      source.setRegistrationHandler { isWatched.signal() }
      source.resume()
      isWatched.wait()
    }
  }()

  /// Unlinks or names the files and dies of the signal, as if it had not been caught.
  private static func end(by number: Int32) {
    paths.withLock { paths in
      for (path, name) in paths {
        guard let name else {
          _ = unsafe unlink(path)
          continue
        }
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
        if descriptor >= 0 {
          fsync(descriptor)
          close(descriptor)
        }
        _ = unsafe rename(path, name)
      }
      _ = signal(number, SIG_DFL)
      // Threads that wait for events let no signal through.
      var set = sigset_t()
      _ = unsafe sigemptyset(&set)
      _ = unsafe sigaddset(&set, number)
      _ = unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
      _ = raise(number)
    }
  }
}
