internal import Foundation

/// A roofline (Williams, Waterman and Patterson 2009): operations a byte against operations a
/// second, each kernel a point under the roofs of the machine: the peaks, and the rate at which
/// each level of the memory is read.
public struct RooflinePlot {
  /// The picture.
  public let svg: String

  private static let (width, height) = (960.0, 600.0)
  private static let (left, right, top, bottom) = (70.0, 230.0, 50.0, 60.0)
  private static let colors = [
    "swift": "#e07b39", "scalar": "#8a8a8a", "avx2": "#3b6fb6", "avx512f": "#2a9d5c",
    "avx512vnni": "#12664a", "avx512bf16": "#0b8a8f", "amx": "#7a4fbf", "openblas": "#a23b72",
  ]

  /// Draws the products of `report`; the elementwise functions have no peak to be a share of.
  public init(_ report: KernelReport) {
    let points = report.results.filter(\.isProduct)
    let peak =
      Set(points.map(\.numbers)).compactMap { report.peaks.operationsPerSecond($0) }.max() ?? 1e9
    let intensities = points.map(\.intensity)
    let x = Axis(
      Swift.min(intensities.min() ?? 0.1, 0.1), Swift.max(intensities.max() ?? 100, 100),
      from: Self.left, to: Self.width - Self.right)
    let y = Axis(
      Swift.min(points.map(\.gigaoperations).min() ?? 1, 1), peak * 1.5e-9,
      from: Self.height - Self.bottom, to: Self.top)
    var parts = [Self.heading(report.machine)]
    parts.append(Self.grid(x, y))
    parts += report.peaks.reading.map { Self.roof($0, peak: peak * 1e-9, x, y) }
    parts.append(Self.ceiling(report.peaks, Set(points.map(\.numbers)), x, y))
    parts += points.map { Self.point($0, x, y) }
    parts.append(Self.legend(points))
    parts.append("</svg>\n")
    svg = parts.joined(separator: "\n")
  }

  /// A logarithmic axis from values to places in the picture.
  private struct Axis {
    let low: Double
    let high: Double
    let start: Double
    let end: Double

    init(_ low: Double, _ high: Double, from start: Double, to end: Double) {
      self.low = log10(low) - 0.05
      self.high = log10(high) + 0.05
      (self.start, self.end) = (start, end)
    }

    func place(_ value: Double) -> Double {
      start + (log10(value) - low) / (high - low) * (end - start)
    }

    /// The powers of ten inside.
    var ticks: [Double] {
      stride(from: low.rounded(.up), through: high, by: 1).map { pow(10, $0) }
    }
  }

  // MARK: Parts of the picture

  private static func heading(_ machine: MachineReport) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
    font-family="sans-serif" font-size="12">
    <rect width="100%" height="100%" fill="white"/>
    <text x="\(left)" y="24" font-size="16">Tyto's kernels on \(escaped(machine.processor)), \
    one thread</text>
    """
  }

  private static func grid(_ x: Axis, _ y: Axis) -> String {
    var lines: [String] = []
    for value in x.ticks {
      let place = number(x.place(value))
      lines.append(line(place, number(y.start), place, number(y.end), "#dddddd"))
      lines.append(text(place, number(y.start + 18), label(value), anchor: "middle"))
    }
    for value in y.ticks {
      let place = number(y.place(value))
      lines.append(line(number(x.start), place, number(x.end), place, "#dddddd"))
      lines.append(
        text(number(x.start - 6), number(y.place(value) + 4), label(value), anchor: "end"))
    }
    lines.append(
      text(
        number((x.start + x.end) / 2), number(height - 16), "operations per byte", anchor: "middle")
    )
    lines.append(text("8", number(top - 10), "10⁹ operations a second", anchor: "start"))
    return lines.joined(separator: "\n")
  }

  /// The line along which reading from one level holds everything up, as far as the peak.
  private static func roof(
    _ level: MachinePeaks.Reading, peak: Double, _ x: Axis, _ y: Axis
  ) -> String {
    let rate = level.bytesPerSecond * 1e-9
    let first = Swift.max(pow(10, x.low), pow(10, y.low) / rate)
    let last = Swift.min(peak / rate, pow(10, x.high))
    guard first < last else { return "" }
    return line(
      number(x.place(first)), number(y.place(first * rate)), number(x.place(last)),
      number(y.place(last * rate)), "#888888")
      + text(
        number(x.place(first) + 4), number(y.place(first * rate) - 4),
        "\(level.level) \(decimal(rate)) GB/s", anchor: "start")
  }

  private static func ceiling(
    _ peaks: MachinePeaks, _ numbers: Set<String>, _ x: Axis, _ y: Axis
  ) -> String {
    peaks.arithmetic.filter { numbers.contains($0.type) }.map { unit in
      let rate = unit.operationsPerSecond * 1e-9
      let place = y.place(rate)
      return line(number(x.start), number(place), number(x.end), number(place), "#444444")
        + text(
          number(x.end - 4), number(place - 4),
          "\(unit.type) \(unit.instructionSet) \(decimal(rate)) Gop/s",
          anchor: "end")
    }.joined(separator: "\n")
  }

  private static func point(_ result: KernelResult, _ x: Axis, _ y: Axis) -> String {
    let color = colors[result.kernel] ?? "black"
    let (px, py) = (x.place(result.intensity), y.place(result.gigaoperations))
    let title = """
      <title>\(escaped("\(result.operation) \(result.shape), \(result.kernel): ")) \
      \(decimal(result.gigaoperations)) Gop/s</title>
      """
    return result.operation.hasPrefix("product")
      ? "<rect x=\"\(number(px - 4))\" y=\"\(number(py - 4))\" width=\"8\" height=\"8\" "
        + "fill=\"\(color)\" fill-opacity=\"0.75\">\(title)</rect>"
      : result.operation.hasPrefix("lstm forward")
        ? "<circle cx=\"\(number(px))\" cy=\"\(number(py))\" r=\"4.5\" fill=\"\(color)\" "
          + "fill-opacity=\"0.75\">\(title)</circle>"
        : result.operation.hasPrefix("weight gradients")
          ? "<rect x=\"\(number(px - 3.5))\" y=\"\(number(py - 3.5))\" width=\"7\" height=\"7\" "
            + "fill=\"white\" stroke=\"\(color)\" stroke-width=\"2\">\(title)</rect>"
          : "<circle cx=\"\(number(px))\" cy=\"\(number(py))\" r=\"4\" fill=\"white\" "
            + "stroke=\"\(color)\" stroke-width=\"2\">\(title)</circle>"
  }

  private static func legend(_ points: [KernelResult]) -> String {
    let column = width - right + 24
    var lines: [String] = []
    var row = top + 10
    for kernel in colors.keys.sorted() where points.contains(where: { $0.kernel == kernel }) {
      lines.append(
        "<rect x=\"\(column)\" y=\"\(row - 9)\" width=\"10\" height=\"10\" "
          + "fill=\"\(colors[kernel] ?? "black")\"/>")
      lines.append(text(number(column + 16), number(row), kernel, anchor: "start"))
      row += 20
    }
    row += 10
    for (mark, meaning) in [
      ("■", "product"), ("●", "LSTM forward"), ("○", "LSTM backward"), ("□", "weight gradients"),
    ] {
      lines.append(text(number(column), number(row), mark, anchor: "start"))
      lines.append(text(number(column + 16), number(row), meaning, anchor: "start"))
      row += 20
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Pieces of SVG

  private static func line(
    _ x1: String, _ y1: String, _ x2: String, _ y2: String, _ color: String
  ) -> String {
    "<line x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" stroke=\"\(color)\"/>"
  }

  private static func text(_ x: String, _ y: String, _ words: String, anchor: String) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\">\(escaped(words))</text>"
  }

  private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  private static func label(_ value: Double) -> String {
    value >= 1 ? "\(Int(value.rounded()))" : decimal(value)
  }

  private static func escaped(_ words: String) -> String {
    words.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
