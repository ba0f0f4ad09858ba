internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

/// Kullback and Leibler's divergence in double precision.
enum Divergence {
  /// Σ D(softmax(given) ‖ softmax(logits)) over the rows.
  static func sum(_ logits: [[Double]], from given: [[Double]]) -> Double {
    zip(CTCReference.logSoftmax(logits), CTCReference.logSoftmax(given)).reduce(0) { sum, rows in
      zip(rows.0, rows.1).reduce(sum) { $0 + exp($1.1) * ($1.1 - $1.0) }
    }
  }

  /// Its slope with respect to one of the logits, by finite differences.
  static func slope(
    _ logits: [[Double]], from given: [[Double]], step: Int, label: Int
  ) -> Double {
    var (more, less) = (logits, logits)
    more[step][label] += 1e-5
    less[step][label] -= 1e-5
    return (sum(more, from: given) - sum(less, from: given)) / 2e-5
  }

  /// Expects that a gradient with respect to the logits of a sequence has grown by this one's slope times a weight.
  static func expectSlope(
    weight: Double, _ logits: Matrix, from given: Matrix, before: Matrix, after: Matrix
  ) {
    let (own, other) = (exact(logits), exact(given))
    for (step, label) in own.indices.flatMap({ step in own[step].indices.map { (step, $0) } }) {
      let slope = weight * slope(own, from: other, step: step, label: label)
      let added = after[step, label] - before[step, label]
      #expect(abs(slope - Double(added)) < 3e-6, "seed \(Seed.value)")
    }
  }

  private static func exact(_ matrix: Matrix) -> [[Double]] {
    (0..<matrix.rows).map { row in (0..<matrix.columns).map { Double(matrix[row, $0]) } }
  }
}
