internal import CKernels

// MARK: Functions of every element

extension Kernels {
  /// `1 / (1 + exp(−x))` of every element, in place; at most 3 ulp off for x ≥ −87, 1.6e-38 below.
  public func sigmoid(_ values: inout MutableSpan<Float>) {
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe table.sigmoid_f32(Int64(buffer.count), base, base)
    }
  }

  /// The hyperbolic tangent of every element, in place; at most 3 ulp off.
  public func hyperbolicTangent(_ values: inout MutableSpan<Float>) {
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe table.tanh_f32(Int64(buffer.count), base, base)
    }
  }

  /// `exp(x)` of every element, in place; at most 2 ulp off.
  public func exponential(_ values: inout MutableSpan<Float>) {
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe table.exp_f32(Int64(buffer.count), base, base)
    }
  }

  /// The natural logarithm of every element, in place; at most 1 ulp off. −∞ for 0, not a number
  /// below.
  public func logarithm(_ values: inout MutableSpan<Float>) {
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe table.log_f32(Int64(buffer.count), base, base)
    }
  }

  /// The natural logarithm of every element.
  public func logarithm(_ matrix: inout Matrix) {
    var values = matrix.mutableElements
    logarithm(&values)
  }
}
