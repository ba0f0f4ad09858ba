internal import CKernels

/// Work that one core cannot do faster: what benchmarks time to know the machine's peaks, and refer
/// their shares of peak to.
@safe public struct PeakArithmetic: @unchecked Sendable {
  /// What the products are made of: "f32", "bf16" (sums in f32) or "int8" (sums in int32).
  public let type: String
  /// The instruction set, such as "avx2" or "amx".
  public let instructionSet: String
  /// Operations in a round; a multiply-add counts as two.
  public let operationsPerRound: Double
  private let kernel: UnsafePointer<ck_peak_arithmetic>  // a constant of the C library's

  /// Does `rounds` rounds (one takes a microsecond or less) and returns a number that depends on
  /// all of them.
  public func run(rounds: Int) -> Float {
    unsafe kernel.pointee.run(Int64(rounds))
  }

  /// Those that this machine can run, the best of a type last.
  public static let available: [PeakArithmetic] = {
    var kernels = unsafe [UnsafePointer<ck_peak_arithmetic>?](repeating: nil, count: 32)
    let count = unsafe kernels.withUnsafeMutableBufferPointer {
      unsafe ck_peak_arithmetic_kernels($0.baseAddress, $0.count)
    }
    return unsafe kernels.prefix(count).map { kernel in
      unsafe PeakArithmetic(kernel!)
    }
  }()

  private init(_ kernel: UnsafePointer<ck_peak_arithmetic>) {
    unsafe type = String(cString: kernel.pointee.type)
    unsafe instructionSet = String(cString: kernel.pointee.isa)
    unsafe operationsPerRound = kernel.pointee.operations_per_round
    unsafe self.kernel = kernel
  }
}

/// The fastest way that one core reads memory.
public enum PeakRead {
  /// What is read: on lines of the cache, so that no load takes two.
  public struct Buffer: Sendable {
    fileprivate let storage: AlignedBuffer

    /// - Precondition: a multiple of 128 elements.
    public init(_ values: [Float]) {
      precondition(values.count % 128 == 0, "a multiple of 128 elements is needed")
      storage = AlignedBuffer(count: values.count)
      for (index, value) in values.enumerated() { unsafe storage.base[index] = value }
    }
  }

  // Looked up once: asking the processor what it can takes longer than reading a cache.
  nonisolated(unsafe) private static let kernel = unsafe ck_peak_read_kernel()!.pointee

  /// The instruction set of the loads.
  public static var instructionSet: String { unsafe String(cString: kernel.isa) }

  /// The sum of all elements of `data`, `passes` times over, each time read anew.
  public static func run(_ data: Buffer, passes: Int) -> Float {
    unsafe kernel.run(data.storage.base, data.storage.count, Int64(passes))
  }
}

/// The compiler that built the C kernels, as it names itself.
public var kernelCompiler: String { unsafe String(cString: ck_peak_compiler()) }
