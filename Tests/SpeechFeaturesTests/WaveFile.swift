import Foundation

/// Builds WAV files byte by byte, right or wrong, and keeps them in a folder that goes away with it.
final class WaveFolder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "/tyto-tests-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file; its path.
  func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path + "/" + name
    try! Data(bytes).write(to: URL(filePath: file))
    return file
  }
}

/// What a WAV file says of itself, and what it holds.
struct WaveFile {
  enum Samples {
    case integers([Int16])
    case floats([Float])
  }

  var samples: Samples
  var channels = 1
  var sampleRate = 16_000
  /// What the data chunk's header says instead of the truth.
  var claimedBytes: UInt32?

  init(_ samples: [Int16], channels: Int = 1, sampleRate: Int = 16_000) {
    self.samples = .integers(samples)
    self.channels = channels
    self.sampleRate = sampleRate
  }

  init(_ samples: [Float], channels: Int = 1, sampleRate: Int = 16_000) {
    self.samples = .floats(samples)
    self.channels = channels
    self.sampleRate = sampleRate
  }

  var bytes: [UInt8] {
    let data: [UInt8]
    let size: Int
    let format: Int
    switch samples {
    case .integers(let values):
      (data, size, format) = (values.flatMap { little(Int($0), 2) }, 2, 1)
    case .floats(let values):
      (data, size, format) = (values.flatMap { little(Int($0.bitPattern), 4) }, 4, 3)
    }
    let claimed = claimedBytes.map { Int($0) } ?? data.count
    var result = Array("RIFF".utf8) + little(36 + claimed, 4) + Array("WAVEfmt ".utf8)
    result += little(16, 4) + little(format, 2) + little(channels, 2) + little(sampleRate, 4)
    result += little(sampleRate * channels * size, 4) + little(max(1, channels) * size, 2)
    result += little(8 * size, 2) + Array("data".utf8) + little(claimed, 4)
    return result + data
  }

  private func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
