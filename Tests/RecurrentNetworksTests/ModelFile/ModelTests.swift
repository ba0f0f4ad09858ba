internal import DenseMath
internal import Foundation
internal import RecurrentNetworks
internal import TestSupport
internal import Testing

/// A folder of a test's own, gone with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/tyto-tests-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  var content: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
  }
}

@Suite struct ModelTests {
  static let architecture = NetworkArchitecture(
    inputSize: 5,
    layers: [
      .lstm(cells: 4, direction: .bidirectional, peepholes: true), .dropout(rate: 0.25),
      .subsample(factor: 2), .rnn(cells: 3, direction: .backward),
      .window(units: 6, before: 1, after: 2),
    ], outputSize: 3)

  static var model: Model {
    Model(
      card: ModelCard(
        name: "test", summary: "A \"test\".\nTwo lines, ä 🦉", licence: "CC0", task: .keywords,
        architecture: architecture, labels: ["", "yes", "no"], features: #"{"sampleRate":16000}"#,
        trainingData: [
          .init(name: "none", licence: "CC0", hours: 0.1, source: "https://example.org/a/b")
        ],
        figures: [
          .init(name: "accuracy", value: 1.0 / 3, how: "counted"),
          .init(name: "unmeasured", value: -.infinity, how: "divided by zero"),
        ], timings: [.init(fromStart: 0.1, toEnd: 0.2), .init(fromStart: 0.3, toEnd: 1e-17)],
        threshold: 0.7),
      network: Network(architecture, seed: Seed.value))
  }

  func failure(_ path: String) -> ModelFileError? {
    do throws(ModelFileError) {
      _ = try Model(contentsOf: path)
      return nil
    } catch {
      return error
    }
  }

  @Test func roundTrip() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model.safetensors")
    try Self.model.write(to: path)
    #expect(try Model(contentsOf: path) == Self.model)
    #expect(folder.content == ["model.safetensors"])
    // Written again over itself, it is the same file.
    let bytes = try Data(contentsOf: URL(filePath: path))
    try Model(contentsOf: path).write(to: path)
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    #expect(folder.content == ["model.safetensors"])
  }

  /// A change of the file's content, and what the refusal speaks of.
  enum Fault: CaseIterable {
    case noFormat, newerFormat, noCard, brokenCard, otherCard, absurdCard, fewerLabels
    case missingTensor, extraTensor, transposed, anotherSize
    case noTiming, turnedTiming, noThreshold, brokenName, brokenLabel, brokenTensorName

    func apply(_ file: inout SafetensorsFile) {
      let card = file.metadata["card"]!
      switch self {
      case .noFormat: file.metadata["format"] = nil
      case .newerFormat: file.metadata["format"] = "tyto 2"
      case .noCard: file.metadata["card"] = nil
      case .brokenCard: file.metadata["card"] = String(card.dropLast())
      case .otherCard: file.metadata["card"] = "{}"
      case .absurdCard:
        file.metadata["card"] = card.replacing("\"cells\":4", with: "\"cells\":4000000000000000000")
      case .fewerLabels: file.metadata["card"] = card.replacing(",\"no\"]", with: "]")
      case .missingTensor: file.tensors["output.bias"] = nil
      case .extraTensor: file.tensors["layer9.bias"] = Matrix(rows: 1, columns: 2)
      case .transposed: file.tensors["output.weights"] = Matrix(rows: 6, columns: 3)
      case .anotherSize:
        file.metadata["card"] = card.replacing("\"units\":6", with: "\"units\":7")
      case .noTiming:
        file.metadata["card"] = card.replacing("\"toEnd\":0.2", with: "\"toEnd\":\"nan\"")
      case .turnedTiming:
        file.metadata["card"] = card.replacing("\"toEnd\":0.2", with: "\"toEnd\":-0.2")
      case .noThreshold:
        file.metadata["card"] = card.replacing("\"threshold\":0.7", with: "\"threshold\":1.7")
      case .brokenName:
        file.metadata["card"] = card.replacing("\"name\":\"test\"", with: #""name":"te\nst""#)
      case .brokenLabel: file.metadata["card"] = card.replacing("\"yes\"", with: #""y\u0000""#)
      case .brokenTensorName: file.tensors["a\n\u{2028}b"] = Matrix(rows: 1, columns: 2)
      }
    }

    var sentence: String {
      switch self {
      case .noFormat: "format: expected tyto 1, found none"
      case .newerFormat: "format: expected tyto 1, found tyto 2"
      case .noCard: "expected a ModelCard in the metadata, found nothing"
      case .brokenCard, .otherCard, .absurdCard: "expected a valid ModelCard, found "
      case .fewerLabels: "labels: expected 3, found 2"
      case .missingTensor: "output.bias: expected 1 × 3, found nothing"
      case .extraTensor: "layer9.bias: expected nothing, found 1 × 2"
      case .transposed: "output.weights: expected 3 × 6, found 6 × 3"
      case .anotherSize: "layer4.weights: expected 7 × 12, found 6 × 12"
      case .noTiming, .turnedTiming: "timings: expected a start before the end, in seconds, found "
      case .noThreshold: "threshold: expected 0 to 1, found 1.7"
      case .brokenName: #"name: expected no control characters, found "te\nst""#
      case .brokenLabel: #"labels: expected no control characters, found "y\0""#
      case .brokenTensorName: #"a\n\u{2028}b: expected nothing, found 1 × 2"#
      }
    }
  }

  @Test(arguments: Fault.allCases)
  func mismatch(fault: Fault) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model")
    try Self.model.write(to: path)
    var file = try SafetensorsFile(contentsOf: path)
    let before = file
    fault.apply(&file)
    try #require(file != before)
    try file.write(to: path)
    let error = try #require(failure(path))
    #expect(error.description.hasPrefix("\(path): \(fault.sentence)"), "\(error)")
    #expect(!error.description.contains("\n"))
  }

  /// A chain of subsampling layers whose factors multiply past an integer.
  @Test func manyStepsBecomeOne() throws {
    let folder = try TemporaryFolder()
    try Self.model.write(to: folder.file("model"))
    var file = try SafetensorsFile(contentsOf: folder.file("model"))
    let pair =
      #"{"factor":64,"kind":"subsample"},{"cells":1,"direction":"forward","kind":"rnn"},"#
    file.metadata["card"] = file.metadata["card"]!.replacing(
      "\"layers\":[", with: "\"layers\":[" + String(repeating: pair, count: 12))
    try file.write(to: folder.file("model"))
    #expect(failure(folder.file("model"))?.description.contains("at most 64 steps") == true)
  }

  @Test func noFileAtAll() throws {
    let folder = try TemporaryFolder()
    #expect(failure(folder.file("none")) == .missing(path: folder.file("none")))
    #expect(failure(folder.path) == .unreadable(path: folder.path, reason: "it is a folder"))
    // Neither of these is waited for.
    #expect(
      failure("/dev/zero")?.description == "/dev/zero: cannot be read: it is not a regular file")
    let pipe = folder.file("pipe")
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(failure(pipe) == .unreadable(path: pipe, reason: "it is not a regular file"))
    try Data().write(to: URL(filePath: folder.file("empty")))
    #expect(
      failure(folder.file("empty"))
        == .truncated(path: folder.file("empty"), expected: 8, found: 0))
    try Data("RIFF....WAVEfmt ".utf8).write(to: URL(filePath: folder.file("audio")))
    #expect(failure(folder.file("audio")) != nil)
  }

  @Test func nowhereToWrite() throws {
    let folder = try TemporaryFolder()
    for path in ["/nowhere/at/all", folder.path, "/dev/null", folder.file("a/b")] {
      do throws(ModelFileError) {
        try Self.model.write(to: path)
        Issue.record("written to \(path)")
      } catch {
        guard case .unwritable(path, _) = error else {
          Issue.record("\(error)")
          continue
        }
      }
    }
    #expect(folder.content.isEmpty)
  }

  /// A failed write leaves the file that stood there.
  @Test func oldFileStays() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("model")
    try Self.model.write(to: path)
    var bad = Self.model
    bad.network.parameters[0][0, 0] = .nan
    #expect(throws: ModelFileError.self) { try bad.write(to: path) }
    #expect(try Model(contentsOf: path) == Self.model)
    #expect(folder.content == ["model"])
  }
}
