import DenseMath
import Foundation
import PhoneLabeling
import RecurrentNetworks
import SpeechReports

extension PhonesCommand {
  func checkPlot(_ format: PhoneFormat) throws {
    guard let plot else { return }
    guard ["svg", "html"].contains(URL(filePath: plot).pathExtension.lowercased()) else {
      throw CommandFailure("--plot \(plot): expected a name that ends in .svg or .html")
    }
    if format == .npy { throw CommandFailure("--plot goes with phones, not with --format npy") }
  }

  /// Writes the picture of a recording, if one is asked for.
  func draw(
    _ path: String, _ segments: [PhoneSegment], _ words: [AlignedWord], _ duration: Double,
    _ model: Model, _ context: ComputeContext
  ) throws {
    guard let plot else { return }
    guard duration <= PhonePicture.durationLimit else {
      throw CommandFailure(
        "\(path): --plot draws \(Int(PhonePicture.durationLimit)) seconds at most, not "
          + String(format: "%.0f", duration))
    }
    try PhoneLabeler(model: model, context: context).posteriors(files: [path], jobs: 1) {
      _, result in
      let picture = try PhonePicture(
        path: path, posteriors: try result.get(), labels: model.card.labels, segments: segments,
        words: words)
      let isPage = plot.lowercased().hasSuffix("html")
      try PartialFile.write(isPage ? picture.html() : picture.svg(), to: plot)
    }
  }
}
