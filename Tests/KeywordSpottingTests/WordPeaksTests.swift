import DenseMath
import Foundation
import KeywordSpotting
import TestSupport
import Testing

@Suite struct WordPeaksTests {
  /// Log posteriors of two labels and the blank from the labels' posteriors.
  private func matrix(_ first: [Float], _ second: [Float]) -> Matrix {
    var result = Matrix(rows: first.count, columns: 3)
    for row in first.indices {
      result[row, 0] = log(max(1 - first[row] - second[row], 1e-9))
      result[row, 1] = log(max(first[row], 1e-9))
      result[row, 2] = log(max(second[row], 1e-9))
    }
    return result
  }

  private func peaks(_ values: Matrix, chunk: Int = .max) -> [WordPeaks.Peak] {
    var search = WordPeaks(labelCount: 3)
    var result: [WordPeaks.Peak] = []
    for start in stride(from: 0, to: values.rows, by: min(chunk, values.rows)) {
      let rows = min(chunk, values.rows - start)
      result += search.push(
        Matrix(rows: rows, columns: 3, Array(values.array[start * 3..<(start + rows) * 3])))
    }
    return (result + search.finish()).sorted { $0.place < $1.place }
  }

  @Test func scoreIsTheProbabilityThatItIsEmittedAtAll() {
    let found = peaks(matrix([0, 0, 0.5, 0.5, 0, 0, 0, 0], [Float](repeating: 0, count: 8)))
    #expect(found.count == 1)
    #expect(found[0].label == 1 && abs(found[0].place - 2.5) < 1e-6)
    #expect(abs(found[0].score - 0.75) < 1e-6)
  }

  @Test func placeIsTheWeighedMean() {
    let found = peaks(matrix([0, 0.2, 0.6, 0, 0, 0, 0], [Float](repeating: 0, count: 7)))
    #expect(abs(found[0].place - 1.75) < 1e-6)
  }

  @Test func aDipOfTwoFramesIsOnePeakAndOfThreeIsTwo() {
    let nothing = [Float](repeating: 0, count: 8)
    #expect(peaks(matrix([0, 0.9, 0, 0, 0.9, 0, 0, 0], nothing)).count == 1)
    #expect(peaks(matrix([0, 0.9, 0, 0, 0, 0.9, 0, 0], nothing)).count == 2)
  }

  @Test func labelsDoNotDisturbEachOtherAndTheEndEndsThem() {
    let found = peaks(matrix([0, 0.4, 0, 0, 0, 0, 0.3], [0, 0.5, 0, 0, 0, 0, 0.01]))
    #expect(found.map(\.label).sorted() == [1, 1, 2])
    #expect(abs((found.last?.score ?? 0) - 0.3) < 1e-6)
  }

  @Test func chunksDoNotMatter() {
    var random = RandomSource(seed: Seed.value)
    func track() -> [Float] {
      (0..<300).map { _ in
        let value = Float.random(in: 0..<1, using: &random)
        return value < 0.7 ? 0 : value - 0.6
      }
    }
    let values = matrix(track(), track())
    let whole = peaks(values)
    #expect(whole.count > 10)
    for chunk in [1, 7, 64] { #expect(peaks(values, chunk: chunk) == whole, "seed \(Seed.value)") }
  }
}
