internal import Foundation
internal import SpeechCorpora
public import SpeechMetrics

/// Files of JSON lines as `tyto spot --format jsonl` writes them.
public enum DetectionFile {
  private struct Line: Decodable {
    let file: String
    let keyword: String
    let start: Double?
    let end: Double?
    let score: Double?
  }

  /// The detections of a file, or of all the `.jsonl` files of a folder; their recordings are the
  /// files that they name. A line without a score has 1.
  public static func claims(contentsOf path: String) throws(ReferenceError) -> [Claim] {
    var claims: [Claim] = []
    for file in try files(path) {
      claims += try lines(file).map {
        Claim(recording: $0.file, keyword: $0.keyword, time: $0.time, score: $0.line.score ?? 1)
      }
    }
    return claims
  }

  /// The file itself, or those of a folder and its folders in the order of their paths.
  private static func files(_ path: String) throws(ReferenceError) -> [String] {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
      isFolder.boolValue
    else { return [path] }
    // Of a link itself nothing is listed.
    let folder = URL(filePath: path).resolvingSymlinksInPath().path
    let names = ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).filter {
      URL(filePath: $0).pathExtension.lowercased() == "jsonl"
    }
    guard !names.isEmpty else {
      throw .empty(path: path, expected: ".jsonl file in this folder")
    }
    return names.sorted().map { "\(path)/\($0)" }
  }

  /// What a file, or all the `.jsonl` files of a folder, say of the recordings that they name: in order of time
  /// where all of a recording's times are known, else as it is written.
  static func reference(_ path: String) throws(ReferenceError) -> [Reference.Recording] {
    var table = RecordingTable()
    for file in try files(path) {
      for line in try lines(file) {
        table.add(Reference.Word(line.keyword, time: line.time), to: line.file)
      }
    }
    return table.recordings.map { recording in
      guard recording.words.allSatisfy({ $0.time != nil }) else { return recording }
      var result = recording
      result.words.sort { ($0.time?.lowerBound ?? 0) < ($1.time?.lowerBound ?? 0) }
      return result
    }
  }

  private struct Parsed {
    let line: Line
    let time: ClosedRange<Double>?
    var file: String { line.file }
    var keyword: String { line.keyword }
  }

  private static func lines(_ path: String) throws(ReferenceError) -> [Parsed] {
    let file = try TextFile(path)
    let decoder = JSONDecoder()
    var result: [Parsed] = []
    for (number, text) in file.lines {
      guard let line = try? decoder.decode(Line.self, from: Data(text.utf8)) else {
        throw file.malformed(
          number, expected: "a JSON object with file and keyword, start, end and score",
          found: text)
      }
      var time: ClosedRange<Double>?
      if let start = line.start {
        guard let end = line.end, end >= start else {
          throw file.malformed(number, expected: "an end after the start", found: text)
        }
        guard Seconds.areTime(start), Seconds.areTime(end) else {
          throw file.malformed(number, expected: "times in seconds", found: text)
        }
        time = start...end
      }
      result.append(Parsed(line: line, time: time))
    }
    return result
  }
}
