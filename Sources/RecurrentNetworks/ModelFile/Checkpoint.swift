/// The whole state of a training run between two epochs: with it a stopped run goes on bit for bit.
public struct Checkpoint: Sendable, Equatable {
  /// The recipe's text, so that a run is not resumed with another one.
  public var recipe: String
  /// Finished epochs, as the run's own JSON.
  public var history: String
  public var network: Network
  /// The weights of the best epoch.
  public var best: ParameterSet
  /// The running mean of the weights, if one is kept.
  public var averaged: ParameterSet?
  public var optimizer: Optimizer
  /// The feature frontend's configuration with its statistics.
  public var features: String

  public init(
    recipe: String, history: String, network: Network, best: ParameterSet,
    averaged: ParameterSet?, optimizer: Optimizer, features: String
  ) {
    self.recipe = recipe
    self.history = history
    self.network = network
    self.best = best
    self.averaged = averaged
    self.optimizer = optimizer
    self.features = features
  }

  static let format = "tyto checkpoint 1"

  public init(contentsOf path: String) throws(ModelFileError) {
    let file = try SafetensorsFile(contentsOf: path)
    guard file.metadata["format"] == Self.format else {
      throw .mismatch(
        path: path, what: "format", expected: Self.format,
        found: file.metadata["format"] ?? "none")
    }
    func text(_ key: String) throws(ModelFileError) -> String {
      guard let value = file.metadata[key] else {
        throw .malformed(path: path, expected: "\(key) in the metadata", found: "nothing")
      }
      return value
    }
    recipe = try text("recipe")
    history = try text("history")
    features = try text("features")
    let architecture = try JSONText.decode(
      NetworkArchitecture.self, from: file.metadata["architecture"], path: path)
    let description = try JSONText.decode(
      OptimizerDescription.self, from: file.metadata["optimizer"], path: path)
    guard let updates = Int(try text("updates")), (0...1 << 48).contains(updates) else {
      throw .malformed(path: path, expected: "a count of updates", found: try text("updates"))
    }
    let shapes = architecture.parameterShapes
    var names: Set<String> = []
    func set(_ prefix: String) throws(ModelFileError) -> ParameterSet {
      names.formUnion(shapes.map { prefix + $0.name })
      return try ParameterSet(file.tensors, prefix: prefix, shapes: shapes, path: path)
    }
    network = Network(architecture, parameters: try set("weights."))
    best = try set("best.")
    averaged = file.metadata["averaged"] == "yes" ? try set("averaged.") : nil
    optimizer = Optimizer(description, for: network.parameters)
    optimizer.updateCount = updates
    optimizer.first = try set("first.")
    if optimizer.second.count > 0 { optimizer.second = try set("second.") }
    try file.refuseTensors(beside: names, path: path)
  }

  /// Writes the file whole or not at all.
  public func write(to path: String) throws(ModelFileError) {
    var tensors = network.parameters.tensors(prefix: "weights.")
    func add(_ set: ParameterSet, _ prefix: String) {
      tensors.merge(set.tensors(prefix: prefix)) { $1 }
    }
    add(best, "best.")
    if let averaged { add(averaged, "averaged.") }
    add(optimizer.first, "first.")
    add(optimizer.second, "second.")
    try SafetensorsFile(
      tensors: tensors,
      metadata: [
        "format": Self.format, "recipe": recipe, "history": history, "features": features,
        "architecture": JSONText.encode(network.architecture),
        "optimizer": JSONText.encode(optimizer.description),
        "updates": String(optimizer.updateCount), "averaged": averaged == nil ? "no" : "yes",
      ]
    ).write(to: path)
  }
}
