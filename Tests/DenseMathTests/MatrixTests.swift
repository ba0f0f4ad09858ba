import DenseMath
import Testing

struct MatrixTests {
  @Test func elementsAreRowMajor() {
    var matrix = Matrix(rows: 2, columns: 3, [1, 2, 3, 4, 5, 6])
    #expect(matrix.count == 6)
    #expect(matrix[0, 2] == 3)
    #expect(matrix[1, 0] == 4)
    matrix[1, 2] = 9
    #expect(matrix.array == [1, 2, 3, 4, 5, 9])
    let row = matrix.row(1)
    #expect((0..<3).map { row[$0] } == [4, 5, 9])
  }

  @Test func copiesAreIndependent() {
    let original = Matrix(rows: 2, columns: 2, repeating: 1)
    var copy = original
    var row = copy.mutableRow(1)
    row[0] = 7
    #expect(original.array == [1, 1, 1, 1])
    #expect(copy.array == [1, 1, 7, 1])
    #expect(copy != original)
  }

  @Test func columnsAreCutAndJoined() {
    let left = Matrix(rows: 2, columns: 1, [1, 2])
    let right = Matrix(rows: 2, columns: 2, [3, 4, 5, 6])
    let both = Matrix.sideBySide(
      left, right, on: ComputeContext(kernels: Kernels(), threadCount: 2))
    #expect(both.array == [1, 3, 4, 2, 5, 6])
    #expect(both.columns(1..<3) == right)
    #expect(both.columns(0..<1) == left)
  }

  /// Every row once, in blocks of whole rows, whatever the number of threads.
  @Test(arguments: [
    (1, 1), (5, 0), (0, 3), (3, 16384), (2, 40000), (1000, 33), (497, 33), (20000, 1),
  ])
  func rowsAreUpdatedByBlocks(rows: Int, columns: Int) {
    for threads in [1, 3] {
      let context = ComputeContext(kernels: Kernels(), threadCount: threads)
      var matrix = Matrix(rows: rows, columns: columns, repeating: 0.5)
      matrix.updateRows(on: context) { range, values in
        for index in values.indices { values[index] += Float(range.lowerBound * columns + index) }
      }
      #expect(matrix.array == (0..<rows * columns).map { Float($0) + 0.5 })
      matrix.add(matrix, on: context)
      #expect(matrix.array == (0..<rows * columns).map { 2 * Float($0) + 1 })
    }
  }

  @Test func emptyMatrices() {
    #expect(Matrix(rows: 0, columns: 5).count == 0)
    #expect(Matrix(rows: 3, columns: 0).count == 0)
  }
}
