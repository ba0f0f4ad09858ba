import Foundation
import SpeechReports
import Testing

@Suite struct LinePlotTests {
  private func plot(
    _ points: [(Double, Double)], x: LinePlot.Scale = .linear, y: LinePlot.Scale = .linear
  ) -> String {
    LinePlot(
      title: "a & b", xLabel: "x", yLabel: "y", xScale: x, yScale: y,
      series: [.init(name: "one", points: points)]
    ).svg()
  }

  /// The coordinates of the drawn line.
  private func path(_ svg: String) -> [(x: Double, y: Double)] {
    guard
      let line = svg.split(separator: "\n").first(where: { $0.contains("stroke-width=\"1.8\"") }),
      let data = line.split(separator: "\"").dropFirst().first
    else { return [] }
    return data.split(whereSeparator: { "ML".contains($0) }).compactMap { pair in
      let numbers = pair.split(separator: " ").compactMap { Double($0) }
      return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
  }

  @Test func pointsStandWhereTheyBelong() {
    let drawn = path(plot([(0, 0), (5, 5), (10, 10)]))
    #expect(drawn.count == 3)
    // Halfway is halfway, right is right, and up is up.
    #expect(abs(drawn[1].x - (drawn[0].x + drawn[2].x) / 2) < 0.11)
    #expect(abs(drawn[1].y - (drawn[0].y + drawn[2].y) / 2) < 0.11)
    #expect(drawn[2].x > drawn[0].x && drawn[2].y < drawn[0].y)
  }

  @Test func logarithmicAxes() {
    let drawn = path(plot([(0.1, 1), (1, 10), (10, 100)], x: .logarithmic, y: .logarithmic))
    #expect(abs(drawn[1].x - (drawn[0].x + drawn[2].x) / 2) < 0.11)
    #expect(abs(drawn[1].y - (drawn[0].y + drawn[2].y) / 2) < 0.11)
  }

  @Test func whatCannotBeShownIsLeftOut() {
    #expect(path(plot([(0, 1), (1, .nan), (2, .infinity), (3, 1)])).count == 2)
    #expect(
      path(plot([(0, 1), (-1, 1), (1, 0), (2, 2)], x: .logarithmic, y: .logarithmic)).count == 1)
    let (small, large) = (Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude)
    for odd in [
      [], [(1.0, 1.0)], [(2, 0), (2, 0)], [(.nan, .nan)], [(-large, large), (large, -large)],
      [(1e17, 1), (1e17 + 16, 1)], [(small, 1), (9 * small, 99 * small)],
      [(1e99, -1e99), (1e100, 1e100)],
    ] as [[(Double, Double)]] {
      let svg = plot(odd)
      #expect(svg.hasSuffix("</svg>\n") && !svg.contains("nan") && !svg.contains("inf"))
      let logarithmic = plot(odd, x: .logarithmic, y: .logarithmic)
      #expect(logarithmic.hasSuffix("</svg>\n") && !logarithmic.contains("inf"))
    }
  }

  @Test func textIsEscaped() {
    #expect(plot([]).contains("a &amp; b"))
  }
}
