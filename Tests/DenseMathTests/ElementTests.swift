import DenseMath
import Foundation
import Testing

/// Functions of every element at every cap, over a dense sweep of all floats.
struct ElementTests {
  enum Function: CaseIterable { case sigmoid, tanh, exp, log }

  /// Every 997th float of either sign, infinities and values that are not numbers among them, and
  /// the places where something happens.
  static let inputs: [Float] = {
    var inputs = stride(from: UInt32(0), to: .max - 997, by: 997).map { Float(bitPattern: $0) }
    inputs += [0, -0.0, 1, -1, 0x1p-126, 0x1p-149, 0x1.fffffep127, .infinity, -.infinity, .nan]
    inputs += [-87, 87, 88.7, 88.8, -87.4, -103.9, -104.1, 9, -9, 10, -10]
    return inputs
  }()

  static func reference(_ function: Function, _ x: Double) -> Double {
    switch function {
    case .sigmoid: 1 / (1 + Foundation.exp(-x))
    case .tanh: Foundation.tanh(x)
    case .exp: Foundation.exp(x)
    case .log: Foundation.log(x)
    }
  }

  /// In ulp, the C library's single-precision functions included: 2 roundings in the sigmoid's
  /// sum and quotient, 3 in tanh's, plus the exponential's; a wrong coefficient is hundreds off.
  static func tolerance(_ function: Function) -> Double {
    switch function {
    case .sigmoid: 2.6
    case .tanh: 2.6
    case .exp: 1.1
    case .log: 1.0
    }
  }

  @Test(arguments: KernelsUnderTest.all, Function.allCases)
  func sweep(_ tested: KernelsUnderTest, function: Function) {
    var outputs = Self.inputs
    apply(function, tested.kernels, &outputs)
    var (worst, place) = (0.0, Float(0))
    for (x, y) in zip(Self.inputs, outputs) {
      let expected = Self.reference(function, Double(x))
      if function == .sigmoid && x < -87 {
        if !(y >= 0 && y < 1.7e-38) { (worst, place) = (.infinity, x) }
        continue
      }
      let rounded = Float(expected)
      if !rounded.isFinite {
        let same = rounded.isNaN ? y.isNaN : y == rounded
        if !same { (worst, place) = (.infinity, x) }
        continue
      }
      // Results below the normal range are rounded to the spacing there.
      let unit = Double(max(abs(rounded), .leastNormalMagnitude).ulp)
      let error = abs(Double(y) - expected) / unit
      if !(error <= worst) { (worst, place) = (error.isNaN ? .infinity : error, x) }
    }
    #expect(worst <= Self.tolerance(function), "at \(place)")
  }

  /// Counts around the vectors' width; nothing behind the last value is touched.
  @Test(arguments: KernelsUnderTest.all, [0, 1, 7, 8, 9, 15, 16, 17, 31, 33])
  func tails(_ tested: KernelsUnderTest, count: Int) {
    for function in Function.allCases {
      let inputs = (0..<count + 3).map { Float($0) * 0.25 + 0.125 }
      var all = inputs
      var outputs = Array(inputs.prefix(count))
      apply(function, tested.kernels, &outputs)
      var head = all.mutableSpan
      var part = head._mutatingExtracting(first: count)
      apply(function, tested.kernels, &part)
      #expect(Array(all.prefix(count)) == outputs)
      #expect(Array(all.suffix(3)) == Array(inputs.suffix(3)))
      for (x, y) in zip(inputs, outputs) {
        #expect(abs(Double(y) - Self.reference(function, Double(x))) < 1e-6 * Double(max(1, y)))
      }
    }
  }

  private func apply(_ function: Function, _ kernels: Kernels, _ values: inout [Float]) {
    var span = values.mutableSpan
    apply(function, kernels, &span)
  }

  private func apply(
    _ function: Function, _ kernels: Kernels, _ span: inout MutableSpan<Float>
  ) {
    switch function {
    case .sigmoid: kernels.sigmoid(&span)
    case .tanh: kernels.hyperbolicTangent(&span)
    case .exp: kernels.exponential(&span)
    case .log: kernels.logarithm(&span)
    }
  }
}
