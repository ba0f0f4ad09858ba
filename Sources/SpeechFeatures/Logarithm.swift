/// Natural logarithms, eight at a time, of positive finite normal numbers.
///
/// x = m·2^e with √½ ≤ m < √2, and with s = (m−1)/(m+1), |s| ≤ 0.1716,
/// ln m = 2·(s + s³/3 + s⁵/5 + s⁷/7 + s⁹/9): the first term left out, 2·s¹¹/11, is below 7e-10.
/// The error is below 2 units in the last place of the result, or 1e-7 where that is more
/// (near x = 1, s + s³/3 … is accurate relatively).
@inline(__always)
package func logarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let bits = SIMD8<Int32>(truncatingIfNeeded: unsafe unsafeBitCast(x, to: SIMD8<UInt32>.self))
  // √½'s pattern is subtracted so that the exponent field turns over at √½ instead of 1.
  let offset = bits &- 0x3F35_04F3
  let exponent = offset &>> 23
  let mantissa = unsafe unsafeBitCast(bits &- (exponent &<< 23), to: SIMD8<Float>.self)
  let s = (mantissa - 1) / (mantissa + 1)
  let z = s * s
  let tail = z * (Float(1) / 3 + z * (Float(1) / 5 + z * (Float(1) / 7 + z * (Float(1) / 9))))
  let e = SIMD8<Float>(exponent)
  // ln 2 in two parts, the first with few enough bits that its product with e is exact.
  return e * 0.693359375 + (s + s + (s + s) * tail - e * 2.12194440e-4)
}
