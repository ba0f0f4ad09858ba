public import DenseMath
internal import Foundation
internal import KeywordSpotting
public import RecurrentNetworks
public import SpeechFeatures

/// Models that no training made.
public enum TestModels {
  private static let bands = 8

  public static var features: FeatureConfiguration {
    var result = FeatureConfiguration()
    result.sampleRate = ToneWords.sampleRate
    result.windowLength = 200
    result.hopLength = 80
    result.kind = .logMelEnergies
    result.bandCount = bands
    result.cepstrumCount = 0
    result.energy = .none
    // Far above the noise between the tones, far below the tones; silence is 0, as it is to a
    // window that reaches beyond the recording's end.
    result.floor = 1e6
    result.normalization = .stored(
      mean: [Float](repeating: logf(result.floor), count: bands),
      deviation: [Float](repeating: 1, count: bands))
    return result
  }

  /// Hears the two tones of `ToneWords`, by hand: a unit fires while its band holds much more energy
  /// now than in 5 frames, so in the last 50 ms of a tone; CTC peaks also come late.
  public static func tones(threshold: Double? = nil, subsampling: Int = 1) -> Model {
    let lookahead = 5 / subsampling
    let layers: [LayerDescription] =
      (subsampling > 1 ? [.subsample(factor: subsampling)] : [])
      + [.window(units: 2, before: 0, after: lookahead)]
    let architecture = NetworkArchitecture(inputSize: bands, layers: layers, outputSize: 3)
    var network = Network(architecture, seed: 1)
    let width = bands * subsampling
    var weights = Matrix(rows: 2, columns: width * (lookahead + 1))
    for (unit, band) in [2, 6].enumerated() {
      weights[unit, band] = 1
      weights[unit, width * lookahead + band] = -1
    }
    var bias = Matrix(rows: 1, columns: 2)
    for unit in 0..<2 { bias[0, unit] = -5 }
    var output = Matrix(rows: 3, columns: 2)
    output[1, 0] = 8
    output[2, 1] = 8
    // The order of a network's weights: layer by layer, weights before biases.
    for (index, value) in [weights, bias, output, Matrix(rows: 1, columns: 3)].enumerated() {
      network.parameters[index] = value
    }
    return model(network, labels: ["<blank>", "low", "high"], threshold: threshold)
  }

  /// A bidirectional LSTM of random weights, loud enough that its labels come and go. Its features
  /// are normalised: large inputs would hold its forget gates open, and it would never forget.
  public static func random(seed: UInt64, subsampling: Int = 1) -> Model {
    let labels = ["<blank>", "a", "b", "c", "d"]
    let layers: [LayerDescription] =
      (subsampling > 1 ? [.subsample(factor: subsampling)] : [])
      + [
        .lstm(cells: 12, direction: .bidirectional, peepholes: true),
        .lstm(cells: 8, direction: .bidirectional, peepholes: false),
      ]
    var network = Network(
      NetworkArchitecture(inputSize: bands, layers: layers, outputSize: labels.count),
      initialRange: 0.3, seed: seed)
    if let index = network.parameters.index(of: "output.weights") {
      var loud = network.parameters[index]
      for row in 0..<loud.rows {
        for column in 0..<loud.columns { loud[row, column] *= 30 }
      }
      network.parameters[index] = loud
    }
    var features = Self.features
    features.normalization = .sliding(seconds: 3, variance: true)
    return model(network, labels: labels, features: features, threshold: 0.3)
  }

  /// `tones` with the labels of a phone network: what it hears is AA (low) and IY (high).
  public static func toneAlphabet() -> Model {
    let words = tones()
    let labels = ["<blank>"] + PhoneAlphabet.phones
    var network = Network(
      NetworkArchitecture(
        inputSize: bands, layers: words.card.architecture.layers, outputSize: labels.count),
      seed: 1)
    var output = Matrix(rows: labels.count, columns: 2)
    var bias = Matrix(rows: 1, columns: labels.count, repeating: -20)
    bias[0, 0] = 0
    for (unit, phone) in ["AA", "IY"].enumerated() {
      guard let label = labels.firstIndex(of: phone) else { preconditionFailure("a phone") }
      output[label, unit] = 8
      bias[0, label] = 0
    }
    network.parameters[0] = words.network.parameters[0]
    network.parameters[1] = words.network.parameters[1]
    network.parameters[2] = output
    network.parameters[3] = bias
    return Model(
      card: ModelCard(
        name: "tonealphabet", summary: "two tones as phones", licence: "CC0-1.0", task: .phones,
        architecture: network.architecture, labels: labels, features: features.json,
        trainingData: []), network: network)
  }

  /// Labels frames with the phones of the CMU dictionary, by hand: the tones of `ToneWords` are AA (low)
  /// and IY (high) while they sound, all else is SIL.
  public static func tonePhones() -> Model {
    let labels = [
      "AA", "AE", "AH", "AO", "AW", "AY", "B", "CH", "D", "DH", "EH", "ER", "EY", "F", "G", "HH",
      "IH", "IY", "JH", "K", "L", "M", "N", "NG", "OW", "OY", "P", "R", "S", "SH", "T", "TH", "UH",
      "UW", "V", "W", "Y", "Z", "ZH", "SIL",
    ]
    var network = Network(
      NetworkArchitecture(
        inputSize: bands, layers: [.window(units: 2, before: 0, after: 0)],
        outputSize: labels.count), seed: 1)
    var weights = Matrix(rows: 2, columns: bands)
    var output = Matrix(rows: labels.count, columns: 2)
    for (unit, (band, phone)) in [(2, "AA"), (6, "IY")].enumerated() {
      weights[unit, band] = 1
      if let label = labels.firstIndex(of: phone) { output[label, unit] = 8 }
    }
    var bias = Matrix(rows: 1, columns: labels.count, repeating: -20)
    for (label, name) in labels.enumerated() where ["AA", "IY", "SIL"].contains(name) {
      bias[0, label] = 0
    }
    for (index, value) in [weights, Matrix(rows: 1, columns: 2, repeating: -2.5), output, bias]
      .enumerated()
    {
      network.parameters[index] = value
    }
    return Model(
      card: ModelCard(
        name: "tonephones", summary: "two tones as phones", licence: "CC0-1.0", task: .framewise,
        architecture: network.architecture, labels: labels, features: features.json,
        trainingData: []), network: network)
  }

  private static func model(
    _ network: Network, labels: [String], features: FeatureConfiguration = features,
    threshold: Double?
  ) -> Model {
    Model(
      card: ModelCard(
        name: "test", summary: "for tests", licence: "none", task: .keywords,
        architecture: network.architecture, labels: labels, features: features.json,
        trainingData: [],
        timings: labels.dropFirst().map { _ in .init(fromStart: 0.2, toEnd: 0.05) },
        threshold: threshold),
      network: network)
  }

  public static var context: ComputeContext {
    ComputeContext(kernels: try! .fromEnvironment(), threadCount: 2)
  }
}
