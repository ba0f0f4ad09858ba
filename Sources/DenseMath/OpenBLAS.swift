internal import CKernels
internal import Glibc

/// OpenBLAS, when it is installed: the library that the products are compared with.
///
/// It is loaded at run time, after choosing what it should run on: version 0.3.21 does not know
/// recent Xeons and takes SSE3 kernels there (13–31 GFLOP/s instead of 105), and it reads
/// `OPENBLAS_CORETYPE` only while it is being loaded. A user's own setting is kept.
@safe public final class OpenBLAS: Sendable {
  private typealias Text = @convention(c) () -> UnsafePointer<CChar>?
  private typealias SetThreads = @convention(c) (CInt) -> Void
  private typealias Product =
    @convention(c) (
      CInt, CInt, CInt, CInt, CInt, CInt, Float, UnsafePointer<Float>, CInt,
      UnsafePointer<Float>, CInt, Float, UnsafeMutablePointer<Float>, CInt
    ) -> Void

  /// The core that its kernels were made for, such as "Zen" or "SkylakeX".
  public let coreName: String
  /// Its version and how it was built.
  public let configuration: String
  private let product: Product
  private let setThreads: SetThreads

  /// The library of this machine, or `nil` where there is none.
  public static let shared = OpenBLAS()

  private init?() {
    if ck_detect().rawValue >= CK_AVX512F.rawValue {
      unsafe setenv("OPENBLAS_CORETYPE", "SkylakeX", 0)
    }
    guard let library = unsafe dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL),
      let core = unsafe dlsym(library, "openblas_get_corename"),
      let config = unsafe dlsym(library, "openblas_get_config"),
      let threads = unsafe dlsym(library, "openblas_set_num_threads"),
      let sgemm = unsafe dlsym(library, "cblas_sgemm")
    else { return nil }
    func text(_ symbol: UnsafeMutableRawPointer) -> String {
      unsafe unsafeBitCast(symbol, to: Text.self)().map { unsafe String(cString: $0) } ?? "unknown"
    }
    unsafe coreName = text(core)
    unsafe configuration = text(config)
    unsafe setThreads = unsafeBitCast(threads, to: SetThreads.self)
    unsafe product = unsafeBitCast(sgemm, to: Product.self)
  }

  /// `result ← op(a)·op(b)` on `threadCount` threads.
  ///
  /// - Precondition: the shapes fit, and `result` already has the shape of the product.
  public func multiply(
    _ a: Matrix, transposed aTransposed: Bool = false, _ b: Matrix,
    transposed bTransposed: Bool = false, into result: inout Matrix, threadCount: Int = 1
  ) {
    let (m, k) = aTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    let (k2, n) = bTransposed ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == k2 && result.rows == m && result.columns == n, "shapes do not fit")
    let (rowMajor, plain, transpose): (CInt, CInt, CInt) = (101, 111, 112)
    setThreads(CInt(threadCount))
    unsafe a.withUnsafePointer { a in
      unsafe b.withUnsafePointer { b in
        unsafe result.withUnsafeMutablePointer { c in
          unsafe product(
            rowMajor, aTransposed ? transpose : plain, bTransposed ? transpose : plain, CInt(m),
            CInt(n), CInt(k), 1, a, CInt(aTransposed ? m : k), b, CInt(bTransposed ? k : n), 0, c,
            CInt(n))
        }
      }
    }
  }
}
