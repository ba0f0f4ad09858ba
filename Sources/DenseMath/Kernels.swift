package import CKernels

/// The operations that the networks are built from.
///
/// Shapes by axis letters: T steps, B sequences, R rows of a packed batch (`SequenceLayout`),
/// N inputs, H cells, G = 4·H gate values in the order input, forget, candidate, output (i, f, g, o).
///
/// The same input gives the same bits on the same machine, on any number of threads; another
/// instruction set rounds differently.
@safe public struct Kernels: @unchecked Sendable {
  /// The C side's table: one function an operation.
  let table: ck_table
  /// What the kernels in use are written with.
  public let instructionSet: InstructionSet

  /// The best kernels of this machine, of those up to `cap`.
  public init(cap: InstructionSet? = nil) {
    let detected = InstructionSet.detected
    let order = InstructionSet.allCases
    let best =
      cap.map { order.firstIndex(of: $0)! < order.firstIndex(of: detected)! ? $0 : detected }
      ?? detected
    var table = ck_table()
    unsafe ck_table_fill(&table, best.level)
    if best == .swift { SwiftKernels.fill(&table) }
    self.table = table
    instructionSet = best
  }

  /// The best kernels of this machine, of those up to what `TYTO_ISA` names.
  public static func fromEnvironment() throws(InstructionSetError) -> Kernels {
    Kernels(cap: try InstructionSet.capFromEnvironment())
  }

  /// Bits of the values that quantised weights meet: 8 where the machine multiplies bytes, else 14.
  public var valueBits: Int { Int(table.value_bits) }

  /// Whether products can be made of bfloat16: those in Swift are of floats alone.
  public var hasBFloat16: Bool { unsafe table.product_bf16 != nil }

  /// Kernels of a table of the caller's own; `instructionSet` is what they are reported as.
  package init(table: ck_table, instructionSet: InstructionSet) {
    self.table = table
    self.instructionSet = instructionSet
  }
}
