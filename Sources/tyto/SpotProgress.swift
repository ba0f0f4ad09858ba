import Foundation
import KeywordSpotting

/// How far a search is, as a line on a terminal that the next one overwrites; silent elsewhere.
struct SpotProgress {
  private let isShown = isatty(2) != 0
  private let start = ContinuousClock.now
  private let fileCount: Int
  private var last: ContinuousClock.Instant?

  init(fileCount: Int) { self.fileCount = fileCount }

  mutating func show(_ progress: FileProgress) {
    guard isShown else { return }
    let now = ContinuousClock.now
    // Nothing for what takes no time, then four times a second.
    guard now - start > .seconds(1), last.map({ now - $0 > .milliseconds(250) }) ?? true else {
      return
    }
    last = now
    let seconds = (now - start) / .seconds(1)
    var text = "\(progress.files) of \(fileCount) files"
    text += String(format: ", %.2f h", progress.seconds / 3600)
    text += String(format: ", %.0f times real time", progress.seconds / seconds)
    if progress.files > 0 && progress.files < fileCount {
      let left = seconds / Double(progress.files) * Double(fileCount - progress.files)
      text += String(format: ", %d:%02d left", Int(left) / 60, Int(left) % 60)
    }
    write("\r\u{1B}[K\(text)")
  }

  /// Makes room for other lines.
  mutating func clear() {
    guard isShown && last != nil else { return }
    write("\r\u{1B}[K")
  }

  private func write(_ text: String) {
    StandardError.write(text)
  }
}
