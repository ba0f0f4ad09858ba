public import RecurrentNetworks

/// The networks of Graves and Schmidhuber, Neural Networks 18 (2005), tables 1 and 2: each about
/// 100,000 weights on 26 inputs and TIMIT's 61 phones, but for the MLPs.
public enum Graves2005 {
  public struct Entry: Sendable {
    /// As in the paper's tables.
    public let name: String
    public let layers: [LayerDescription]
    /// Target delay in frames.
    public let delay: Int
    /// Weights with 26 inputs and 61 outputs.
    public let weightCount: Int
    /// The paper's figure: right frames of TIMIT's test set in per cent, 61 classes.
    public let paperAccuracy: Double

    /// For names of files.
    public var identifier: String {
      name.lowercased().map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
        .split(separator: "-").joined(separator: "-")
    }
  }

  /// From the best to the worst by the paper's figures.
  public static let entries: [Entry] = [
    Entry(
      name: "BLSTM", layers: [.lstm(cells: 93, direction: .bidirectional, peepholes: true)],
      delay: 0, weightCount: 101_245, paperAccuracy: 69.8),
    Entry(
      name: "BRNN", layers: [.rnn(cells: 185, direction: .bidirectional)], delay: 0,
      weightCount: 101_071, paperAccuracy: 69.0),
    Entry(
      name: "LSTM, delay 5", layers: [.lstm(cells: 140, direction: .forward, peepholes: true)],
      delay: 5, weightCount: 102_541, paperAccuracy: 66.0),
    Entry(
      name: "RNN, delay 3", layers: [.rnn(cells: 275, direction: .forward)], delay: 3,
      weightCount: 99_886, paperAccuracy: 65.2),
    Entry(
      name: "LSTM backwards", layers: [.lstm(cells: 140, direction: .backward, peepholes: true)],
      delay: 0, weightCount: 102_541, paperAccuracy: 64.7),
    Entry(
      name: "LSTM", layers: [.lstm(cells: 140, direction: .forward, peepholes: true)], delay: 0,
      weightCount: 102_541, paperAccuracy: 64.6),
    Entry(
      name: "RNN", layers: [.rnn(cells: 275, direction: .forward)], delay: 0,
      weightCount: 99_886, paperAccuracy: 64.5),
    Entry(
      name: "MLP, ±10 frames", layers: [.window(units: 250, before: 10, after: 10)], delay: 0,
      weightCount: 152_061, paperAccuracy: 63.1),
    Entry(
      name: "MLP", layers: [.window(units: 250, before: 0, after: 0)], delay: 0,
      weightCount: 22_061, paperAccuracy: 51.4),
  ]
}

extension Recipe {
  /// The same training of another of the paper's networks.
  ///
  /// - Throws: `RecipeError` if this recipe is not framewise.
  public func with(_ entry: Graves2005.Entry) throws(RecipeError) -> Recipe {
    guard case .framewise(var framewise) = task else {
      throw .invalid(field: "task", expected: "framewise", found: "\(task)")
    }
    framewise.delay = entry.delay
    var result = self
    result.name = entry.identifier
    result.summary = entry.name + ": " + summary
    result.task = .framewise(framewise)
    result.layers = entry.layers
    return result
  }
}
