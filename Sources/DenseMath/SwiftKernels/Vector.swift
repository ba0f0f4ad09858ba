/// What the kernels in Swift compute with: eight floats, two registers of SSE2 or one of AVX2.
typealias Vector = SIMD8<Float>

/// Floats in a vector, which is the layout of the panels that are packed for these kernels.
let lanes = 8

/// One step of a packed panel: 4·`lanes` columns; in a panel of gates i, f, g and o of eight cells.
struct Columns: BitwiseCopyable {
  static let count = 4 * lanes

  var first = Vector.zero
  var second = Vector.zero
  var third = Vector.zero
  var fourth = Vector.zero

  @inline(__always)
  mutating func add(_ factor: Float, times other: Columns) {
    first += factor * other.first
    second += factor * other.second
    third += factor * other.third
    fourth += factor * other.fourth
  }

  @inline(__always)
  static func += (left: inout Columns, right: Columns) {
    left.first += right.first
    left.second += right.second
    left.third += right.third
    left.fourth += right.fourth
  }

  @inline(__always)
  subscript(index: Int) -> Vector {
    switch index {
    case 0: first
    case 1: second
    case 2: third
    default: fourth
    }
  }
}

// Loads and stores are checked against the span's bounds; what is unsafe about them is the type, and
// every pattern of bits is a float.
extension Span<Float> {
  @inline(__always)
  func vector(at index: Int) -> Vector {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index &* 4, as: Vector.self)
  }

  /// The first `count` floats, zeros behind them.
  @inline(__always)
  func vector(at index: Int, count: Int) -> Vector {
    if count >= lanes { return vector(at: index) }
    var result = Vector.zero
    for lane in 0..<count { result[lane] = self[index + lane] }
    return result
  }
}

extension MutableSpan<Float> {
  @inline(__always)
  func vector(at index: Int, count: Int = lanes) -> Vector { span.vector(at: index, count: count) }

  @inline(__always)
  mutating func store(_ vector: Vector, at index: Int, count: Int = lanes) {
    if count >= lanes {
      var bytes = unsafe mutableBytes
      bytes.storeBytes(of: vector, toByteOffset: index &* 4, as: Vector.self)
    } else {
      for lane in 0..<count { self[index + lane] = vector[lane] }
    }
  }
}
