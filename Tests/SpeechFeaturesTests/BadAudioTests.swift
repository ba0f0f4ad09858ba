import Foundation
import SpeechFeatures
import Testing

/// Every bad recording gets the error that says what is wrong with it.
@Suite struct BadAudioTests {
  let folder = WaveFolder()
  private let quiet = [Int16](repeating: 5, count: 1000)

  private func error(_ path: String, _ options: AudioReader.Options = .init()) -> AudioError? {
    do throws(AudioError) {
      _ = try Waveform(contentsOf: path, sampleRate: 16_000, options: options)
      return nil
    } catch {
      return error
    }
  }

  @Test func missing() {
    let path = folder.path + "/nothing.wav"
    #expect(error(path) == .missing(path: path))
    #expect(error("") == .missing(path: ""))
    #expect(error(path)?.description == "\(path): no such file")
  }

  @Test func aFileAsFolder() {
    let path = folder.write("a.wav", WaveFile(quiet).bytes) + "/b.wav"
    #expect(error(path) == .missing(path: path))
  }

  @Test func aFolder() {
    #expect(error(folder.path) == .folder(path: folder.path))
  }

  @Test func aDevice() {
    guard case .unreadable = error("/dev/zero") else {
      Issue.record("a device must not be read")
      return
    }
  }

  @Test func noBytes() {
    let path = folder.write("a.wav", [])
    #expect(error(path) == .empty(path: path))
    let half = folder.write("a.raw", [1])
    #expect(error(half, .init(rawSampleRate: 8000)) == .empty(path: half))
  }

  @Test func noSamples() {
    let path = folder.write("a.wav", WaveFile([Int16]()).bytes)
    #expect(error(path) == .empty(path: path))
  }

  @Test(arguments: [
    Array("these are words\n".utf8), [0], Array("RIFF".utf8), [UInt8](repeating: 0, count: 5000),
    Array(WaveFile([Int16](repeating: 1, count: 10)).bytes.prefix(36)),
    Array("\u{89}PNG\r\n\u{1a}\n".utf8) + [UInt8](0...255), Array("OggS".utf8) + [0, 2, 0, 0],
    Array("fLaC".utf8) + [0, 0, 0, 34, 1, 2, 3],
  ])
  func notAudio(bytes: [UInt8]) {
    let path = folder.write("a.wav", bytes)
    guard case .notAudio(path, _) = error(path) else {
      Issue.record("\(String(describing: error(path)))")
      return
    }
  }

  @Test func truncated() {
    let bytes = WaveFile(quiet).bytes
    let path = folder.write("a.wav", Array(bytes.dropLast(600)))
    #expect(error(path) == .truncated(path: path, expected: 1000, found: 700))
    let nothing = folder.write("b.wav", Array(bytes.prefix(44)))
    #expect(error(nothing) == .truncated(path: nothing, expected: 1000, found: 0))
  }

  @Test func aMissingChannel() {
    let path = folder.write("a.wav", WaveFile(quiet, channels: 2).bytes)
    #expect(error(path, .init(channel: 2)) == nil)
    let missing = error(path, .init(channel: 3))
    #expect(missing == .missingChannel(path: path, wanted: 3, found: 2))
    #expect(missing?.description == "\(path): there is no channel 3, only 2")
  }

  /// What is wrong in one channel does not spoil another.
  @Test func aBadSampleInOneChannel() {
    var samples = [Float](repeating: 0.1, count: 1000)
    samples[501] = .nan
    let path = folder.write("a.wav", WaveFile(samples, channels: 2).bytes)
    #expect(error(path, .init(channel: 1)) == nil)
    for channel in [nil, 2] {
      guard case .invalidSample(path, 250, _) = error(path, .init(channel: channel)) else {
        Issue.record("channel \(channel ?? 0)")
        continue
      }
    }
  }

  @Test func aPromiseBeyondAllMemory() {
    var wave = WaveFile(quiet)
    wave.claimedBytes = 0x7000_0000
    let path = folder.write("a.wav", wave.bytes)
    #expect(error(path) == .truncated(path: path, expected: 0x3800_0000, found: 1000))
  }

  /// Programs that write to a pipe do not know the size and say so with a huge one.
  @Test(arguments: [0xFFFF_FFFF, 0x7FFF_F000, 0x8000_0000] as [UInt32])
  func anUnknownSizeIsNoPromise(claimed: UInt32) throws {
    var wave = WaveFile(quiet)
    wave.claimedBytes = claimed
    let path = folder.write("a.wav", wave.bytes)
    #expect(try Waveform(contentsOf: path).samples.count == 1000)
  }

  /// Chunk `ds64` of the longest data, before data of compressed formats: µ-law, IMA ADPCM, GSM 6.10.
  @Test(arguments: [(7, 1, 8), (0x11, 256, 4), (0x31, 65, 0)])
  func aPromiseBeyondAllNumbers(format: Int, blockSize: Int, bits: Int) throws {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func file(_ kind: String, claiming size: Int) -> [UInt8] {
      var result = Array(kind.utf8) + little(-1, 4) + Array("WAVEds64".utf8) + little(28, 4)
      result += little(size, 8) + little(size, 8) + little(size, 8) + little(0, 4)
      let samples = format == 0x11 ? 505 : 320
      result += Array("fmt ".utf8) + little(20, 4) + little(format, 2) + little(1, 2)
      result += little(8000, 4) + little(8000, 4) + little(blockSize, 2) + little(bits, 2)
      result += little(2, 2) + little(samples, 2) + Array("fact".utf8) + little(4, 4)
      result += little(10 * samples, 4) + Array("data".utf8) + little(-1, 4)
      return result + [UInt8](repeating: 0, count: 10 * blockSize)
    }
    // Only RF64 has such a chunk: in RIFF the size is unknown.
    let plain = folder.write("a.wav", file("RIFF", claiming: .max))
    #expect(try Waveform(contentsOf: plain).samples.count >= 10)
    // libsndfile reads no other of these formats in RF64.
    guard format == 7 else { return }
    let long = folder.write("b.wav", file("RF64", claiming: .max))
    guard case .truncated(long, _, _) = error(long) else {
      Issue.record("\(String(describing: error(long)))")
      return
    }
  }

  /// AIFF, AU and SPHERE, each with a header for 100 samples, and room for 40.
  @Test(arguments: ["aiff", "au", "sph"])
  func otherTruncatedFormats(kind: String) throws {
    func file(_ count: Int) -> [UInt8] {
      let data = [UInt8](repeating: 1, count: 2 * count)
      func big(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      }
      switch kind {
      case "aiff":
        let rate: [UInt8] = [0x40, 0x0C, 0xFA, 0, 0, 0, 0, 0, 0, 0]  // 16000 as an 80-bit float
        return Array("FORM".utf8) + big(46 + 200, 4) + Array("AIFFCOMM".utf8) + big(18, 4)
          + big(1, 2) + big(100, 4) + big(16, 2) + rate + Array("SSND".utf8) + big(208, 4)
          + big(0, 8) + data
      case "au":
        return Array(".snd".utf8) + big(24, 4) + big(200, 4) + big(3, 4) + big(16_000, 4)
          + big(1, 4) + data
      default:
        let text = """
          NIST_1A
             1024
          channel_count -i 1
          sample_count -i 100
          sample_rate -i 16000
          sample_n_bytes -i 2
          sample_byte_format -s2 01
          sample_sig_bits -i 16
          end_head

          """
        return Array(text.utf8) + [UInt8](repeating: 32, count: 1024 - text.utf8.count) + data
      }
    }
    let whole = folder.write("whole", file(100))
    #expect(try Waveform(contentsOf: whole).samples.count == 100)
    let cut = folder.write("cut", file(40))
    #expect(error(cut) == .truncated(path: cut, expected: 100, found: 40))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 1e30, -2.5e9])
  func samplesThatAreNoSound(value: Float) {
    var samples = [Float](repeating: 0.5, count: 80_000)
    samples[70_001] = value
    let path = folder.write("a.wav", WaveFile(samples, channels: 2, sampleRate: 8000).bytes)
    guard case .invalidSample(path, let frame, let found) = error(path) else {
      Issue.record("\(String(describing: error(path)))")
      return
    }
    #expect(frame == 35_000 && found.bitPattern == value.bitPattern)
  }

  @Test func noChannels() {
    let path = folder.write("a.wav", WaveFile(quiet, channels: 0).bytes)
    #expect(error(path) == .noChannels(path: path))
  }

  @Test func tooManyChannels() {
    let path = folder.write("a.wav", WaveFile(quiet, channels: 2000).bytes)
    guard case .notAudio(path, _) = error(path) else {
      Issue.record("\(String(describing: error(path)))")
      return
    }
  }

  @Test(arguments: [0, 1, 999, 768_001, 2_000_000_000, 0xFFFF_FFFF])
  func absurdRates(rate: Int) {
    let path = folder.write("a.wav", WaveFile(quiet, sampleRate: rate).bytes)
    #expect(error(path) == .unsupportedSampleRate(path: path, found: rate))
  }

  /// A file that is refused must not stay open.
  @Test func refusedFilesAreClosed() throws {
    let path = folder.write("a.wav", Array("not audio, and again not audio".utf8))
    let wrong = folder.write("b.wav", WaveFile(quiet, sampleRate: 1).bytes)
    for _ in 0..<3000 {
      #expect(error(path) != nil)
      #expect(error(wrong) != nil)
    }
  }
}
