extension ModelCard {
  /// Refuses what no training writes and no search could use.
  func check(path: String) throws(ModelFileError) {
    func require(
      _ holds: Bool, _ what: String, _ expected: String, _ found: @autoclosure () -> String
    ) throws(ModelFileError) {
      if !holds { throw .mismatch(path: path, what: what, expected: expected, found: found()) }
    }
    for (what, texts) in [("name", [name]), ("labels", labels)] {
      let odd = texts.first { $0.unicodeScalars.contains(where: \.breaksLines) }
      try require(odd == nil, what, "no control characters", "\"\(odd ?? "")\"")
    }
    let fillers = fillerCount ?? 0
    try require(
      (0..<max(labels.count, 1)).contains(fillers), "fillerCount", "fewer than labels",
      "\(fillers)")
    try require(
      labels.count == architecture.outputSize, "labels", "\(architecture.outputSize)",
      "\(labels.count)")
    if let shares = labelShares {
      try require(
        shares.count == labels.count && shares.allSatisfy { (0...1).contains($0) }, "labelShares",
        "\(labels.count) shares from 0 to 1", "\(shares.count) numbers")
    }
    for curve in falseAlarms ?? [] {
      try require(
        !curve.rates.isEmpty && curve.rates.count == curve.scores.count
          && curve.rates.allSatisfy { $0 > 0 && $0.isFinite }
          && zip(curve.rates, curve.rates.dropFirst()).allSatisfy { $0 < $1 }
          && curve.scores.allSatisfy(\.isFinite), "falseAlarms", "rising rates with a score each",
        "\(curve)")
    }
    for timing in timings ?? [] {
      try require(
        abs(timing.fromStart) <= 60 && abs(timing.toEnd) <= 60
          && timing.fromStart + timing.toEnd >= 0, "timings", "a start before the end, in seconds",
        "\(timing.fromStart) before the peak and \(timing.toEnd) after")
    }
    try require((0...100).contains(delay ?? 0), "delay", "0 to 100", "\(delay ?? 0)")
    try require((0...1).contains(threshold ?? 0), "threshold", "0 to 1", "\(threshold ?? 0)")
    try require((0...100).contains(wordWeight ?? 0), "wordWeight", "0 to 100", "\(wordWeight ?? 0)")
  }
}

extension Unicode.Scalar {
  /// Whether it is a control character or ends a line.
  package var breaksLines: Bool {
    [.control, .lineSeparator, .paragraphSeparator].contains(properties.generalCategory)
  }
}
