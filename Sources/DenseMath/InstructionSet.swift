internal import CKernels
internal import Foundation

/// What the kernels are written with, worst first: each of the C ones may use those before it.
public enum InstructionSet: String, Sendable, CaseIterable {
  /// The kernels in Swift, for comparison.
  case swift
  /// Plain C, the definition of what the others compute.
  case scalar
  /// AVX2 and FMA.
  case avx2
  /// AVX-512F.
  case avx512f
  /// AVX-512 with BW, DQ, VL and VNNI, whose products are of bytes.
  case avx512vnni
  /// These and BF16, whose products are of floats' upper halves.
  case avx512bf16
  /// These and AMX, whose products are of tiles of bytes or of floats' upper halves.
  case amx

  /// The best that this machine, its operating system included, can run.
  public static var detected: InstructionSet {
    switch ck_detect() {
    case CK_AMX: .amx
    case CK_AVX512BF16: .avx512bf16
    case CK_AVX512VNNI: .avx512vnni
    case CK_AVX512F: .avx512f
    case CK_AVX2: .avx2
    default: .scalar
    }
  }

  /// Those that this machine can run.
  public static var available: [InstructionSet] {
    let best = allCases.firstIndex(of: detected)!
    return Array(allCases[...best])
  }

  /// The cap that the environment sets with `TYTO_ISA`, or `nil` where it sets none.
  public static func capFromEnvironment() throws(InstructionSetError) -> InstructionSet? {
    try cap(named: ProcessInfo.processInfo.environment["TYTO_ISA"] ?? "")
  }

  package static func cap(named name: String) throws(InstructionSetError) -> InstructionSet? {
    if name.isEmpty { return nil }
    guard let cap = InstructionSet(rawValue: name) else { throw .unknown(name) }
    return cap
  }

  var level: ck_isa {
    switch self {
    case .swift, .scalar: CK_SCALAR
    case .avx2: CK_AVX2
    case .avx512f: CK_AVX512F
    case .avx512vnni: CK_AVX512VNNI
    case .avx512bf16: CK_AVX512BF16
    case .amx: CK_AMX
    }
  }
}

/// What can be wrong with `TYTO_ISA`.
public enum InstructionSetError: Error, Equatable, CustomStringConvertible {
  case unknown(String)

  public var description: String {
    switch self {
    case .unknown(let name):
      let known = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
      return "TYTO_ISA=\(name) names no instruction set; known are \(known)"
    }
  }
}
