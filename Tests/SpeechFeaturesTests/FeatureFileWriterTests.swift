import DenseMath
import Foundation
import SpeechFeatures
import Testing

@Suite struct FeatureFileWriterTests {
  let folder = WaveFolder()
  private let values = Matrix(
    rows: 3, columns: 26, (0..<78).map { Float($0) / 3 - 5 })

  private func write(_ name: String, _ configuration: FeatureConfiguration) throws -> [UInt8] {
    let path = folder.path + "/" + name
    let format = try #require(FeatureFileFormat(path: path))
    let writer = try FeatureFileWriter(path: path, format: format, configuration: configuration)
    try writer.append(Matrix(rows: 1, columns: 26, Array(values.array[..<26])))
    try writer.append(Matrix(rows: 0, columns: 26))
    try writer.append(Matrix(rows: 2, columns: 26, Array(values.array[26...])))
    #expect(!FileManager.default.fileExists(atPath: path), "nothing stands there before the end")
    try writer.finish()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [name])
    return Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test func numpy() throws {
    let bytes = try write("a.npy", .graves2005)
    #expect(bytes.count == 128 + 78 * 4)
    #expect(bytes.prefix(10) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0, 118, 0])
    let header = String(decoding: bytes[10..<128], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 26), }"))
    #expect(header.hasSuffix(" \n"))
    for (index, value) in values.array.enumerated() {
      let pattern = (0..<4).reduce(UInt32(0)) {
        $0 | UInt32(bytes[128 + 4 * index + $1]) << (8 * $1)
      }
      #expect(pattern == value.bitPattern)
    }
  }

  @Test func htk() throws {
    let bytes = try write("a.htk", .graves2005)
    // 3 frames, 100000 × 100 ns, 104 bytes, MFCC_E_D = 6 + 0o100 + 0o400.
    #expect(bytes.prefix(12) == [0, 0, 0, 3, 0, 1, 0x86, 0xA0, 0, 104, 0x01, 0x46])
    #expect(bytes.count == 12 + 78 * 4)
    for (index, value) in values.array.enumerated() {
      let pattern = (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[12 + 4 * index + $1]) }
      #expect(pattern == value.bitPattern)
    }
  }

  @Test func csv() throws {
    let lines = String(decoding: try write("a.csv", .graves2005), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 5 && lines[4].isEmpty)
    #expect(lines[0].hasPrefix("time,c1,c2,") && lines[0].hasSuffix(",delta-energy"))
    for row in 0..<3 {
      let numbers = lines[row + 1].split(separator: ",")
      #expect(Double(numbers[0]) == 0.0125 + 0.01 * Double(row))
      #expect(
        numbers.dropFirst().map { Float($0) } == values.array[row * 26..<row * 26 + 26].map { $0 })
    }
  }

  @Test func htkKinds() {
    func kind(_ change: (inout FeatureConfiguration) -> Void) -> Int16 {
      Configurations.make(change).htkParameterKind
    }
    #expect(FeatureConfiguration.graves2007.htkParameterKind == 0o1506)
    #expect(FeatureConfiguration.logmel40.htkParameterKind == 7)
    #expect(FeatureConfiguration.kaldi.htkParameterKind == 9)
    #expect(kind { $0.energy = .none } == 6)
    #expect(
      kind {
        $0.energy = .zerothCepstrum
        $0.deltaOrder = 1
      } == 0o20406)
    #expect(kind { $0.normalization = .utterance(variance: false) } == 0o4106)
  }

  @Test func nothingIsLeftOfAFileThatIsNotFinished() throws {
    let old = folder.write("a.npy", [1, 2, 3])
    do {
      let writer = try FeatureFileWriter(path: old, format: .npy, configuration: .graves2005)
      try writer.append(values)
    }
    #expect(try Data(contentsOf: URL(filePath: old)) == Data([1, 2, 3]))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.npy"])
  }

  @Test func placesThatCannotBeWritten() {
    for path in [
      folder.path + "/nothing/a.npy", folder.path + "/" + String(repeating: "x", count: 300),
    ] {
      #expect(throws: FeatureFileError.self) {
        try FeatureFileWriter(path: path, format: .npy, configuration: .kaldi)
      }
    }
    #expect(throws: FeatureFileError.unwritable(path: folder.path, reason: "it is a folder")) {
      try FeatureFileWriter(path: folder.path, format: .npy, configuration: .kaldi)
    }
    // A folder that comes in the way shows only at the end, and nothing is left then.
    #expect(throws: FeatureFileError.self) {
      let writer = try FeatureFileWriter(
        path: folder.path + "/sub", format: .npy, configuration: .kaldi)
      try FileManager.default.createDirectory(
        atPath: folder.path + "/sub/in", withIntermediateDirectories: true)
      try writer.finish()
    }
    #expect((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["sub"])
  }

  @Test func formats() {
    #expect(FeatureFileFormat(path: "a/b.NPY") == .npy)
    #expect(FeatureFileFormat(path: "b.htk") == .htk && FeatureFileFormat(path: "x.y.csv") == .csv)
    #expect(FeatureFileFormat(path: "npy") == nil && FeatureFileFormat(path: "a.txt") == nil)
  }
}
