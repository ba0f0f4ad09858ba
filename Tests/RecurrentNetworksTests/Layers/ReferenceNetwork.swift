internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport

/// The layers in double precision and plain loops, one sequence at a time: what networks are
/// checked against, by value and by finite differences.
struct ReferenceNetwork {
  /// Values by step and place.
  typealias Sequence = [[Double]]

  let architecture: NetworkArchitecture
  /// The elements of each weight matrix, row by row, in the order of the parameter set.
  var weights: [[Double]]

  init(_ network: Network) {
    architecture = network.architecture
    weights = (0..<network.parameters.count).map { network.parameters[$0].array.map { Double($0) } }
  }

  /// The logits of one sequence. `masks`: the factors of each dropout layer, in order.
  func logits(_ input: Sequence, masks: [Sequence] = []) -> Sequence {
    var values = input
    var masks = masks[...]
    var next = 0
    func take() -> [Double] {
      defer { next += 1 }
      return weights[next]
    }
    for layer in architecture.layers {
      switch layer {
      case .lstm(let cells, let direction, let peepholes):
        values = inDirections(direction, values) { sequence in
          lstm(
            sequence, cells: cells, input: take(), recurrent: take(), bias: take(),
            peepholes: peepholes ? take() : [Double](repeating: 0, count: 3 * cells))
        }
      case .rnn(let cells, let direction):
        values = inDirections(direction, values) { sequence in
          rnn(sequence, cells: cells, input: take(), recurrent: take(), bias: take())
        }
      case .window(_, let before, let after):
        let seen = values.indices.map { step in
          (step - before...step + after).flatMap { near in
            values.indices.contains(near)
              ? values[near] : [Double](repeating: 0, count: values[step].count)
          }
        }
        let (matrix, bias) = (take(), take())
        values = seen.map { linear($0, matrix, bias).map { tanh($0) } }
      case .dropout:
        if let mask = masks.popFirst() {
          values = zip(values, mask).map { row, factors in zip(row, factors).map { $0 * $1 } }
        }
      case .subsample(let factor):
        values = stride(from: 0, to: values.count, by: factor).map { first in
          (first..<first + factor).flatMap { step in
            step < values.count ? values[step] : [Double](repeating: 0, count: values[0].count)
          }
        }
      }
    }
    let (matrix, bias) = (take(), take())
    return values.map { linear($0, matrix, bias) }
  }

  private func linear(_ x: [Double], _ matrix: [Double], _ bias: [Double]) -> [Double] {
    bias.indices.map { row in
      x.indices.reduce(bias[row]) { $0 + matrix[row * x.count + $1] * x[$1] }
    }
  }

  /// Runs `body` over the sequence for each direction, turned round for the backward one, and puts
  /// the results side by side.
  private func inDirections(
    _ direction: Direction, _ sequence: Sequence, _ body: (Sequence) -> Sequence
  ) -> Sequence {
    switch direction {
    case .forward: body(sequence)
    case .backward: body(sequence.reversed()).reversed()
    case .bidirectional:
      zip(body(sequence), body(sequence.reversed()).reversed()).map { $0 + $1 }
    }
  }

  private func lstm(
    _ sequence: Sequence, cells: Int, input: [Double], recurrent: [Double], bias: [Double],
    peepholes: [Double]
  ) -> Sequence {
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let none = [Double](repeating: 0, count: 4 * cells)
    var hidden = [Double](repeating: 0, count: cells)
    var state = hidden
    return sequence.map { x in
      let sums = zip(linear(x, input, bias), linear(hidden, recurrent, none)).map { $0 + $1 }
      for cell in 0..<cells {
        let before = state[cell]
        let i = sigmoid(sums[cell] + peepholes[cell] * before)
        let f = sigmoid(sums[cells + cell] + peepholes[cells + cell] * before)
        let g = tanh(sums[2 * cells + cell])
        state[cell] = f * before + i * g
        let o = sigmoid(sums[3 * cells + cell] + peepholes[2 * cells + cell] * state[cell])
        hidden[cell] = o * tanh(state[cell])
      }
      return hidden
    }
  }

  private func rnn(
    _ sequence: Sequence, cells: Int, input: [Double], recurrent: [Double], bias: [Double]
  ) -> Sequence {
    let none = [Double](repeating: 0, count: cells)
    var hidden = none
    return sequence.map { x in
      hidden = zip(linear(x, input, bias), linear(hidden, recurrent, none)).map { tanh($0 + $1) }
      return hidden
    }
  }
}

extension Matrix {
  /// The rows in double precision.
  var doubles: [[Double]] {
    (0..<rows).map { row in (0..<columns).map { Double(self[row, $0]) } }
  }
}

extension SequenceBatch {
  /// Standard normal values; `lengths` longest first.
  static func gaussian(
    lengths: [Int], width: Int, from random: inout RandomSource
  ) -> SequenceBatch {
    let layout = SequenceLayout(lengths: lengths)
    return SequenceBatch(
      layout: layout, values: .gaussian(rows: layout.rowCount, columns: width, from: &random))
  }

  /// Every sequence in double precision.
  var doubles: [[[Double]]] {
    (0..<layout.sequenceCount).map { sequence($0).doubles }
  }
}
