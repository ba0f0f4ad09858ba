internal import DenseMath
internal import RecurrentNetworks

extension CTC {
  /// The most probable label of each frame; of equally probable ones the first.
  static func bestPath(labelsOf logPosteriors: Matrix) -> [Int] {
    (0..<logPosteriors.rows).map { step in
      let row = logPosteriors.row(step)
      var best = 0
      for label in 0..<row.count where row[label] > row[best] { best = label }
      return best
    }
  }
}
