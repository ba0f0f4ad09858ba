internal import Foundation
internal import RecurrentNetworks
internal import Testing

@Suite struct NetworkArchitectureTests {
  private func decode(_ text: String) throws -> NetworkArchitecture {
    try JSONDecoder().decode(NetworkArchitecture.self, from: Data(text.utf8))
  }

  static let all = NetworkArchitecture(
    inputSize: 39,
    layers: [
      .lstm(cells: 128, direction: .bidirectional, peepholes: true),
      .rnn(cells: 7, direction: .backward), .window(units: 30, before: 3, after: 4),
      .dropout(rate: 0.25), .subsample(factor: 2),
    ], outputSize: 13)

  @Test func asItStandsInRecipes() throws {
    let text = """
      {"inputSize": 39, "outputSize": 13, "layers": [
        {"kind": "lstm", "cells": 128, "direction": "bidirectional", "peepholes": true},
        {"kind": "rnn", "cells": 7, "direction": "backward"},
        {"kind": "window", "units": 30, "before": 3, "after": 4},
        {"kind": "dropout", "rate": 0.25},
        {"kind": "subsample", "factor": 2}
      ]}
      """
    #expect(try decode(text) == Self.all)
    #expect(
      try decode(
        #"{"inputSize":2,"layers":[{"kind":"lstm","cells":3,"direction":"forward"}],"outputSize":1}"#
      ).layers == [.lstm(cells: 3, direction: .forward, peepholes: false)])
  }

  @Test func asItIsShown() {
    #expect(
      Self.all.layers.map { "\($0)" } == [
        "LSTM, 128 cells, bidirectional, peepholes", "RNN, 7 cells, backward",
        "30 units over 3 steps before and 4 after", "dropout of 0.25", "2 steps side by side",
      ])
  }

  @Test func goesThereAndBack() throws {
    let data = try JSONEncoder().encode(Self.all)
    #expect(try JSONDecoder().decode(NetworkArchitecture.self, from: data) == Self.all)
  }

  @Test func sizes() {
    #expect(Self.all.subsampling == 2)
    let shapes = Self.all.parameterShapes
    #expect(shapes.map(\.rows) == [512, 512, 1, 3, 512, 512, 1, 3, 7, 7, 1, 30, 1, 13, 1])
    #expect(
      shapes.map(\.columns)
        == [39, 128, 512, 128, 39, 128, 512, 128, 256, 7, 7, 56, 30, 60, 13])
  }

  /// What is wrong is said with its place.
  @Test(arguments: [
    (#"{"kind": "gru", "cells": 3}"#, "layers.[0].kind: a layer is lstm, rnn, window"),
    (#"{"cells": 3, "direction": "forward"}"#, "layers.[0]: \"kind\" is missing"),
    (#"{"kind": "lstm", "direction": "forward"}"#, "layers.[0]: \"cells\" is missing"),
    (#"{"kind": "lstm", "cells": 3}"#, "layers.[0]: \"direction\" is missing"),
    (
      #"{"kind": "lstm", "cells": 0, "direction": "forward"}"#,
      "layers.[0].cells: cells must lie in"
    ),
    (#"{"kind": "lstm", "cells": -1, "direction": "forward"}"#, "found -1"),
    (#"{"kind": "lstm", "cells": 99999, "direction": "forward"}"#, "found 99999"),
    (#"{"kind": "lstm", "cells": 2.5, "direction": "forward"}"#, "2.5"),
    (#"{"kind": "lstm", "cells": "3", "direction": "forward"}"#, "layers.[0].cells: not a Int"),
    (#"{"kind": "lstm", "cells": 3, "direction": "up"}"#, "layers.[0].direction"),
    (
      #"{"kind": "rnn", "cells": 3, "direction": "forward", "peepholes": true}"#,
      "layers.[0].peepholes: unknown"
    ),
    (
      #"{"kind": "lstm", "cells": 3, "direction": "forward", "peephole": true}"#,
      "layers.[0].peephole: unknown"
    ),
    (#"{"kind": "window", "units": 3, "before": 1}"#, "layers.[0]: \"after\" is missing"),
    (#"{"kind": "window", "units": 3, "before": -1, "after": 0}"#, "layers.[0].before"),
    (#"{"kind": "dropout", "rate": 1}"#, "layers.[0].rate: rate must lie in 0..<1, found 1.0"),
    (#"{"kind": "dropout", "rate": -0.1}"#, "layers.[0].rate"),
    (#"{"kind": "subsample", "factor": 0}"#, "layers.[0].factor"),
    (
      #"{"kind": "subsample", "factor": 64}, {"kind": "subsample", "factor": 64}, {"kind": "subsample", "factor": 64}"#,
      "at most 64 steps made one"
    ),
    (
      #"{"kind": "window", "units": 65536, "before": 0, "after": 0}, {"kind": "subsample", "factor": 17}"#,
      "at most 1048576 values a step"
    ),
    (#"{"kind": "subsample", "factor": 9}, {"kind": "subsample", "factor": 8}"#, "found 72"),
    (
      #"{"kind": "window", "units": 65536, "before": 1000, "after": 1000}"#,
      "at most 268435456 weights"
    ),
    (#"7"#, "layers.[0]"),
  ])
  func faultyLayers(layer: String, sentence: String) throws {
    expectFault(#"{"inputSize": 39, "layers": [\#(layer)], "outputSize": 13}"#, sentence)
  }

  @Test(arguments: [
    (#"{"layers": [], "outputSize": 13}"#, "\"inputSize\" is missing"),
    (#"{"inputSize": 39, "outputSize": 13}"#, "\"layers\" is missing"),
    (#"{"inputSize": 39, "layers": []}"#, "\"outputSize\" is missing"),
    (#"{"inputSize": 0, "layers": [], "outputSize": 13}"#, "inputSize: inputSize must lie in"),
    (#"{"inputSize": 39, "layers": [], "outputSize": 70000}"#, "found 70000"),
    (#"{"inputSize": 39, "layers": [], "outputSize": 13, "ouputs": 1}"#, "ouputs: unknown"),
    (#"{"inputSize": 1e99, "layers": [], "outputSize": 13}"#, ""),
  ])
  func faultySizes(text: String, sentence: String) throws {
    expectFault(text, sentence)
  }

  private func expectFault(_ text: String, _ sentence: String) {
    do {
      let architecture = try decode(text)
      Issue.record("accepted: \(architecture)")
    } catch let error as DecodingError {
      #expect(sentence.isEmpty || error.sentence.contains(sentence), "\(error.sentence)")
    } catch {
      Issue.record("another error: \(error)")
    }
  }
}
