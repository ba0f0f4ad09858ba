internal import Foundation

/// What the header of an uncompressed file promises, where libsndfile would quietly make do with less:
/// it shortens the data to what is there. Formats it does not know promise nothing.
struct HeaderPromise {
  var channelCount: Int?
  var sampleRate: Int?
  /// Frames, where the header counts them.
  var frames: Int64?
  /// Bytes of data that the header counts, and those that the file has room for.
  var bytes: (promised: Int64, available: Int64, aFrame: Int64)?

  /// Sizes from here on mean that the writer did not know: pipes get 2³¹ or 2³² minus some header.
  static let unknownSize: Int64 = 0x7FFF_0000

  /// Frames of the recording if the file were whole.
  ///
  /// - Parameter found: frames that libsndfile sees.
  func expectedFrames(found: Int64) -> Int64? {
    if let frames { return frames }
    guard let bytes, bytes.promised > bytes.available else { return nil }
    if found == 0 || bytes.available == 0 { return bytes.promised / max(1, bytes.aFrame) }
    let frames = Double(found) * Double(bytes.promised) / Double(bytes.available)
    // A header may promise more than there are numbers for.
    return Int64(exactly: frames.rounded(.down)) ?? .max
  }

  /// Reads the header of a regular file, from where the descriptor stands.
  init(descriptor: Int32, size: Int64) {
    let file = Bytes(descriptor: descriptor, size: size)
    switch file.text(0, 4) {
    case "RIFF": readRIFF(file, bigEndian: false)
    case "RF64": readRIFF(file, bigEndian: false, isLong: true)
    case "RIFX": readRIFF(file, bigEndian: true)
    case "FORM": readAIFF(file)
    case ".snd": readAU(file)
    case "NIST": readNIST(file)
    default: break
    }
  }

  /// - Parameter isLong: whether a chunk `ds64` tells the sizes that 32 bits do not hold.
  private mutating func readRIFF(_ file: Bytes, bigEndian: Bool, isLong: Bool = false) {
    guard file.text(8, 4) == "WAVE" else { return }
    var blockSize: Int64 = 1
    var longSize: Int64?
    file.forEachChunk(from: 12, bigEndian: bigEndian) { name, start, size in
      switch name {
      case "fmt ":
        channelCount = file.integer(start + 2, 2, bigEndian: bigEndian).map { Int($0) }
        sampleRate = file.integer(start + 4, 4, bigEndian: bigEndian).map { Int($0) }
        blockSize = file.integer(start + 12, 2, bigEndian: bigEndian) ?? 1
      case "ds64" where isLong:
        longSize = file.integer(start + 8, 8, bigEndian: false)
      case "data":
        let promised = size == 0xFFFF_FFFF ? longSize ?? size : size
        if longSize != nil || promised < Self.unknownSize {
          bytes = (promised, file.size - start, blockSize)
        }
        return false
      default: break
      }
      return true
    }
  }

  private mutating func readAIFF(_ file: Bytes) {
    guard let kind = file.text(8, 4), kind == "AIFF" || kind == "AIFC" else { return }
    file.forEachChunk(from: 12, bigEndian: true) { name, start, _ in
      guard name == "COMM" else { return true }
      channelCount = file.integer(start, 2, bigEndian: true).map { Int($0) }
      let count = file.integer(start + 2, 4, bigEndian: true)
      // Frames of AIFC compression are packets: only plain samples can be counted.
      let plain = kind == "AIFF" || ["NONE", "sowt", "twos"].contains(file.text(start + 18, 4))
      if plain, let count, count < Self.unknownSize { frames = count }
      return false
    }
  }

  private mutating func readAU(_ file: Bytes) {
    guard let start = file.integer(4, 4, bigEndian: true),
      let promised = file.integer(8, 4, bigEndian: true),
      let channels = file.integer(20, 4, bigEndian: true)
    else { return }
    channelCount = Int(channels)
    sampleRate = file.integer(16, 4, bigEndian: true).map { Int($0) }
    if promised < Self.unknownSize { bytes = (promised, file.size - start, max(1, channels)) }
  }

  /// NIST SPHERE: lines of `name -type value`, up to `end_head`.
  private mutating func readNIST(_ file: Bytes) {
    guard let header = file.text(0, Int(min(file.size, 1024))) else { return }
    for line in header.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "end_head" { break }
      guard words.count == 3, let value = Int64(words[2]) else { continue }
      switch words[0] {
      case "channel_count": channelCount = Int(value)
      case "sample_rate": sampleRate = Int(value)
      case "sample_count": frames = value
      default: break
      }
    }
  }
}

/// Reads numbers and names at positions of a file.
private struct Bytes {
  let descriptor: Int32
  let origin: Int64
  let size: Int64

  init(descriptor: Int32, size: Int64) {
    self.descriptor = descriptor
    origin = Int64(max(0, lseek(descriptor, 0, SEEK_CUR)))
    self.size = size - origin
  }

  func read(_ position: Int64, _ count: Int) -> [UInt8]? {
    guard position >= 0, position <= size - Int64(count) else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    let got = unsafe bytes.withUnsafeMutableBytes {
      unsafe pread(descriptor, $0.baseAddress!, count, off_t(origin + position))
    }
    return got == count ? bytes : nil
  }

  func text(_ position: Int64, _ count: Int) -> String? {
    read(position, count).map { String(decoding: $0, as: UTF8.self) }
  }

  func integer(_ position: Int64, _ count: Int, bigEndian: Bool) -> Int64? {
    guard let bytes = read(position, count) else { return nil }
    let ordered = bigEndian ? bytes : bytes.reversed()
    return ordered.reduce(Int64(0)) { ($0 << 8) | Int64($1) }
  }

  /// Visits chunks (a name, a size, that many bytes, padded to even) until `body` says no.
  func forEachChunk(
    from start: Int64, bigEndian: Bool, _ body: (String, Int64, Int64) -> Bool
  ) {
    var position = start
    for _ in 0..<1000 {
      guard let name = text(position, 4),
        let length = integer(position + 4, 4, bigEndian: bigEndian),
        body(name, position + 8, length)
      else { return }
      position += 8 + length + length % 2
    }
  }
}
