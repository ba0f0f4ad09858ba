internal import DenseMath
internal import RecurrentNetworks

extension KeywordSpotter {
  /// All that decides what is found in a recording, as text: spotters that find the same have the same.
  package var signature: String {
    let windowing = engine.windowing
    var parts = [
      model.card.name, "\(model.card.wordWeight ?? 0)", "\(engine.context.precision)",
      "\(windowing.kept) \(windowing.context) \(windowing.lookahead) \(windowing.normalizesWindows)",
    ]
    // No two networks end in the same biases.
    let parameters = model.network.parameters
    if parameters.count > 0 { parts.append("\(parameters[parameters.count - 1].array)") }
    switch plan.target {
    case .words(let wanted): parts.append("\(wanted)")
    case .phones(_, let keywords, _, _):
      parts += keywords.map { "\($0.name)=\($0.pronunciations)" }.sorted()
    }
    parts += plan.thresholds.map { "\($0)@\($1)" }.sorted()
    return parts.joined(separator: "\n")
  }
}
