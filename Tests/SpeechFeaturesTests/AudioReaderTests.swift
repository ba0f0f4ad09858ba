import DenseMath
import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite struct AudioReaderTests {
  let folder = WaveFolder()

  /// Samples that any format keeps: multiples of 1/32768.
  private func noise(_ count: Int, stream: UInt64 = 0) -> [Int16] {
    var source = RandomSource(seed: Seed.value, stream: stream)
    return (0..<count).map { _ in Int16(truncatingIfNeeded: source.next() >> 3) }
  }

  @Test func integersBecomeFractionsOfFullScale() throws {
    let path = folder.write("a.wav", WaveFile([0, 1, -1, 16384, 32767, -32768] as [Int16]).bytes)
    let wave = try Waveform(contentsOf: path)
    #expect(wave.sampleRate == 16_000)
    let expected: [Float] = [0, 0x1p-15, -0x1p-15, 0.5, 0.999969482421875, -1]
    #expect(wave.samples == expected)
  }

  @Test func floatsStayAsTheyAre() throws {
    let samples: [Float] = [0, 0.25, -3.5, 1e-20, 70_000]
    let path = folder.write("a.wav", WaveFile(samples).bytes)
    #expect(try Waveform(contentsOf: path).samples == samples)
  }

  @Test(arguments: [1, 2, 3, 6])
  func channelsBecomeTheirMean(channels: Int) throws {
    let values = noise(channels * 40_001)
    let path = folder.write("a.wav", WaveFile(values, channels: channels).bytes)
    let wave = try Waveform(contentsOf: path)
    #expect(wave.samples.count == 40_001)
    for frame in stride(from: 0, to: 40_001, by: 97) {
      let sum = (0..<channels).reduce(0.0) { $0 + Double(values[frame * channels + $1]) / 32768 }
      #expect(abs(Double(wave.samples[frame]) - sum / Double(channels)) < 2e-7)
    }
  }

  @Test(arguments: [1, 2, 3, 6])
  func oneChannelOfSeveral(channels: Int) throws {
    let values = noise(channels * 40_001)
    let path = folder.write("a.wav", WaveFile(values, channels: channels).bytes)
    for channel in 1...channels {
      let alone = stride(from: channel - 1, to: values.count, by: channels).map { values[$0] }
      let one = folder.write("one.wav", WaveFile(alone).bytes)
      for rate in [16_000, 8_000] {
        let isTheSame =
          try Waveform(contentsOf: path, sampleRate: rate, options: .init(channel: channel))
          == Waveform(contentsOf: one, sampleRate: rate)
        #expect(isTheSame, "channel \(channel) at \(rate) Hz")
      }
    }
  }

  @Test(arguments: [1, 7, 1000, 65_536, 1_000_000], [16_000, 8_000, 22_050])
  func samplesDoNotDependOnTheBlocks(count: Int, rate: Int) throws {
    // With one sample at a time, short; else longer than a few blocks of the reader.
    let length = count == 1 ? 3_000 : 100_003
    let path = folder.write("a.wav", WaveFile(noise(length), sampleRate: 16_000).bytes)
    let whole = try Waveform(contentsOf: path, sampleRate: rate).samples
    let reader = try AudioReader(path: path, sampleRate: rate)
    var pieces: [Float] = []
    while true {
      let block = try reader.read(atMost: count)
      if block.isEmpty { break }
      #expect(block.count == count || pieces.count + block.count == whole.count)
      pieces += block
    }
    #expect(pieces == whole)
    #expect(try reader.read(atMost: 10).isEmpty)
  }

  @Test func headerTellsLengthAndRate() throws {
    let path = folder.write(
      "a.wav", WaveFile(noise(11_025 * 2), channels: 2, sampleRate: 11_025).bytes)
    let reader = try AudioReader(path: path, sampleRate: 16_000)
    #expect(reader.originalSampleRate == 11_025 && reader.sampleRate == 16_000)
    #expect(reader.channelCount == 2 && reader.frameCount == 11_025 && reader.duration == 1)
    let wave = try Waveform(contentsOf: path, sampleRate: 16_000)
    #expect(wave.samples.count == 16_000 && wave.duration == 1)
  }

  @Test func aPipeIsReadAsItComes() throws {
    // A program that ends late shows that nothing waits for the end of the pipe.
    let path = folder.write("a.wav", WaveFile(noise(30_000)).bytes)
    let fifo = folder.path + "/fifo"
    let writer = Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    writer.arguments = ["-c", "mkfifo '\(fifo)' && cat '\(path)' > '\(fifo)'"]
    try writer.run()
    while !FileManager.default.fileExists(atPath: fifo) { usleep(1000) }
    #expect(try Waveform(contentsOf: fifo).samples == Waveform(contentsOf: path).samples)
    writer.waitUntilExit()
  }

  /// Half a sample at the end is left out, and what looks like a header is sound.
  @Test(arguments: [0, 1, 40_001])
  func samplesNeedNoHeader(count: Int) throws {
    let samples = Array(WaveFile(noise(count)).bytes.dropFirst(44))
    let header = Array("RIFF".utf8) + [0, 0, 0, 0] + Array("WAVE".utf8)
    let options = AudioReader.Options(rawSampleRate: 11_025)
    let path = folder.write("a.raw", header + samples + [77])
    let wave = try Waveform(contentsOf: path, options: options)
    #expect(wave.sampleRate == 11_025)
    let isRight = wave.samples.dropFirst(6).elementsEqual(
      try Waveform(contentsOf: folder.write("a.wav", WaveFile(noise(count + 1)).bytes))
        .samples.prefix(count))
    #expect(wave.samples.count == 6 + count && isRight)
    let fifo = folder.path + "/fifo"
    let writer = Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    // In pieces that do not end with a sample.
    writer.arguments = [
      "-c", "mkfifo '\(fifo)' && (head -c 5; sleep 0.1; cat) < '\(path)' > '\(fifo)'",
    ]
    try writer.run()
    while !FileManager.default.fileExists(atPath: fifo) { usleep(1000) }
    let isTheSame = try Waveform(contentsOf: fifo, options: options) == wave
    #expect(isTheSame)
    writer.waitUntilExit()
  }

  @Test(.enabled(if: LentCorpora.path("an4/wav") != nil, Comment(rawValue: LentCorpora.missing)))
  func otherFormatsAreRead() throws {
    let flac = try #require(
      LentCorpora.path("an4/wav/an4test_clstk/fcaw/an406-fcaw-b.flac"))
    let wave = try Waveform(contentsOf: flac, sampleRate: 16_000)
    #expect(wave.samples.count > 16_000 && wave.samples.contains { abs($0) > 0.01 })
    // A pipe that cannot be read as it comes goes to a temporary file.
    let fifo = folder.path + "/fifo"
    let writer = Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    writer.arguments = ["-c", "mkfifo '\(fifo)' && cat '\(flac)' > '\(fifo)'"]
    try writer.run()
    while !FileManager.default.fileExists(atPath: fifo) { usleep(1000) }
    #expect(try Waveform(contentsOf: fifo).samples == wave.samples)
    writer.waitUntilExit()
    let sphere = try #require(LentCorpora.path("timit_sample/dr1-fvmh0/sa1.wav"))
    #expect(try AudioReader(path: sphere).originalSampleRate == 16_000)
  }
}
