/// Eight numbers worked on at once; the compiler splits them to the width of the machine.
typealias Lanes = SIMD8<Float>

/// Eight non-negative numbers `mantissa · 2^exponent`, the exponent an integer held in a `Float`.
///
/// The range of the log domain without its exponentials, logarithms and lost digits: a sum takes
/// two shifts of the exponent field where log-add-exp takes an `exp` and a `log1p`, and a
/// probability of e^−3000 keeps 24 bits where its logarithm in `Float` keeps 12 after the point.
/// Exponents are exact up to ±2^24, eleven million nats. Zero is `1 · 2^zeroExponent`: it needs no
/// special case, since next to any other number it is shifted out.
struct ScaledVector {
  var mantissa: Lanes
  var exponent: Lanes

  /// Below every exponent that a sum over a sequence reaches; twice or a million times it is still
  /// a `Float`.
  static let zeroExponent: Float = -1e30
  static let zero = ScaledVector(
    mantissa: Lanes(repeating: 1), exponent: Lanes(repeating: zeroExponent))

  /// e^x for x ≤ 0, within 2 ulp. −∞, and all below −10⁶, is zero; NaN stays NaN.
  @inline(__always)
  static func exponential(_ x: Lanes) -> ScaledVector {
    let bounded = larger(Lanes(repeating: -1e6), x)
    // n = round(x / ln 2): adding 1.5·2²³ drops the fraction.
    let shifted = bounded * 1.442_695_04 + 12_582_912
    let n = shifted - 12_582_912
    // r = x − n·ln 2 in two steps (Cody and Waite 1980): the first product is exact for n < 2¹⁵.
    let r = (bounded - n * 0.693_359_375) - n * -2.121_944_4e-4
    // e^r on ±ln 2 / 2: a minimax polynomial of degree 6, relative error 2e-9, in Estrin's order.
    let r2 = r * r
    let high = (r * 8.374_857e-3 + 4.166_822_9e-2) + r2 * 1.383_679_4e-3
    let p = (r + 1) + r2 * ((r * 0.166_664_2 + 0.499_999_92) + r2 * high)
    return ScaledVector(
      mantissa: p, exponent: n.replacing(with: zeroExponent, where: x .< -1e6))
  }

  /// The sum, not normalised: a mantissa in [1, 4) when those of the terms are in [1, 2).
  @inline(__always)
  static func sum(_ a: ScaledVector, _ b: ScaledVector) -> ScaledVector {
    let top = larger(a.exponent, b.exponent)
    return ScaledVector(
      mantissa: a.mantissa * powerOfTwo(a.exponent - top)
        + b.mantissa * powerOfTwo(b.exponent - top),
      exponent: top)
  }

  /// The sum, not normalised: a mantissa in [1, 6) when those of the terms are in [1, 2).
  @inline(__always)
  static func sum(_ a: ScaledVector, _ b: ScaledVector, _ c: ScaledVector) -> ScaledVector {
    let top = larger(larger(a.exponent, b.exponent), c.exponent)
    return ScaledVector(
      mantissa: a.mantissa * powerOfTwo(a.exponent - top)
        + b.mantissa * powerOfTwo(b.exponent - top) + c.mantissa * powerOfTwo(c.exponent - top),
      exponent: top)
  }

  /// The product with a mantissa in [1, 2).
  @inline(__always)
  static func product(_ a: ScaledVector, _ b: ScaledVector) -> ScaledVector {
    let value = a.mantissa * b.mantissa
    var mantissa = Lanes()
    var exponent = Lanes()
    for lane in 0..<Lanes.scalarCount {
      let bits = value[lane].bitPattern
      mantissa[lane] = Float(bitPattern: bits & 0x007F_FFFF | 0x3F80_0000)
      // The exponent field as the low bits of 2²³ is that integer as a Float.
      exponent[lane] = Float(bitPattern: bits &>> 23 | 0x4B00_0000) - 8_388_735
    }
    return ScaledVector(mantissa: mantissa, exponent: exponent + (a.exponent + b.exponent))
  }

  /// The values times 2^−reference as plain numbers; what is below 2^−126 becomes zero.
  @inline(__always)
  func values(relativeTo reference: Float) -> Lanes {
    mantissa * Self.powerOfTwo(exponent - reference)
  }

  /// Lane k of the result is lane k − 1 of `self`; lane 0 is zero.
  @inline(__always)
  var shiftedUp: ScaledVector {
    let (m, e) = (mantissa, exponent)
    return ScaledVector(
      mantissa: Lanes(1, m[0], m[1], m[2], m[3], m[4], m[5], m[6]),
      exponent: Lanes(Self.zeroExponent, e[0], e[1], e[2], e[3], e[4], e[5], e[6]))
  }

  /// Lane k of the result is lane k + 1 of `self`; lane 7 is zero.
  @inline(__always)
  var shiftedDown: ScaledVector {
    let (m, e) = (mantissa, exponent)
    return ScaledVector(
      mantissa: Lanes(m[1], m[2], m[3], m[4], m[5], m[6], m[7], 1),
      exponent: Lanes(e[1], e[2], e[3], e[4], e[5], e[6], e[7], Self.zeroExponent))
  }

  /// 2^n for integers n ≤ 127; below −126 it is zero.
  @inline(__always)
  static func powerOfTwo(_ n: Lanes) -> Lanes {
    // 1.5·2²³ + 127 + n has n + 127 in its low bits; shifted to the exponent field they are 2^n.
    var result = larger(n, Lanes(repeating: -127)) + 12_583_039
    for lane in 0..<Lanes.scalarCount {
      result[lane] = Float(bitPattern: result[lane].bitPattern &<< 23)
    }
    return result
  }

  /// The larger of two, lane by lane; `b` where either is NaN.
  @inline(__always)
  static func larger(_ a: Lanes, _ b: Lanes) -> Lanes {
    var result = b
    for lane in 0..<Lanes.scalarCount { result[lane] = a[lane] > b[lane] ? a[lane] : b[lane] }
    return result
  }
}
