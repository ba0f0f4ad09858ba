import Foundation
import SpottingSupport
import TestSupport
import Testing

@Suite struct EvaluateSpottingTests {
  private let folder = TestFolder()

  init() throws {
    // An hour in two files: "yes" twice and "no" once.
    folder.write("align/s1/a.wrd", "0 16000 yes\n160000 168000 no\n")
    folder.write("align/s2/b.wrd", "16000 32000 yes\n")
    folder.write(
      "found.jsonl",
      """
      {"file":"calls/s1/a.wav","keyword":"yes","start":0.1,"end":0.9,"score":0.9}
      {"file":"calls/s2/b.wav","keyword":"no","start":5,"end":5.5,"score":0.8}
      {"file":"calls/s2/b.wav","keyword":"yes","start":1.2,"end":1.9,"score":0.7}
      {"file":"calls/s3/c.wav","keyword":"yes","start":1.2,"end":1.9,"score":0.6}
      """)
  }

  private func evaluate(_ arguments: [String]) throws -> Command {
    try Command(
      [
        "evaluate", "spotting", "--reference", folder.path + "/align", "--detections",
        folder.path + "/found.jsonl",
      ] + arguments)
  }

  @Test func figuresAgainstWordFiles() throws {
    let command = try evaluate(["--hours", "1", "--format", "json"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.errors.contains("1 detections are in recordings"))
    let report = try JSONSerialization.jsonObject(with: Data(command.output.utf8))
    let values = try #require(report as? [String: Any])
    #expect(values["hits"] as? Int == 2 && values["misses"] as? Int == 1)
    #expect(values["falseAlarms"] as? Int == 1 && values["hours"] as? Double == 1)
  }

  /// Keywords that were never found count where they are named, as tyto spot takes them.
  @Test func keywordsInVain() throws {
    let found = folder.write(
      "some.jsonl",
      "{\"file\":\"s1/a\",\"keyword\":\"yes\",\"start\":0.1,\"end\":0.9,\"score\":0.9}\n")
    let alone = try evaluate(["--detections", found])
    #expect(alone.status == 0 && alone.output.contains("1, 1, 0\n"))
    #expect(alone.errors.contains("the keywords are the 1 that were found"), "\(alone.errors)")
    let words = folder.write("words.txt", "# all\nNo @0.5\nyes=Y EH S\n")
    let all = try evaluate(["--detections", found, "--keywords", words])
    #expect(all.status == 0 && all.output.contains("1, 2, 0\n"))
    #expect(all.errors.contains("thresholds of keywords are not looked at"), "\(all.errors)")
    #expect(all.output.contains("keywords                              2, said 3 times\n"))
  }

  @Test func speakersAndHoursAreTaken() throws {
    let swapped = folder.write("speakers", "anna s1/a\n")
    let refused = try evaluate(["--speakers", swapped])
    #expect(refused.status == 2 && refused.errors.contains("names none of the recordings"))
    folder.write("speakers", "s1/a anna\n")
    let partly = try evaluate(["--speakers", swapped])
    #expect(partly.errors.contains("does not tell the speakers of 1 recordings, such as s2/b"))
    folder.write(
      "calls/s1/a.wav", samples: [Float](repeating: 0, count: 8000), sampleRate: 8000)
    let hours = try evaluate(["--audio", folder.path + "/calls", "--hours", "2"])
    #expect(hours.errors.contains("the hours are those of --hours"), "\(hours.errors)")
    #expect(hours.output.contains("hours                                 2.000\n"))
  }

  /// Log likelihoods and the like are no probabilities.
  @Test func otherScoresHaveNoReliability() throws {
    let found = folder.write(
      "logs.jsonl",
      "{\"file\":\"s1/a\",\"keyword\":\"yes\",\"start\":0.1,\"end\":0.9,\"score\":-4}\n")
    let command = try evaluate(["--detections", found, "-k", "yes"])
    #expect(command.status == 0 && !command.output.contains("calibration"))
  }

  /// Detections of a folder, a file a recording, count as those of one file do.
  @Test func detectionsMayBeAFolder() throws {
    let lines = try #require(folder.contents("found.jsonl")).split(separator: "\n")
    for (index, line) in lines.enumerated() {
      folder.write("found/s\(index)/\(index).jsonl", "\(line)\n")
    }
    // A recording in which nothing was found, and files of something else.
    folder.write("found/none.jsonl", "")
    folder.write("found/notes.txt", "not JSON")
    folder.write("found/s0/0.jsonl.17.partial", "{")
    func figures(_ detections: String) throws -> Command {
      try evaluate(["--detections", folder.path + "/" + detections, "--hours", "1"])
    }
    let command = try figures("found")
    #expect(command.status == 0, "\(command.errors)")
    #expect(try command.output == figures("found.jsonl").output)
    let empty = try figures("align")
    #expect(empty.status == 2 && empty.errors.contains("there is no .jsonl file in this folder"))
    folder.write("found/s1/x.jsonl", "{}\n")
    let broken = try figures("found/")
    #expect(broken.status == 2 && broken.errors.contains("s1/x.jsonl:1: expected a JSON object"))
  }

  /// So does a reference.
  @Test func theReferenceMayBeAFolderOfJSONLines() throws {
    func line(_ file: String, _ keyword: String, _ start: Double) -> String {
      "{\"file\":\"\(file)\",\"keyword\":\"\(keyword)\",\"start\":\(start),\"end\":\(start + 1)}\n"
    }
    let lines = [
      line("s1/a", "yes", 0), line("s1/a", "no", 10), line("s2/b.wav", "yes", 1),
      line("s2/b.wav", "never", 5),
    ]
    let whole = folder.write("said.jsonl", lines.joined())
    folder.write("said/s1/a.jsonl", lines[0] + lines[1])
    folder.write("said/s2/b.jsonl", lines[2])
    folder.write("said/z.jsonl", lines[3])
    folder.write("said/.recordings", "{}")
    func figures(_ reference: String) throws -> Command {
      try evaluate(["--reference", reference, "--hours", "1"])
    }
    let command = try figures(folder.path + "/said")
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("hits, misses, false alarms            2, 2, 1\n"))
    // What was looked for and never found is a keyword, too.
    #expect(try command.output.contains("never") && command.output == figures(whole).output)
    folder.write("said/s1/a.jsonl", lines[0] + "{}\n")
    let broken = try figures(folder.path + "/said")
    #expect(broken.status == 2 && broken.errors.contains("s1/a.jsonl:2: expected a JSON object"))
  }

  @Test func audioTellsTheHours() throws {
    for (name, seconds) in [("s1/a", 20.0), ("s2/b", 10), ("s3/c", 6)] {
      folder.write(
        "calls/\(name).wav", samples: [Float](repeating: 0, count: Int(seconds * 8000)),
        sampleRate: 8000)
    }
    let command = try evaluate([
      "--audio", folder.path + "/calls", "--format", "json", "-k", "yes", "-k", "no",
    ])
    #expect(command.status == 0 && command.errors.isEmpty, "\(command.errors)")
    let report = try JSONSerialization.jsonObject(with: Data(command.output.utf8))
    let values = try #require(report as? [String: Any])
    // What is claimed where nothing is said is a false alarm.
    #expect(values["falseAlarms"] as? Int == 2 && values["hours"] as? Double == 0.01)
  }

  /// The page shows and plays the channel that was chosen, and says which.
  @Test func thePageIsOfOneChannel() throws {
    let low = (0..<8000).map { Float(0.5 * sin(0.2 * Double($0))) }
    let high = low.indices.map { Float(0.5 * sin(1.5 * Double($0))) }
    func page(_ samples: [Float], channels: Int, _ arguments: [String] = []) throws -> String? {
      folder.write("calls/s1/a.wav", samples: samples, channels: channels, sampleRate: 8000)
      let file = folder.path + "/page.html"
      let command = try evaluate(
        ["--audio", folder.path + "/calls", "--report", file] + arguments)
      #expect(command.status == 0, "\(command.errors)")
      return folder.contents("page.html")
    }
    let both = zip(low, high).flatMap { [$0, $1] }
    let second = try page(both, channels: 2, ["--channel", "2"])
    let (alone, mean) = (try page(high, channels: 1), try page(both, channels: 2))
    #expect(second?.replacing("\"channel\":2,", with: "") == alone)
    #expect(alone != mean)
    // A channel that is not there is told, and the page before stays.
    let beyond = try evaluate(
      ["--audio", folder.path + "/calls", "--report", folder.path + "/page.html", "--channel", "3"])
    #expect(beyond.status == 2 && beyond.output.isEmpty)
    #expect(beyond.errors.contains("s1/a.wav: there is no channel 3, only 2"), "\(beyond.errors)")
    #expect(folder.contents("page.html") == mean)
  }

  @Test func tablesAndCurves() throws {
    let path = folder.path + "/det.svg"
    let command = try evaluate(["--hours", "1", "--det", path, "--threshold", "0.75"])
    #expect(command.status == 0)
    #expect(command.output.contains("hits, misses, false alarms            1, 2, 1\n"))
    #expect(folder.contents("det.svg")?.hasPrefix("<svg") == true)
    let file = folder.path + "/out.csv"
    #expect(try evaluate(["--hours", "1", "--format", "csv", "-o", file]).output.isEmpty)
    #expect(folder.contents("out.csv")?.hasPrefix("keyword,") == true)
  }

  @Test(arguments: [
    (["--format", "xml"], "--format is one of"), (["--hours", "0"], "--hours is more than 0"),
    (["--hours", "1e300"], "--hours is more than 0"), (["--hours", "1e-300"], "--hours is"),
    (["--threshold", "nan"], "--threshold is a number"), (["--beta", "1e300"], "--beta is"),
    (["--tolerance=-1"], "--tolerance is at least 0"), (["--det", "x.svg"], "--det needs"),
    (["--channel", "2"], "--channel is for the page"),
    (["--report", "/nowhere", "--audio", "/nowhere", "--channel", "0"], "--channel is at least 1"),
    (["--reference-format", "rttm"], "--reference-format is one of"),
    (["--speakers", "/nowhere"], "/nowhere: cannot be read"),
    (["--detections", "/nowhere"], "/nowhere: no such file"),
    (["--reference", "/nowhere"], "/nowhere: no such file"),
  ])
  func whatCannotBeIsRefused(_ arguments: [String], _ message: String) throws {
    let command = try evaluate(arguments)
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(command.errors.contains(message), "\(command.errors)")
  }

  @Test func scoresBeyondAMillionAreRefused() throws {
    let line = "{\"file\":\"s1/a\",\"keyword\":\"yes\",\"start\":0,\"end\":1,\"score\":"
    folder.write("found.jsonl", line + "-1e300}\n" + line + "1e300}\n")
    let command = try evaluate(["--hours", "1", "--det", folder.path + "/det.svg"])
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(command.errors.contains("a score is within ± 10^6, not -1e+300 as in s1/a"))
  }
}
