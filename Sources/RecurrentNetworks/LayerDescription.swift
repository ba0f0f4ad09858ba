/// Which way along the sequence a recurrent layer runs.
public enum Direction: String, Codable, Sendable {
  case forward, backward, bidirectional

  /// For each pass, whether it visits steps from the last to the first.
  var passes: [Bool] {
    switch self {
    case .forward: [false]
    case .backward: [true]
    case .bidirectional: [false, true]
    }
  }

  /// The names of the passes in names of weights.
  static func passName(reversed: Bool) -> String { reversed ? "backward" : "forward" }
}

/// A hidden layer, as it stands in recipes and model cards: `{"kind": "lstm", "cells": 128, …}`.
public enum LayerDescription: Codable, Sendable, Equatable {
  /// `cells` in each direction; the output is 2·`cells` wide if bidirectional.
  case lstm(cells: Int, direction: Direction, peepholes: Bool)
  /// Simple recurrent units, tanh.
  case rnn(cells: Int, direction: Direction)
  /// `units` tanh units that see the step and its neighbours: the hidden layer of an MLP.
  case window(units: Int, before: Int, after: Int)
  /// Zeroes inputs with probability `rate` while training and scales up the others.
  case dropout(rate: Double)
  /// Every `factor` steps become one, their values side by side.
  case subsample(factor: Int)

  /// Values a step out of this layer, given those that go in.
  public func outputSize(inputSize: Int) -> Int {
    switch self {
    case .lstm(let cells, let direction, _), .rnn(let cells, let direction):
      cells * direction.passes.count
    case .window(let units, _, _): units
    case .dropout: inputSize
    case .subsample(let factor): inputSize * factor
    }
  }

  private enum CodingKeys: String, CodingKey {
    case kind, cells, direction, peepholes, units, before, after, rate, factor
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func size(_ key: CodingKeys, _ range: ClosedRange<Int>) throws -> Int {
      if let number = try? container.decode(Double.self, forKey: key), Int(exactly: number) == nil {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(key.rawValue) must be a whole number, found \(number)")
      }
      let value = try container.decode(Int.self, forKey: key)
      guard range.contains(value) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container,
          debugDescription: "\(key.rawValue) must lie in \(range), found \(value)")
      }
      return value
    }
    func allow(_ fields: CodingKeys...) throws {
      try decoder.refuseFields(otherThan: ["kind"] + fields.map(\.rawValue))
    }
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "lstm":
      try allow(.cells, .direction, .peepholes)
      self = .lstm(
        cells: try size(.cells, 1...8192),
        direction: try container.decode(Direction.self, forKey: .direction),
        peepholes: try container.decodeIfPresent(Bool.self, forKey: .peepholes) ?? false)
    case "rnn":
      try allow(.cells, .direction)
      self = .rnn(
        cells: try size(.cells, 1...8192),
        direction: try container.decode(Direction.self, forKey: .direction))
    case "window":
      try allow(.units, .before, .after)
      self = .window(
        units: try size(.units, 1...65536), before: try size(.before, 0...1000),
        after: try size(.after, 0...1000))
    case "dropout":
      try allow(.rate)
      let rate = try container.decode(Double.self, forKey: .rate)
      guard rate >= 0 && rate < 1 else {
        throw DecodingError.dataCorruptedError(
          forKey: .rate, in: container,
          debugDescription: "rate must lie in 0..<1, found \(rate)")
      }
      self = .dropout(rate: rate)
    case "subsample":
      try allow(.factor)
      self = .subsample(factor: try size(.factor, 1...64))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription:
          "a layer is lstm, rnn, window, dropout or subsample, not \"\(kind)\"")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .lstm(let cells, let direction, let peepholes):
      try container.encode("lstm", forKey: .kind)
      try container.encode(cells, forKey: .cells)
      try container.encode(direction, forKey: .direction)
      try container.encode(peepholes, forKey: .peepholes)
    case .rnn(let cells, let direction):
      try container.encode("rnn", forKey: .kind)
      try container.encode(cells, forKey: .cells)
      try container.encode(direction, forKey: .direction)
    case .window(let units, let before, let after):
      try container.encode("window", forKey: .kind)
      try container.encode(units, forKey: .units)
      try container.encode(before, forKey: .before)
      try container.encode(after, forKey: .after)
    case .dropout(let rate):
      try container.encode("dropout", forKey: .kind)
      try container.encode(rate, forKey: .rate)
    case .subsample(let factor):
      try container.encode("subsample", forKey: .kind)
      try container.encode(factor, forKey: .factor)
    }
  }
}

extension LayerDescription: CustomStringConvertible {
  /// For people: `LSTM, 128 cells, bidirectional`.
  public var description: String {
    switch self {
    case .lstm(let cells, let direction, let peepholes):
      "LSTM, \(cells) cells, \(direction.rawValue)" + (peepholes ? ", peepholes" : "")
    case .rnn(let cells, let direction): "RNN, \(cells) cells, \(direction.rawValue)"
    case .window(let units, let before, let after):
      "\(units) units over \(before) steps before and \(after) after"
    case .dropout(let rate): "dropout of \(rate)"
    case .subsample(let factor): "\(factor) steps side by side"
    }
  }
}
