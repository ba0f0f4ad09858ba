/// Uninitialised-then-zeroed memory for `count` floats on a 64-byte boundary.
///
/// The one owner of raw memory in the package: `Matrix` shares it copy-on-write.
@safe final class AlignedBuffer: @unchecked Sendable {
  static let alignment = 64
  let count: Int
  let base: UnsafeMutablePointer<Float>

  init(count: Int) {
    precondition(count >= 0, "count must not be negative")
    self.count = count
    let bytes = Swift.max(count, 1) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: Self.alignment)
    unsafe base = raw.bindMemory(to: Float.self, capacity: Swift.max(count, 1))
    unsafe base.update(repeating: 0, count: count)
  }

  init(copying other: AlignedBuffer) {
    count = other.count
    let bytes = Swift.max(count, 1) * MemoryLayout<Float>.stride
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: Self.alignment)
    unsafe base = raw.bindMemory(to: Float.self, capacity: Swift.max(count, 1))
    unsafe base.update(from: other.base, count: count)
  }

  deinit {
    unsafe UnsafeMutableRawPointer(base).deallocate()
  }
}
