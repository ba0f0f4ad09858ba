/// JSON as a file's header may hold it, read without trusting it: a name twice in an object, text
/// that is not UTF-8, or nesting deeper than `depthLimit` is refused, and integers stay exact.
///
/// Foundation's reader keeps the last of two equal names, so that a header could say one thing to
/// the check and another to the use.
indirect enum StrictJSON {
  case object([(name: String, value: StrictJSON)])
  case array([StrictJSON])
  case string(String)
  /// A number without fraction and exponent that fits.
  case integer(Int)
  /// Any other number, true, false or null, as it is written.
  case other(String)

  static let depthLimit = 16

  struct Failure: Error {
    var expected: String
    var offset: Int
  }

  /// O(bytes).
  init(_ bytes: Span<UInt8>) throws(Failure) {
    var reader = Reader(bytes)
    self = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.isAtEnd else { throw reader.failure("nothing after the value") }
  }
}

// MARK: Reading

private struct Reader: ~Escapable {
  let bytes: Span<UInt8>
  var place = 0

  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { place == bytes.count }

  func failure(_ expected: String) -> StrictJSON.Failure {
    StrictJSON.Failure(expected: expected, offset: place)
  }

  /// The next byte; 0 at the end, which no token holds.
  var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

  mutating func skipSpace() {
    while [0x20, 0x09, 0x0A, 0x0D].contains(next) { place += 1 }
  }

  mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: sign) else { return false }
    place += 1
    return true
  }

  mutating func value(depth: Int) throws(StrictJSON.Failure) -> StrictJSON {
    guard depth < StrictJSON.depthLimit else { throw failure("less nesting") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default: return try scalar()
    }
  }

  private mutating func object(depth: Int) throws(StrictJSON.Failure) -> StrictJSON {
    place += 1
    var members: [(name: String, value: StrictJSON)] = []
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object([]) }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw failure("a name") }
      let start = place
      let name = try string()
      guard names.insert(name).inserted else {
        place = start
        throw failure("another name than \"\(name)\" again")
      }
      skipSpace()
      guard take(":") else { throw failure("a colon") }
      members.append((name, try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw failure("a comma or }") }
    }
  }

  private mutating func array(depth: Int) throws(StrictJSON.Failure) -> StrictJSON {
    place += 1
    var elements: [StrictJSON] = []
    skipSpace()
    if take("]") { return .array([]) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw failure("a comma or ]") }
    }
  }

  /// A number, true, false or null.
  private mutating func scalar() throws(StrictJSON.Failure) -> StrictJSON {
    for word in ["true", "false", "null"] where takeWord(word) { return .other(word) }
    let start = place
    var isInteger = true
    _ = take("-")
    // No zero stands before another digit.
    guard take("0") || takeDigits() else { throw failure("a value") }
    if take(".") {
      isInteger = false
      guard takeDigits() else { throw failure("a digit") }
    }
    if take("e") || take("E") {
      isInteger = false
      _ = take("+") || take("-")
      guard takeDigits() else { throw failure("a digit") }
    }
    var text = ""
    for index in start..<place { text.unicodeScalars.append(Unicode.Scalar(bytes[index])) }
    if isInteger, let integer = Int(text) { return .integer(integer) }
    return .other(text)
  }

  private mutating func takeWord(_ word: String) -> Bool {
    let start = place
    for byte in word.utf8 {
      guard next == byte else {
        place = start
        return false
      }
      place += 1
    }
    return true
  }

  /// Takes one digit or more.
  private mutating func takeDigits() -> Bool {
    let start = place
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { place += 1 }
    return place > start
  }

  private mutating func string() throws(StrictJSON.Failure) -> String {
    place += 1
    let start = place
    var unescaped: [UInt8] = []
    while true {
      let byte = next
      guard place < bytes.count, byte >= 0x20 else { throw failure("a closing quote") }
      place += 1
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        unescaped.append(contentsOf: String(try escape()).utf8)
      } else {
        unescaped.append(byte)
      }
    }
    guard let text = String(validating: unescaped, as: UTF8.self) else {
      place = start
      throw failure("UTF-8 text")
    }
    return text
  }

  private mutating func escape() throws(StrictJSON.Failure) -> Unicode.Scalar {
    let byte = next
    let simple: [UInt8: Unicode.Scalar] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
      UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
      UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let scalar = simple[byte] {
      place += 1
      return scalar
    }
    guard take("u") else { throw failure("an escape") }
    let high = try hexadecimal()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, take("\\"), take("u") else { throw failure("half a surrogate pair") }
    let low = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw failure("half a surrogate pair") }
    return scalar
  }

  private mutating func hexadecimal() throws(StrictJSON.Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else {
        throw failure("four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }
}
