internal import Foundation

/// A folder that goes away with the test that made it.
public final class TestFolder: Sendable {
  public let path: String

  public init() {
    path = NSTemporaryDirectory() + "/tyto-tests-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file, in a folder of its own if `name` has one; its path.
  @discardableResult
  public func write(_ name: String, _ bytes: [UInt8]) -> String {
    let file = path + "/" + name
    try! FileManager.default.createDirectory(
      at: URL(filePath: file).deletingLastPathComponent(), withIntermediateDirectories: true)
    try! Data(bytes).write(to: URL(filePath: file))
    return file
  }

  @discardableResult
  public func write(_ name: String, _ text: String) -> String { write(name, Array(text.utf8)) }

  /// Writes samples of ±1, those of several channels in turn, as a 16-bit WAV; its path.
  @discardableResult
  public func write(
    _ name: String, samples: [Float], channels: Int = 1, sampleRate: Int
  ) -> String {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let data = samples.flatMap { little(Int((min(max($0, -1), 1) * 32_767).rounded()), 2) }
    return write(
      name,
      Array("RIFF".utf8) + little(36 + data.count, 4) + Array("WAVEfmt ".utf8) + little(16, 4)
        + little(1, 2) + little(channels, 2) + little(sampleRate, 4)
        + little(2 * channels * sampleRate, 4) + little(2 * channels, 2) + little(16, 2)
        + Array("data".utf8) + little(data.count, 4) + data)
  }

  public func contents(_ name: String) -> String? {
    FileManager.default.contents(atPath: path + "/" + name).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Everything in the folder, sorted.
  public var names: [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []).sorted()
  }
}
