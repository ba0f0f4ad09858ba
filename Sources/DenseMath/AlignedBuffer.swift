/// Uninitialised-then-zeroed memory for `count` floats on a 64-byte boundary.
///
/// What the kernels' packed weights and scratch memory stand in.
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

  deinit {
    unsafe UnsafeMutableRawPointer(base).deallocate()
  }
}
