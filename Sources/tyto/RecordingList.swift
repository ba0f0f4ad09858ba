import Foundation
import SpeechFeatures
import SpeechMetrics
import SpeechReports

/// The recordings of an evaluation: those of the reference and those given as audio.
struct RecordingList {
  private(set) var recordings: [SpottingEvaluation.Recording]
  private(set) var problems: [String] = []
  /// The file of each recording that was given as audio.
  private(set) var paths: [String: String] = [:]
  private let names: RecordingNames

  /// - Parameters:
  ///   - audio: files and folders; what of it the reference does not name was searched too, and
  ///     holds nothing.
  ///   - hours: in all, where no audio is given; shared out evenly.
  init(_ reference: Reference, audio: [String], hours: Double?) throws {
    var all = reference.recordings.map {
      SpottingEvaluation.Recording(name: $0.name, duration: $0.duration, group: $0.name)
    }
    if !audio.isEmpty {
      let inputs = AudioInputs(audio)
      problems = inputs.problems
      let known = RecordingNames(all.map(\.name))
      var places = Dictionary(
        all.indices.map { (all[$0].name, $0) }, uniquingKeysWith: { one, _ in one })
      for place in all.indices { all[place].duration = nil }
      for item in inputs.items {
        do {
          let duration = try Self.duration(item.path)
          if let name = try known.name(of: item.path), let place = places[name] {
            all[place].duration = duration
            paths[name] = item.path
          } else {
            places[item.path] = all.count
            paths[item.path] = item.path
            all.append(.init(name: item.path, duration: duration, group: item.path))
          }
        } catch let error as AudioError {
          problems.append("\(error)")
        }
      }
      let missing = all.filter { $0.duration == nil }
      if let first = missing.first {
        problems.append(
          "\(missing.count) recordings of the reference are not among the audio, such as "
            + "\(first.name); no rates an hour")
      }
    } else if let hours {
      for place in all.indices { all[place].duration = 3600 * hours / Double(all.count) }
    }
    recordings = all
    names = RecordingNames(all.map(\.name))
  }

  /// Seconds, by the header if that tells.
  private static func duration(_ path: String) throws(AudioError) -> Double {
    let reader = try AudioReader(path: path)
    if let duration = reader.duration { return duration }
    var count = 0
    while true {
      let block = try reader.read(atMost: 1 << 16)
      if block.isEmpty { return Double(count) / Double(reader.sampleRate) }
      count += block.count
    }
  }

  /// Claims under the names and in the writing of the reference, and how many are in recordings that
  /// are not here.
  func adopt(_ claims: [Claim]) throws -> (claims: [Claim], strangers: Int) {
    var known: [String: String?] = [:]
    var strangers = 0
    var result: [Claim] = []
    for claim in claims {
      let name: String?
      if let seen = known[claim.recording] {
        name = seen
      } else {
        name = try names.name(of: claim.recording)
        known[claim.recording] = name
      }
      guard let name else {
        strangers += 1
        continue
      }
      var one = claim
      one.recording = name
      one.keyword = one.keyword.lowercased()
      result.append(one)
    }
    return (result, strangers)
  }

  /// Groups recordings by the speakers of a file: a recording and its speaker a line.
  mutating func setGroups(_ path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure("\(path): cannot be read")
    }
    let places = Dictionary(
      recordings.indices.map { (recordings[$0].name, $0) }, uniquingKeysWith: { one, _ in one })
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let fields = line.split(whereSeparator: \.isWhitespace)
      if fields.isEmpty { continue }
      guard fields.count == 2 else {
        throw CommandFailure("\(path):\(index + 1): expected a recording and its speaker")
      }
      if let name = try names.name(of: String(fields[0])), let place = places[name] {
        recordings[place].group = String(fields[1])
      }
    }
  }
}
