import CKernels
import CSixteenLanes
import DenseMath
import Testing

/// One set of kernels and what to call it on failure.
struct KernelsUnderTest: CustomTestStringConvertible, Sendable {
  var name: String
  var kernels: Kernels
  var testDescription: String { name }

  /// Every cap that this machine can run, the templates at the width of AVX-512, and AMX's in C.
  static let all: [KernelsUnderTest] = {
    var all = InstructionSet.available.map {
      KernelsUnderTest(name: $0.rawValue, kernels: Kernels(cap: $0))
    }
    // The definition of what machines that multiply bytes compute.
    var table = ck_table()
    unsafe ck_table_fill(&table, CK_SCALAR)
    table.value_bits = 8
    all.append(
      KernelsUnderTest(
        name: "scalar, values of 8 bits", kernels: Kernels(table: table, instructionSet: .scalar)))
    if unsafe ck_fill_sixteen_lanes(&table) != 0 {
      let wide = Kernels(table: table, instructionSet: .avx2)
      all.append(KernelsUnderTest(name: "sixteen lanes", kernels: wide))
    }
    if unsafe ck_fill_emulated_tiles(&table) != 0 {
      let tiles = Kernels(table: table, instructionSet: .avx2)
      all.append(KernelsUnderTest(name: "emulated tiles", kernels: tiles))
    }
    return all
  }()
}
