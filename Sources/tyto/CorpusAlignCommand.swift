import ArgumentParser
import DenseMath
import Foundation
import KeywordSpotting
import PhoneLabeling
import SpeechCorpora

/// `tyto corpus align`: phone and word times for a corpus, to train on.
struct CorpusAlignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "align",
    abstract: "Finds where the words and phones of a corpus's texts are.",
    discussion: """
      Each utterance gets ID.phn and ID.wrd in the folder that -o names, in samples at 16 kHz. A \
      recipe trains on them where its corpus has "align": "FOLDER", so that a network can be trained \
      again on its own, better borders. Words that the corpus already has phones for may keep them; \
      every word may be said as --lexicon or espeak-ng's rules say, function words in weak forms, too.

      Exit status: 0, or 2 if there was trouble with any utterance.

      EXAMPLE
        tyto corpus align ~/speech/an4 --part train -o ~/speech/an4/aligned
      """)

  @Argument(help: "The corpus's folder, or a manifest.", completion: .file())
  var directory: String

  @Option(
    help: "How it lies there; told from the names of files if absent. See tyto corpus list.")
  var layout: CorpusLayout?

  @Option(help: "Only this part, such as train or test.")
  var part: String?

  @Option(
    help: ArgumentHelp(
      "A framewise model in the box by its name, or a model file.", valueName: "name|file"),
    completion: .models)
  var model = "phones"

  @Option(
    help: ArgumentHelp("A pronouncing dictionary in the CMU format.", valueName: "file"),
    completion: .file())
  var lexicon: String?

  @Option(
    name: .shortAndLong, help: "The folder of alignments; made if missing.", completion: .directory)
  var output: String

  @Option(help: ArgumentHelp("Files worked on at once (default: one a core).", valueName: "n"))
  var jobs: Int?

  @OptionGroup var precision: PrecisionOption

  func run() throws {
    do {
      if try align() { throw ExitCode(2) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Self.complain("\(error)")
      throw ExitCode(2)
    }
  }

  private static func complain(_ text: String) {
    StandardError.write("tyto corpus: \(text)\n")
  }

  /// Whether anything went wrong.
  private func align() throws -> Bool {
    if let jobs, jobs < 1 { throw CommandFailure("--jobs is at least 1, not \(jobs)") }
    let layout = if let layout { layout } else { try CorpusLayout.detect(at: directory) }
    // An absolute path, so that the root does not matter.
    let path = URL(filePath: directory).standardizedFileURL.path
    // AN4's without a part are those of training, others' are all.
    let parts = part == nil && layout == .an4 ? layout.parts(at: path).map(Optional.some) : [part]
    let all = try parts.flatMap {
      try CorpusReference(layout: layout, path: path, part: $0).load(root: "").utterances
    }.filter { !$0.words.isEmpty }
    guard !all.isEmpty else {
      throw CommandFailure("\(directory): no utterances with words")
    }
    var known: Set<String> = []
    if let twice = all.map(Self.name).first(where: { !known.insert($0).inserted }) {
      throw CommandFailure("\(directory): two utterances would have the file \(twice).phn")
    }
    let context = try ComputeContext.fromEnvironment(
      threadCount: jobs, precision: precision.precision)
    let aligner = try PhoneAligner(
      model: ModelStore.standard().model(model),
      lexicon: lexicon.map { try PronunciationLexicon(contentsOf: $0) } ?? .init(),
      context: context)
    try OutputFolder.make(output)
    let utterances = PartialFile.namable(
      all, as: { "\(output)/\(Self.name($0)).phn" },
      refuse: { Self.complain("\($0.id): the name is too long for a file") })
    var progress = SpotProgress(fileCount: utterances.count)
    var (aligned, seconds, posterior) = (0, 0.0, 0.0)
    try aligner.align(
      files: utterances.map { ($0.audioPath, KnownText($0)) }, jobs: context.threadCount,
      progress: { progress.show($0) }
    ) { index, result in
      let name = Self.name(utterances[index])
      switch result {
      case .success(let found):
        let text = PhoneFormat.phn.text(
          found.phones, file: utterances[index].audioPath, name: name, duration: found.duration)
        try PartialFile.write(text, to: "\(output)/\(name).phn")
        try PartialFile.write(PhoneFormat.wordText(found.words), to: "\(output)/\(name).wrd")
        aligned += 1
        seconds += found.duration
        posterior += found.phones.reduce(0) { $0 + $1.posterior * ($1.end - $1.start) }
      case .failure(.unreadable(let error)):
        progress.clear()
        Self.complain("\(error)")
      case .failure(let error):
        progress.clear()
        Self.complain("\(utterances[index].audioPath): \(error)")
      }
    }
    progress.clear()
    print(
      "\(output): "
        + String(
          format: "%d of %d utterances, %.2f h; mean posterior %.3f", aligned,
          all.count, seconds / 3600, seconds > 0 ? posterior / seconds : 0))
    return aligned < all.count
  }

  /// What an utterance's files are called.
  private static func name(_ utterance: Utterance) -> String {
    utterance.id.replacingOccurrences(of: "/", with: "_")
  }
}
