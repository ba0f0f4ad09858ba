internal import DenseMath

/// One operation at one shape with one kernel.
public struct KernelResult: Codable, Sendable {
  public let operation: String
  public let shape: String
  /// "swift", "scalar", "avx2", …, or "openblas".
  public let kernel: String
  public let timing: Timing
  /// Arithmetic operations of one call: two a multiply-add of the products, which in the recurrent
  /// layers leaves out the gates; one an element of the elementwise functions.
  public let operations: Double
  /// Bytes that one call must at least read and write, the recurrent weights once a step.
  public let bytes: Double
  /// The largest difference from the scalar kernel, relative to the largest value there.
  public let difference: Double

  public init(
    operation: String, shape: String, kernel: String, timing: Timing, operations: Double,
    bytes: Double, difference: Double
  ) {
    (self.operation, self.shape, self.kernel) = (operation, shape, kernel)
    (self.timing, self.operations, self.bytes) = (timing, operations, bytes)
    self.difference = difference
  }

  /// 10⁹ operations a second, from the fastest sample.
  public var gigaoperations: Double { operations / timing.minimum * 1e-9 }
  /// Operations a byte.
  public var intensity: Double { operations / bytes }
}

/// An operation at one shape, as data and closures.
struct KernelCase {
  let operation: String
  let shape: String
  let operations: Double
  let bytes: Double
  /// The largest difference from the scalar kernel that is no fault, relative to the largest value.
  var tolerance = 1e-4
  /// The work for the given kernels: what undoes it, the work itself, and its result.
  let make: (Kernels) -> Work
  /// The same work in OpenBLAS, where that has it.
  var makeRival: ((OpenBLAS) -> Work)?

  var isOfBFloat16: Bool { operation.hasSuffix(ProductNumbers.bfloat16.mark) }

  struct Work {
    let prepare: () -> Void
    let run: () -> Void
    let result: () -> Matrix
  }
}

/// Times every operation at every shape with every kernel that this machine can run.
public struct KernelBenchmark {
  private let stopwatch: Stopwatch
  private let cases: [KernelCase]

  /// - Parameter operation: part of the name of the operations to run; all without it.
  public init(operation: String? = nil, stopwatch: Stopwatch = Stopwatch()) {
    self.stopwatch = stopwatch
    cases = KernelCase.all.filter { one in operation.map { one.operation.contains($0) } ?? true }
  }

  /// Runs the cases in order and hands each result over as it comes.
  ///
  /// - Throws: `KernelDisagreement` where a kernel computes something else than the scalar one.
  public func run(_ report: (KernelResult) -> Void) throws(KernelDisagreement) {
    for one in cases {
      let definition = one.make(Kernels(cap: .scalar))
      definition.prepare()
      definition.run()
      let expected = definition.result()
      for set in InstructionSet.available {
        let kernels = Kernels(cap: set)
        // They would be timed at other numbers than the row says.
        if one.isOfBFloat16 && !kernels.hasBFloat16 { continue }
        let work = one.make(kernels)
        report(try measure(one, set.rawValue, work, expected))
      }
      if let makeRival = one.makeRival, let library = OpenBLAS.shared {
        report(try measure(one, "openblas", makeRival(library), expected))
      }
    }
  }

  private func measure(
    _ one: KernelCase, _ kernel: String, _ work: KernelCase.Work, _ expected: Matrix
  ) throws(KernelDisagreement) -> KernelResult {
    work.prepare()
    work.run()
    let difference = relativeDifference(work.result(), expected)
    guard difference <= one.tolerance else {
      throw KernelDisagreement(
        operation: one.operation, shape: one.shape, kernel: kernel, difference: difference,
        tolerance: one.tolerance)
    }
    return KernelResult(
      operation: one.operation, shape: one.shape, kernel: kernel,
      timing: stopwatch.time(preparing: work.prepare, work.run), operations: one.operations,
      bytes: one.bytes, difference: difference)
  }

  /// The largest difference relative to the largest value; infinite where a value is not a number.
  private func relativeDifference(_ a: Matrix, _ b: Matrix) -> Double {
    var (largest, difference) = (0.0, 0.0)
    let (left, right) = (a.elements, b.elements)
    precondition(left.count == right.count, "results of one shape")
    for index in 0..<left.count {
      let gap = abs(Double(left[index]) - Double(right[index]))
      guard gap.isFinite else { return .infinity }
      difference = Swift.max(difference, gap)
      largest = Swift.max(largest, abs(Double(right[index])))
    }
    return difference / Swift.max(largest, .leastNormalMagnitude)
  }
}

/// A kernel that computes something else than its definition: its time would mean nothing.
public struct KernelDisagreement: Error, CustomStringConvertible {
  public let operation: String
  public let shape: String
  public let kernel: String
  public let difference: Double
  public let tolerance: Double

  public var description: String {
    """
    \(operation) \(shape): the \(kernel) kernel differs from the scalar one by \(difference), \
    more than \(tolerance)
    """
  }
}
