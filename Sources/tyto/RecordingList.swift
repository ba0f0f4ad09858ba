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
  ///   - hours: in all, where the audio does not tell; shared out evenly.
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
      let namesOfFiles = try known.names(of: inputs.items.map(\.path))
      for item in inputs.items {
        do {
          let duration = try Self.duration(item.path)
          if let name = namesOfFiles[item.path], let place = places[name] {
            all[place].duration = duration
            paths[name] = item.path
          } else {
            places[item.path] = all.count
            paths[item.path] = item.path
            all.append(.init(name: item.path, duration: duration, group: item.path))
          }
        } catch {
          problems.append("\(error)")
        }
      }
      let missing = all.filter { $0.duration == nil }
      if let first = missing.first {
        problems.append(
          "\(missing.count) recordings of the reference are not among the audio, such as "
            + "\(first.name); \(hours == nil ? "no rates an hour" : "the hours are those of --hours")"
        )
      }
    }
    if let hours, audio.isEmpty || all.contains(where: { $0.duration == nil }) {
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
    let known = try names.names(of: claims.map(\.recording))
    var strangers = 0
    var result: [Claim] = []
    for claim in claims {
      guard let name = known[claim.recording] else {
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

  /// Groups recordings by the speakers of a file.
  mutating func setGroups(_ path: String) throws {
    let table = try SpeakerTable(path, names)
    for place in recordings.indices {
      if let speaker = table.speakers[recordings[place].name] { recordings[place].group = speaker }
    }
    if let problem = table.problem(recordings.map(\.name)) { problems.append(problem) }
  }
}
