internal import CKernels

/// One row of the list of kernels in C: what tests and benchmarks enumerate.
public struct KernelRow: Sendable, Equatable {
  /// As in the list, e.g. `lstm_forward`.
  public let operation: String
  /// The type of the numbers, e.g. `f32`.
  public let type: String
  public let instructionSet: InstructionSet
  /// The C function's name, e.g. `ck_lstm_forward_f32_avx2`.
  public let symbol: String
  let slot: Int
  let address: UInt

  /// Every kernel that this build holds, whether this machine can run it or not; the kernels of one
  /// operation stand together, best last.
  public static let all: [KernelRow] = (0..<ck_row_count()).map { index in
    let row = unsafe ck_row_at(index).pointee
    let isa = unsafe String(cString: row.isa)
    guard let set = InstructionSet(rawValue: isa) else {
      preconditionFailure("the list names \(isa)")
    }
    return unsafe KernelRow(
      operation: String(cString: row.operation), type: String(cString: row.type),
      instructionSet: set, symbol: String(cString: row.symbol), slot: row.slot,
      address: unsafeBitCast(row.kernel, to: UInt.self))
  }
}

extension Kernels {
  /// The kernels in C that are in use, one an operation; none of an operation that Swift computes.
  public var rows: [KernelRow] {
    var table = table
    return unsafe withUnsafeBytes(of: &table) { bytes in
      KernelRow.all.filter {
        unsafe bytes.loadUnaligned(fromByteOffset: $0.slot, as: UInt.self) == $0.address
      }
    }
  }
}
