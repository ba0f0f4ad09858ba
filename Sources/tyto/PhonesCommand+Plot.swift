import DenseMath
import Foundation
import PhoneLabeling
import RecurrentNetworks
import SpeechFeatures
import SpeechReports

extension PhonesCommand {
  func checkPlot(_ format: PhoneFormat) throws {
    guard let plot else { return }
    guard ["svg", "html"].contains(URL(filePath: plot).pathExtension.lowercased()) else {
      throw CommandFailure("--plot \(plot): expected a name that ends in .svg or .html")
    }
    if format == .npy { throw CommandFailure("--plot goes with phones, not with --format npy") }
  }

  /// What is drawn of a recording.
  struct Drawing {
    var path: String
    var segments: [PhoneSegment]
    var words: [AlignedWord]
    var duration: Double
  }

  func draw(
    _ drawing: Drawing, _ options: AudioReader.Options, to file: PartialFile, _ model: Model,
    _ context: ComputeContext
  ) throws {
    guard drawing.duration <= PhonePicture.durationLimit else {
      throw CommandFailure(
        "\(drawing.path): --plot draws \(Int(PhonePicture.durationLimit)) seconds at most, not "
          + String(format: "%.0f", drawing.duration))
    }
    try PhoneLabeler(model: model, context: context).posteriors(
      files: [drawing.path], reading: options, jobs: 1
    ) { _, result in
      let picture = try PhonePicture(
        path: drawing.path, reading: options, posteriors: try result.get(),
        labels: model.card.labels, segments: drawing.segments, words: drawing.words)
      let isPage = plot?.lowercased().hasSuffix("html") ?? false
      try file.write(isPage ? picture.html() : picture.svg())
    }
    try file.finish()
  }
}
