// exp, log, sigmoid and tanh of a vector, by the same reductions and polynomials as the C kernels'
// (CKernels/templates/math.inc), but with a product and a sum where those have one fused operation:
// Swift's `addingProduct` is a call of the C library for each lane where the build may not assume FMA.

extension Vector {
  @inline(__always)
  private func clamped(_ low: Float, _ high: Float) -> Vector {
    // Not a number stays what it is.
    replacing(with: low, where: self .< low).replacing(with: high, where: self .> high)
  }

  @inline(__always)
  private static func bits(_ x: Vector) -> SIMD8<Int32> {
    unsafe unsafeBitCast(x, to: SIMD8<Int32>.self)
  }

  @inline(__always)
  private static func float(_ bits: SIMD8<Int32>) -> Vector {
    unsafe unsafeBitCast(bits, to: Vector.self)
  }

  /// 2^n for n in −126 … 127.
  @inline(__always)
  private static func powerOfTwo(_ n: SIMD8<Int32>) -> Vector {
    float((n &<< 23) &+ 0x3f80_0000)
  }

  /// e^x − 1 = 2^n·(1 + p) − 1 for |x| < 2^21: x = n·ln 2 + r, p = e^r − 1.
  @inline(__always)
  private static func split(_ x: Vector) -> (p: Vector, n: SIMD8<Int32>) {
    // Adding 1.5·2^23 rounds to an integer and leaves it in the low bits.
    let shifter: Float = 0x1.8p23
    let t = x * 0x1.715476p0 + shifter
    let n = t - shifter
    // ln 2 in two parts: the product with the first, of 15 bits, is exact.
    var r = x - n * 0x1.62e4p-1
    r -= n * 0x1.7f7d1cp-20
    var q = r * 0x1.6bec06p-10 + 0x1.122776p-7
    q = q * r + 0x1.555674p-5
    q = q * r + 0x1.5554b0p-3
    q = q * r + 0x1.fffffep-2
    return (r * r * q + r, bits(t) &- 0x4b40_0000)
  }

  /// e^x over all floats, denormal results included.
  @inline(__always)
  var exponential: Vector {
    let (p, n) = Self.split(clamped(-104, 89))
    // 2^n in two factors: n reaches −150 and 128, beyond what one exponent holds.
    let half = n &>> 1
    let scale = Self.powerOfTwo(half)
    return (p * scale + scale) * Self.powerOfTwo(n &- half)
  }

  /// 1 / (1 + e^−x).
  @inline(__always)
  var sigmoid: Vector {
    let (p, n) = Self.split(-clamped(-87, 87))
    let scale = Self.powerOfTwo(n)
    return 1 / (1 + (p * scale + scale))
  }

  /// tanh x = e / (e + 2) with e = e^2x − 1.
  @inline(__always)
  var hyperbolicTangent: Vector {
    let (p, n) = Self.split((self + self).clamped(-20, 20))
    let scale = Self.powerOfTwo(n)
    let e = p * scale + (scale - 1)
    return e / (e + 2)
  }

  /// Natural logarithm; −∞ for 0, not a number below.
  @inline(__always)
  var logarithm: Vector {
    let tiny = self .< 0x1p-126
    let bits = Self.bits(replacing(with: self * 0x1p23, where: tiny))
    let exponents = (bits &- 0x3f35_04f3) &>> 23
    let f = Self.float(bits &- (exponents &<< 23)) - 1
    let exponent =
      Vector(exponents) - Vector.zero.replacing(with: Vector(repeating: 23), where: tiny)
    var p = f * -0x1.38b580p-4 + 0x1.055b6ap-3
    p = p * f - 0x1.0d8542p-3
    p = p * f + 0x1.22da1cp-3
    p = p * f - 0x1.547244p-3
    p = p * f + 0x1.99a008p-3
    p = p * f - 0x1.000226p-2
    p = p * f + 0x1.555554p-2
    let square = f * f
    // Smallest terms first, so that f and exponent·ln 2 are rounded once.
    let tail = exponent * -0x1.bd0106p-13 + square * f * p - 0.5 * square
    var result = exponent * 0x1.63p-1 + (tail + f)
    result.replace(with: -.infinity, where: self .== 0)
    result.replace(with: .nan, where: self .< 0)
    // Infinity and not a number are their own logarithm.
    return replacing(with: result, where: self .< .infinity)
  }
}
