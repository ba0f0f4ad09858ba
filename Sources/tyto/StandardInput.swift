import Foundation

/// The standard input, whose first bytes can be looked at before it is read.
enum StandardInput {
  enum Content {
    case audio
    case text
    case nothing
  }

  /// Whether it is given as it is made, as by a microphone or another program.
  static var isPipe: Bool { lseek(STDIN_FILENO, 0, SEEK_CUR) < 0 }

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
    // A pipe gives its bytes once: what was taken is put before the rest.
    var taken = 0
    while taken < count {
      let got = unsafe bytes.withUnsafeMutableBytes {
        unsafe read(STDIN_FILENO, $0.baseAddress! + taken, count - taken)
      }
      if got <= 0 { break }
      taken += got
    }
    bytes.removeLast(count - taken)
    if taken > 0 { putBack(bytes) }
    return bytes
  }

  /// Makes the standard input a pipe that gives `start`, and then what remains of the old one.
  private static func putBack(_ start: [UInt8]) {
    let old = dup(STDIN_FILENO)
    let pipe = Pipe()
    dup2(pipe.fileHandleForReading.fileDescriptor, STDIN_FILENO)
    Thread.detachNewThread {
      let target = pipe.fileHandleForWriting
      var block = start
      while !block.isEmpty, (try? target.write(contentsOf: Data(block))) != nil {
        // What there is, without waiting for more.
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let got = unsafe bytes.withUnsafeMutableBytes {
          unsafe read(old, $0.baseAddress!, $0.count)
        }
        block = Array(bytes.prefix(max(0, got)))
      }
      close(old)
      try? target.close()
    }
  }

  /// Everything, as lines of bytes; `nil` if it is no text. Names of files need not be UTF-8, but those
  /// of a list are not all something else.
  static func lines() -> [[UInt8]]? {
    var data = Data()
    while let more = try? FileHandle.standardInput.read(upToCount: 1 << 16), !more.isEmpty {
      data.append(more)
    }
    guard !data.contains(0) else { return nil }
    let lines = data.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.map(Array.init)
      .filter { !String(decoding: $0, as: UTF8.self).allSatisfy(\.isWhitespace) }
    let isText = lines.isEmpty || lines.contains { String(validating: $0, as: UTF8.self) != nil }
    return isText ? lines : nil
  }
}
