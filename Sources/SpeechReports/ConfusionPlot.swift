internal import Foundation
public import SpeechMetrics

/// A picture of which class was taken for which.
public enum ConfusionPlot {
  /// A row a class of the reference, darker the more often.
  public static func svg(_ frames: ConfusionCounts, names: [String]) -> String {
    precondition(frames.classCount == names.count, "a name a class")
    let cell = 16
    let margin = 48
    let size = margin + cell * names.count + 12
    var out =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size) \(size)\" "
      + "width=\"\(size)\" height=\"\(size)\" font-family=\"sans-serif\" font-size=\"10\">\n"
      + "<rect width=\"\(size)\" height=\"\(size)\" fill=\"white\"/>\n"
      + "<text x=\"\(margin)\" y=\"12\">taken for →, class of the reference ↓</text>\n"
    for (one, name) in names.enumerated() {
      let place = margin + cell * one
      out += "<text x=\"\(margin - 4)\" y=\"\(place + 12)\" text-anchor=\"end\">\(name)</text>\n"
      out += "<text x=\"\(place + 8)\" y=\"\(margin - 6)\" text-anchor=\"middle\">\(name)</text>\n"
      let all = frames.total(ofReference: one)
      for other in names.indices where frames[one, other] > 0 {
        let share = Double(frames[one, other]) / Double(all)
        guard share >= 0.005 else { continue }
        let colour = one == other ? "#1a6e3c" : "#a03020"
        out +=
          "<rect x=\"\(margin + cell * other)\" y=\"\(place)\" width=\"\(cell)\" "
          + "height=\"\(cell)\" fill=\"\(colour)\" fill-opacity=\""
          + String(format: "%.2f", min(1, share.squareRoot())) + "\"><title>\(name) → "
          + "\(names[other]): " + String(format: "%.1f %%", 100 * share) + "</title></rect>\n"
      }
    }
    return out + "</svg>\n"
  }
}
