internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

@Suite struct SafetensorsFileTests {
  static let ramp = Matrix(rows: 3, columns: 4, (0..<12).map { Float($0 - 5) * 0.375 })
  static let text = "ä \"quoted\"\n🦉"

  /// What swift.safetensors holds, which make_safetensors.py reads.
  static let sample = SafetensorsFile(
    tensors: [
      "layer0.weights": ramp, "output/bias": Matrix(rows: 1, columns: 3, [0.1, -0.0, 0x1p-140]),
    ], metadata: ["text": text, "empty": ""])

  /// A file of `header` and `numbers` bytes of zeros.
  func file(_ header: String, numbers: Int) -> [UInt8] {
    let header = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
      + [UInt8](repeating: 0, count: numbers)
  }

  func failure(_ bytes: [UInt8]) -> ModelFileError? {
    do throws(ModelFileError) {
      _ = try SafetensorsFile(bytes, path: "file")
      return nil
    } catch {
      return error
    }
  }

  // MARK: Round trips

  @Test func bitExact() throws {
    var random = RandomSource(seed: Seed.value, stream: 1)
    // Every bit pattern that is a finite number may come.
    let values = (0..<1_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
    }
    .map { $0.isFinite ? $0 : -0.0 }
    let file = SafetensorsFile(
      tensors: [
        "a": Matrix(rows: 20, columns: 50, values), "zero rows": Matrix(rows: 0, columns: 3),
        "ü\"\\/\u{1}": Self.ramp,
      ], metadata: ["k": "v", "": "\u{0}\u{1F}\u{7F}\\u0041"])
    let back = try SafetensorsFile(file.bytes(), path: "")
    #expect(back == file)
    #expect(back.tensors["a"]?.array.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(back.bytes() == file.bytes())
    let empty = SafetensorsFile(tensors: [:], metadata: [:])
    #expect(try SafetensorsFile(empty.bytes(), path: "") == empty)
  }

  @Test func writtenByPython() throws {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/python", withExtension: "safetensors"))
    let file = try SafetensorsFile(contentsOf: url.path)
    try #require(file.metadata["tool"] == "safetensors 0.8.0, torch 2.13.0+cpu")
    #expect(file.metadata == ["tool": file.metadata["tool"]!, "text": Self.text])
    #expect(file.tensors.count == 6)
    #expect(file.tensors["f32"] == Self.ramp)
    #expect(file.tensors["row"] == Matrix(rows: 1, columns: 5, Array(Self.ramp.array[..<5])))
    #expect(file.tensors["scalar"] == Matrix(rows: 1, columns: 1, [0.1]))
    #expect(file.tensors["none"] == Matrix(rows: 0, columns: 7))
    let halves: [Float] = [0, -0.0, 1, -2.5, 65504, 0x1p-14, 0x1p-24, -0x3p-24]
    #expect(file.tensors["f16"]?.rows == 2)
    #expect(file.tensors["f16"]?.array.map(\.bitPattern) == halves.map(\.bitPattern))
    #expect(
      file.tensors["bf16"] == Matrix(rows: 1, columns: 4, [1, -3.140625, 0x1p100, 0x1p-130]))
  }

  @Test func readByPython() throws {
    let url = try #require(
      Bundle.module.url(forResource: "Golden/swift", withExtension: "safetensors"))
    #expect(try [UInt8](Data(contentsOf: url)) == Self.sample.bytes())
  }

  @Test func everyHalf() throws {
    var bytes = file(
      #"{"h":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}"#, numbers: 131_072)
    let start = bytes.count - 131_072
    for bits in 0..<65_536 where bits & 0x7C00 != 0x7C00 {
      bytes[start + 2 * bits] = UInt8(bits & 0xFF)
      bytes[start + 2 * bits + 1] = UInt8(bits >> 8)
    }
    let values = try #require(try SafetensorsFile(bytes, path: "").tensors["h"]).array
    for bits in 0..<65_536 where bits & 0x7C00 != 0x7C00 {
      // By the definition: (−1)^s · 2^(e − 25) · (1024 + f), without the 1024 at e = 0.
      let exponent = bits >> 10 & 31
      let mantissa = Float(exponent == 0 ? bits & 1023 : bits & 1023 | 1024)
      let value = Float(
        sign: bits >> 15 == 0 ? .plus : .minus, exponent: max(exponent, 1) - 25,
        significand: mantissa)
      #expect(values[bits].bitPattern == value.bitPattern, "half \(bits)")
    }
  }

  // MARK: Corruption

  @Test func cutShortAnywhere() {
    let bytes = Self.sample.bytes()
    for count in 0..<bytes.count {
      guard let error = failure(Array(bytes[..<count])) else {
        Issue.record("\(count) of \(bytes.count) bytes were taken for a file")
        continue
      }
      #expect(error.description.hasPrefix("file: expected "))
    }
    #expect(failure(bytes + [0]) != nil)
    #expect(failure(Array(bytes[..<5])) == .truncated(path: "file", expected: 8, found: 5))
  }

  @Test(arguments: [UInt64(1) << 25, 1 << 32, 1 << 63, .max])
  func hugeHeader(length: UInt64) {
    var bytes = Self.sample.bytes()
    for byte in 0..<8 { bytes[byte] = UInt8(truncatingIfNeeded: length >> (8 * UInt64(byte))) }
    #expect(
      failure(bytes)
        == .malformed(
          path: "file", expected: "a header of at most 16777216 bytes", found: "\(length)"))
  }

  /// Headers that are no JSON, or JSON of another kind.
  @Test(arguments: [
    "", " ", "{", "}", "[]", "1", "nul", "{}{}", "{},", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{,}",
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, #"{"a":01}"#, #"{"a":+1}"#,
    #"{"a":.5}"#, #"{"a":"\x"}"#, #"{"a":"\ud800"}"#, #"{"a":"\ud800A"}"#, #"{"a":"\udc00"}"#,
    #"{"a":"\u12"}"#, "{\"a\":\"\u{1}\"}", "{\"a\":\"b", #"{"__metadata__":[]}"#,
    #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":{"a":null}}"#, #"{"__metadata__":"a"}"#,
    #"{"__metadata__":{"a":"b","a":"c"}}"#, "{'a':1}", "{\"a\":1}/**/", "\u{FEFF}{}",
    #"{"a":1,"a":1}"#, #"{"a":null}"#, #"{"a":{}}"#, #"{"a":"F32"}"#, #"{"a":[]}"#,
  ])
  func brokenHeader(header: String) {
    let error = failure(file(header, numbers: 4))
    guard case .malformed("file", _, _) = error else {
      Issue.record("\(header): \(String(describing: error))")
      return
    }
  }

  @Test func headerOfOtherBytes() {
    #expect(failure(file("{}", numbers: 0)) == nil)
    for byte in UInt8.min ... .max where byte != UInt8(ascii: "{") {
      var bytes = file("{}", numbers: 0)
      bytes[8] = byte
      #expect(failure(bytes) != nil, "first byte \(byte)")
    }
    // Not UTF-8.
    var bytes = file(#"{"__metadata__":{"a":"zz"}}"#, numbers: 0)
    bytes[8 + 23] = 0xC0
    #expect(failure(bytes) != nil)
    // Nested a hundred thousand deep.
    #expect(failure(file(String(repeating: "[", count: 100_000), numbers: 0)) != nil)
    #expect(failure(file(String(repeating: #"{"a":"#, count: 100_000), numbers: 0)) != nil)
  }

  /// One tensor of which something is wrong; there are 24 bytes of numbers.
  @Test(arguments: [
    // The type.
    (#""dtype":"F64","shape":[3],"data_offsets":[0,24]"#, "F32, F16, BF16 or I8"),
    (#""dtype":"I32","shape":[6],"data_offsets":[0,24]"#, "F32, F16, BF16 or I8"),
    (#""dtype":"f32","shape":[6],"data_offsets":[0,24]"#, "F32, F16, BF16 or I8"),
    (#""dtype":32,"shape":[6],"data_offsets":[0,24]"#, "F32, F16, BF16 or I8"),
    // The fields.
    (#""shape":[6],"data_offsets":[0,24]"#, "dtype, shape and data_offsets"),
    (#""dtype":"F32","shape":[6]"#, "dtype, shape and data_offsets"),
    (#""dtype":"F32","data_offsets":[0,24]"#, "dtype, shape and data_offsets"),
    (#""dtype":"F32","shape":[6],"data_offsets":[0,24],"x":1"#, "dtype, shape and data_offsets"),
    (#""dtype":"F32","shape":[6],"data_offsets":[0,24],"shape":[6]"#, "a JSON header"),
    // The shape.
    (#""dtype":"F32","shape":[1,2,3],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":6,"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":[-6],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":[-2,-3],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":[6.0],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":[6e0],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":["6"],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":[true],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":[18446744073709551622],"data_offsets":[0,24]"#, "two dimensions"),
    (#""dtype":"F32","shape":[5],"data_offsets":[0,24]"#, "20 bytes"),
    (#""dtype":"F16","shape":[6],"data_offsets":[0,24]"#, "12 bytes"),
    (#""dtype":"F32","shape":[],"data_offsets":[0,24]"#, "4 bytes"),
    // Products that wrap around to the right size, and past the end of Int.
    (#""dtype":"F32","shape":[4611686018427387910],"data_offsets":[0,24]"#, "fits a file"),
    (#""dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,24]"#, "fits a file"),
    (#""dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,24]"#, "fits a file"),
    (#""dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,24]"#, "fits a file"),
    (#""dtype":"F32","shape":[1073741824,1073741824],"data_offsets":[0,24]"#, "bytes for a"),
    // The place.
    (#""dtype":"F32","shape":[6],"data_offsets":[4,28]"#, "start at byte 0"),
    (#""dtype":"F32","shape":[7],"data_offsets":[0,28]"#, "28 bytes of numbers"),
    (#""dtype":"F32","shape":[5],"data_offsets":[0,20]"#, "20 bytes of numbers"),
    (#""dtype":"F32","shape":[6],"data_offsets":[24,0]"#, "24 bytes"),
    (#""dtype":"F32","shape":[6],"data_offsets":[-24,0]"#, "24 bytes"),
    (#""dtype":"F32","shape":[6],"data_offsets":[0]"#, "24 bytes"),
    (#""dtype":"F32","shape":[6],"data_offsets":[0,24,24]"#, "24 bytes"),
    (
      #""dtype":"F32","shape":[6],"data_offsets":[9223372036854775783,9223372036854775807]"#,
      "start"
    ),
    (#""dtype":"F32","shape":[6],"data_offsets":null"#, "24 bytes"),
  ])
  func brokenTensor(entry: String, expected: String) {
    guard
      case .malformed("file", let what, _) = failure(file(#"{"a":{\#(entry)}}"#, numbers: 24))
    else {
      Issue.record("not refused: \(entry)")
      return
    }
    #expect(what.contains(expected), "\(entry): expected \(what)")
  }

  @Test func twoTensors() {
    func pair(_ first: String, _ second: String, _ other: String = "b") -> ModelFileError? {
      failure(
        file(
          #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[\#(first)]},"#
            + #""\#(other)":{"dtype":"F32","shape":[3],"data_offsets":[\#(second)]}}"#,
          numbers: 24))
    }
    #expect(pair("0,12", "12,24") == nil)
    #expect(pair("12,24", "0,12") == nil)
    #expect(pair("0,12", "8,20") != nil)  // overlapping
    #expect(pair("0,12", "0,12") != nil)  // the same place
    #expect(pair("12,24", "12,24") != nil)
    #expect(pair("0,12", "12,24", "a") != nil)  // the same name
    #expect(pair("0,12", "12,24", #"\u0061"#) != nil)  // the same name, written otherwise
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, Float(bitPattern: 0x7F80_0001)])
  func numbersThatAreNone(value: Float) {
    var file = Self.sample
    file.tensors["bad"] = Matrix(rows: 1, columns: 3, [0, value, 0])
    guard case .malformed("file", "bad of finite numbers", let found) = failure(file.bytes()) else {
      Issue.record("not refused")
      return
    }
    #expect(found.hasSuffix(" at 1"))
    #expect(throws: ModelFileError.self) { try file.write(to: "/nowhere/at/all") }
    for bits in ["7C00", "FC01", "7FFF"] {
      var half = self.file(#"{"h":{"dtype":"F16","shape":[1],"data_offsets":[0,2]}}"#, numbers: 2)
      half[half.count - 2] = UInt8(bits.suffix(2), radix: 16)!
      half[half.count - 1] = UInt8(bits.prefix(2), radix: 16)!
      #expect(failure(half) != nil)
    }
  }

  /// Any one byte of a file may be anything: it is read or refused, never trapped on.
  @Test func noByteTraps() {
    var random = RandomSource(seed: Seed.value, stream: 2)
    let good = Self.sample.bytes()
    var refused = 0
    for place in good.indices {
      for value in [0, 0xFF, good[place] ^ 1, UInt8(truncatingIfNeeded: random.next())] {
        var bytes = good
        bytes[place] = value
        refused += failure(bytes) == nil ? 0 : 1
      }
    }
    #expect(refused > good.count)
    for _ in 0..<20_000 {
      var bytes = good
      for _ in 0..<1 + random.next() % 6 {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = failure(bytes)
    }
  }
}
