import DenseMath
import Testing

/// The list of kernels and the table made from it.
struct TableTests {
  /// With their types.
  static let operations = Set(KernelRow.all.map { "\($0.operation)_\($0.type)" })

  /// Every operation has a kernel at every level, or tests at that cap would test another.
  @Test func everyLevelHasEveryOperation() {
    #expect(Self.operations.count >= 16)
    for operation in Self.operations {
      let rows = KernelRow.all.filter { "\($0.operation)_\($0.type)" == operation }
      #if arch(x86_64)
        // What AVX-512 without its extensions lacks, products of 16 bits, AVX2 does there.
        let expected: [InstructionSet] =
          switch rows[0].type {
          case "f32": [.scalar, .avx2, .avx512f]
          case "bf16": [.scalar, .avx2, .avx512f, .avx512bf16, .amx]
          case "u8": [.scalar, .avx512vnni, .amx]
          default: [.scalar, .avx2]
          }
      #else
        let expected: [InstructionSet] = [.scalar]
      #endif
      #expect(rows.map(\.instructionSet) == expected, "\(operation)")
      for row in rows {
        #expect(row.symbol == "ck_\(operation)_\(row.instructionSet.rawValue)")
      }
    }
  }

  /// The table holds the best kernel up to the cap in every slot.
  @Test(arguments: InstructionSet.available.filter { $0 != .swift })
  func capSelects(cap: InstructionSet) {
    let rows = Kernels(cap: cap).rows
    #expect(Set(rows.map { "\($0.operation)_\($0.type)" }) == Self.operations)
    #expect(rows.count == Self.operations.count)
    let order = InstructionSet.allCases
    for row in rows {
      let best = KernelRow.all.last {
        $0.operation == row.operation && $0.type == row.type
          && order.firstIndex(of: $0.instructionSet)! <= order.firstIndex(of: cap)!
      }
      #expect(row == best)
    }
    let multipliesBytes = [.avx512vnni, .avx512bf16, .amx].contains(cap)
    #expect(Kernels(cap: cap).valueBits == (multipliesBytes ? 8 : 14))
  }

  /// The kernels in Swift take every slot: none is C's.
  @Test func swiftIsSwift() {
    #expect(Kernels(cap: .swift).rows.isEmpty)
  }

  @Test func capIsNotExceeded() {
    #expect(Kernels(cap: .scalar).instructionSet == .scalar)
    #expect(Kernels(cap: .swift).instructionSet == .swift)
    #expect(Kernels().instructionSet == InstructionSet.detected)
    // A cap above what the machine has is no error.
    #expect(InstructionSet.available.contains(Kernels(cap: .avx512f).instructionSet))
  }

  @Test func unknownNameIsReported() {
    #expect(throws: InstructionSetError.unknown("sse9")) { try InstructionSet.cap(named: "sse9") }
    #expect(InstructionSetError.unknown("sse9").description.contains("swift, scalar, avx2"))
    #expect(throws: Never.self) { try InstructionSet.cap(named: "") }
  }
}
