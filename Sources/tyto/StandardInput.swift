import Foundation

/// The standard input, looked at without taking anything from it.
enum StandardInput {
  enum Content {
    case audio
    case text
    case nothing
  }

  /// What stands there, by its first bytes. Waits until something comes.
  static func content() -> Content {
    let start = peek(16)
    if start.isEmpty { return .nothing }
    return isAudio(start) ? .audio : .text
  }

  /// Whether bytes are the start of a format that libsndfile reads, and not of a list of files: one
  /// of them might be called `RIFF`.
  static func isAudio(_ start: [UInt8]) -> Bool {
    func has(_ text: String, at place: Int = 0) -> Bool {
      start.dropFirst(place).starts(with: text.utf8)
    }
    let isBinary = start.contains { $0 == 0 || $0 >= 0x80 }
    return (has("RIFF") || has("RIFX") || has("RF64")) && has("WAVE", at: 8)
      || has("FORM") && has("AIF", at: 8) || has("NIST_1A")
      || isBinary
        && ["fLaC", "OggS", ".snd", "ID3", "caff", "riff"].contains { has($0) }
      || start.count > 1 && start[0] == 0xFF && start[1] & 0xE0 == 0xE0
  }

  /// Up to `count` bytes that remain to be read.
  private static func peek(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    // A file can be read at a place.
    let place = lseek(STDIN_FILENO, 0, SEEK_CUR)
    if place >= 0 {
      let found = unsafe pread(STDIN_FILENO, &bytes, count, place)
      return Array(bytes.prefix(max(0, found)))
    }
    // A pipe can be copied: tee waits for the first byte and leaves all where it is.
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { return [] }
    defer { for end in ends { close(end) } }
    var copied = tee(STDIN_FILENO, ends[1], count, 0)
    // Whoever writes may start with a few bytes only.
    for _ in 0..<20 where copied > 0 && copied < count {
      usleep(5_000)
      var rest = [UInt8](repeating: 0, count: count)
      _ = unsafe read(ends[0], &rest, count)
      copied = tee(STDIN_FILENO, ends[1], count, 0)
    }
    guard copied > 0 else {
      // Neither file nor pipe, such as a terminal: lines of text.
      return copied < 0 ? Array("?".utf8) : []
    }
    let found = unsafe read(ends[0], &bytes, count)
    return Array(bytes.prefix(max(0, found)))
  }

  /// Everything, as lines of text; `nil` if it is not UTF-8.
  static func lines() -> [String]? {
    var data = Data()
    while let more = try? FileHandle.standardInput.read(upToCount: 1 << 16), !more.isEmpty {
      data.append(more)
    }
    guard let text = String(data: data, encoding: .utf8) else { return nil }
    return text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
      .map(String.init)
  }
}
