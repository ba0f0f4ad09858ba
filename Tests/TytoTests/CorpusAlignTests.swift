import Foundation
import RecurrentNetworks
import SpottingSupport
import TestSupport
import Testing

@Suite struct CorpusAlignTests {
  /// A transcribed folder: `ann-1` low high, `ann-2` high; the model `phones` hears AA and IY.
  private let folder = TestFolder()
  private var corpus: String { folder.path + "/corpus" }
  private var aligned: String { folder.path + "/corpus/aligned" }

  init() throws {
    func record(_ name: String, _ words: [ToneWords.Word]) {
      folder.write(
        "corpus/audio/\(name).wav", samples: ToneWords.samples(words, duration: 2),
        sampleRate: ToneWords.sampleRate)
    }
    record("ann-1", [.init("low", 0.5, 0.8), .init("high", 1.2, 1.5)])
    record("ann-2", [.init("high", 0.5, 0.8)])
    folder.write("corpus/text", "ann-1\tlow high\nann-2\thigh\n")
    folder.write("lexicon", "LOW AA\nHIGH IY\n")
    folder.write("models/readme", "")
    try TestModels.tonePhones().write(to: folder.path + "/models/phones.safetensors")
  }

  private func align(_ arguments: [String] = [], to output: String? = nil) throws -> Command {
    try Command(
      ["corpus", "align", "--lexicon", folder.path + "/lexicon", "-o", output ?? aligned, corpus]
        + arguments, models: folder.path + "/models")
  }

  /// Start in seconds and label.
  private func starts(_ name: String) throws -> [(start: Double, label: String)] {
    try #require(folder.contents("corpus/aligned/\(name)")).split(separator: "\n").map {
      let fields = $0.split(separator: " ")
      return ((Double(fields[0]) ?? -1) / 16000, String(fields[2]))
    }
  }

  @Test func wordsAndPhonesGetTimes() throws {
    let command = try align()
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("2 of 2 utterances"))
    let phones = try starts("ann-1.phn")
    #expect(phones.map(\.label) == ["SIL", "AA", "SIL", "IY", "SIL"])
    for (found, expected) in zip(phones.map(\.start), [0, 0.5, 0.8, 1.2, 1.5]) {
      #expect(abs(found - expected) < 0.02)
    }
    #expect(try starts("ann-2.wrd").map(\.label) == ["HIGH"])
    // The corpus's own alignments now are these.
    let checked = try Command(["corpus", "check", corpus])
    #expect(checked.status == 0, "\(checked.output)")
  }

  @Test(arguments: ["out%d", "50%s%s%n"])
  func theFolderMayHaveAnyName(_ name: String) throws {
    let output = "\(folder.path)/\(name)"
    let command = try align(to: output)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.hasPrefix("\(output): 2 of 2 utterances"), "\(command.output)")
  }

  @Test func whatWasHeardIsAllowedBesideTheLexicon() throws {
    // As the lexicon has it, "low" cannot be what was said; the phones that the corpus states can.
    folder.write("lexicon", "LOW IY\nHIGH IY\n")
    folder.write("corpus/align/ann-1.phn", "0 8000 SIL\n8000 12000 AA1\n12000 26000 IY1\n")
    folder.write("corpus/align/ann-1.wrd", "8000 12000 low\n12000 26000 high\n")
    #expect(try align().status == 0)
    #expect(try starts("ann-1.phn").map(\.label) == ["SIL", "AA", "SIL", "IY", "SIL"])
    #expect(try starts("ann-2.phn").map(\.label) == ["SIL", "IY", "SIL"])
  }

  /// An utterance that no file can be named after costs no other.
  @Test func namesTooLongForAFileAreReported() throws {
    let long = String(repeating: "n", count: 300)
    let audio = corpus + "/audio/ann-1.wav"
    folder.write("kaldi/text", "ann-1 low high\n\(long) low high\n")
    folder.write("kaldi/wav.scp", "ann-1 \(audio)\n\(long) \(audio)\n")
    folder.write("kaldi/utt2spk", "ann-1 ann\n\(long) ann\n")
    let command = try Command(
      [
        "corpus", "align", "--lexicon", folder.path + "/lexicon", "-o", aligned,
        folder.path + "/kaldi",
      ], models: folder.path + "/models")
    #expect(command.status == 2 && command.output.contains("1 of 2 utterances"))
    #expect(
      command.errors == "tyto corpus: \(long): the name is too long for a file\n",
      "\(command.errors)")
    #expect(try starts("ann-1.wrd").map(\.label) == ["LOW", "HIGH"])
  }

  @Test func twoUtterancesNeverShareAFile() throws {
    let audio = corpus + "/audio/ann-1.wav"
    folder.write("kaldi/text", "a/b low high\na_b low high\n")
    folder.write("kaldi/wav.scp", "a/b \(audio)\na_b \(audio)\n")
    let command = try Command(
      ["corpus", "align", "-o", folder.path + "/none", folder.path + "/kaldi"],
      models: folder.path + "/models")
    #expect(command.status == 2 && command.output.isEmpty)
    #expect(
      command.errors
        == "tyto corpus: \(folder.path)/kaldi: two utterances would have the file a_b.phn\n",
      "\(command.errors)")
    #expect(!folder.names.contains("none"))
  }

  @Test func troubleIsReportedAndPassedOver() throws {
    folder.write(
      "corpus/text", "ann-1\t" + String(repeating: "low high ", count: 200) + "\nann-2\thigh\n")
    let command = try align()
    #expect(command.status == 2)
    #expect(command.errors.contains("ann-1.wav: 2.00 s are too short"), "\(command.errors)")
    #expect(command.output.contains("1 of 2 utterances"))
    #expect(folder.contents("corpus/aligned/ann-1.phn") == nil)
    #expect(try starts("ann-2.wrd").count == 1)
    for arguments in [["--jobs", "0"], ["--model", "tones"], ["--part", "none"]] {
      let refused = try align(arguments)
      #expect(
        refused.status == 2 && refused.errors.hasPrefix("tyto corpus: "), "\(refused.errors)")
    }
  }
}
