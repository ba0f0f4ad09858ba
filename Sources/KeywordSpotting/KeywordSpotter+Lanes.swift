internal import DenseMath
internal import RecurrentNetworks
internal import SpeechFeatures

extension KeywordSpotter {
  func lane(_ read: @escaping () throws(AudioError) -> [Float]) -> RecordingLane {
    RecordingLane(
      extractor, subsampling: model.card.architecture.subsampling, windowing: windowing, read: read)
  }

  /// Runs one recording through the network, several windows at a time, and hands on the log
  /// posteriors in order; returns the number of samples.
  @discardableResult
  func posteriors(
    of read: @escaping () throws(AudioError) -> [Float], _ body: (Matrix) -> Void
  ) throws(AudioError) -> Int {
    let lane = lane(read)
    while true {
      var windows: [FeatureWindow] = []
      while windows.count < windowing.batch, let window = try lane.nextWindow() {
        windows.append(window)
      }
      if windows.isEmpty { return lane.sampleCount }
      for values in Self.logPosteriors(windows, network) { body(values) }
    }
  }

  /// The log posteriors of what counts in each window, computed together.
  static func logPosteriors(_ windows: [FeatureWindow], _ network: PreparedNetwork) -> [Matrix] {
    guard !windows.isEmpty else { return [] }
    // Longest first, as a batch must be.
    let order = windows.indices.sorted {
      (windows[$1].values.rows, $0) < (windows[$0].values.rows, $1)
    }
    let logits = network.logits(of: SequenceBatch(order.map { windows[$0].values }))
    var result = [Matrix](repeating: Matrix(rows: 0, columns: 0), count: windows.count)
    for (place, index) in order.enumerated() {
      let window = windows[index]
      var values = Matrix(rows: window.kept, columns: logits.width)
      for row in 0..<window.kept {
        let source = logits.values.row(
          logits.layout.row(step: window.skipped + row, sequence: place))
        var target = values.mutableRow(row)
        for column in 0..<logits.width { target[column] = source[column] }
      }
      result[index] = Softmax.logPosteriors(values)
    }
    return result
  }
}

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
