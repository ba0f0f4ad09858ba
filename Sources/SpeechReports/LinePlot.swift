internal import Foundation

/// A plot of lines over two axes, as a self-contained SVG image.
public struct LinePlot: Sendable {
  public struct Series: Sendable {
    public var name: String
    public var points: [(x: Double, y: Double)]

    public init(name: String, points: [(Double, Double)]) {
      self.name = name
      self.points = points.map { (x: $0.0, y: $0.1) }
    }
  }

  public enum Scale: Sendable { case linear, logarithmic }

  public var title: String
  public var xLabel: String
  public var yLabel: String
  public var xScale: Scale
  public var yScale: Scale
  public var series: [Series]

  public init(
    title: String, xLabel: String, yLabel: String, xScale: Scale = .linear,
    yScale: Scale = .linear, series: [Series]
  ) {
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.xScale = xScale
    self.yScale = yScale
    self.series = series
  }

  private static let colours = [
    "#0b6e99", "#c8501e", "#3f7d20", "#7b3f9d", "#a67c00", "#b3274c", "#4a4a4a",
  ]
  private static let size = (width: 760.0, height: 440.0)
  private static let area = (left: 70.0, right: 740.0, top: 40.0, bottom: 380.0)

  /// The image. Points that an axis cannot show (not finite, or beyond 10^100; not positive on a
  /// logarithmic one, or below 10^-100) are left out.
  public func svg() -> String {
    let x = Axis(series.flatMap { $0.points.map(\.x) }, xScale)
    let y = Axis(series.flatMap { $0.points.map(\.y) }, yScale)
    let area = Self.area
    func placeX(_ value: Double) -> Double { area.left + x.share(value) * (area.right - area.left) }
    func placeY(_ value: Double) -> Double {
      area.bottom - y.share(value) * (area.bottom - area.top)
    }
    var out = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(Self.size.width)) \
      \(Int(Self.size.height))" font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(number((area.left + area.right) / 2))" y="22" text-anchor="middle" \
      font-size="15">\(escape(title))</text>

      """
    for tick in x.ticks {
      let place = number(placeX(tick))
      out += """
        <path d="M\(place) \(number(area.top))V\(number(area.bottom))" stroke="#e3e3e3"/>
        <text x="\(place)" y="\(number(area.bottom + 17))" text-anchor="middle">\(label(tick))</text>

        """
    }
    for tick in y.ticks {
      let place = number(placeY(tick))
      out += """
        <path d="M\(number(area.left)) \(place)H\(number(area.right))" stroke="#e3e3e3"/>
        <text x="\(number(area.left - 6))" y="\(place)" dy="4" text-anchor="end">\(label(tick))</text>

        """
    }
    out += """
      <path d="M\(number(area.left)) \(number(area.top))V\(number(area.bottom))\
      H\(number(area.right))" fill="none" stroke="#555"/>
      <text x="\(number((area.left + area.right) / 2))" y="\(number(area.bottom + 38))" \
      text-anchor="middle">\(escape(xLabel))</text>
      <text transform="translate(18 \(number((area.top + area.bottom) / 2))) rotate(-90)" \
      text-anchor="middle">\(escape(yLabel))</text>

      """
    for (index, one) in series.enumerated() {
      let colour = Self.colours[index % Self.colours.count]
      let shown = one.points.filter { x.shows($0.x) && y.shows($0.y) }
      let path = shown.enumerated().map { place, point in
        "\(place == 0 ? "M" : "L")\(number(placeX(point.x))) \(number(placeY(point.y)))"
      }.joined()
      out += "<path d=\"\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.8\"/>\n"
      if shown.count == 1, let point = shown.first {
        out += """
          <circle cx="\(number(placeX(point.x)))" cy="\(number(placeY(point.y)))" r="3" \
          fill="\(colour)"/>

          """
      }
      let line = area.top + 14 + 18 * Double(index)
      out += """
        <path d="M\(number(area.right - 190)) \(number(line))h22" stroke="\(colour)" \
        stroke-width="3"/>
        <text x="\(number(area.right - 162))" y="\(number(line + 4))">\(escape(one.name))</text>

        """
    }
    return out + "</svg>\n"
  }

  private func number(_ value: Double) -> String { String(format: "%.1f", value) }

  private func label(_ value: Double) -> String {
    let size = abs(value)
    if size != 0 && (size >= 1e5 || size < 1e-3) { return String(format: "%.0e", value) }
    return String(format: "%.4g", value)
  }

  private func escape(_ text: String) -> String { MarkupText.escaped(text) }
}

/// One axis: its range, rounded outwards, and where its marks stand.
private struct Axis {
  let scale: LinePlot.Scale
  let low: Double
  let high: Double
  let ticks: [Double]

  init(_ values: [Double], _ scale: LinePlot.Scale) {
    self.scale = scale
    let usable = values.filter { Self.shows($0, scale) }
    switch scale {
    case .linear:
      let least = usable.min() ?? 0
      let most = usable.max() ?? 1
      // Less than a mark's width apart, values are one.
      let size = max(abs(least), abs(most))
      let width = most - least > max(1e-9 * size, 1e-100) ? most - least : max(size, 1)
      let rough = width / 6
      let power = pow(10, floor(log10(rough)))
      let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
      low = floor(least / step) * step
      high = max(ceil(most / step) * step, low + step)
      let first = low
      ticks = (0...Int(((high - low) / step).rounded())).map { first + Double($0) * step }
    case .logarithmic:
      let least = floor(log10(usable.min() ?? 0.1))
      let most = max(ceil(log10(usable.max() ?? 1)), least + 1)
      low = least
      high = most
      let every = max(1, Int((most - least) / 8))
      ticks = stride(from: Int(least), through: Int(most), by: every).map { pow(10, Double($0)) }
    }
  }

  func shows(_ value: Double) -> Bool { Self.shows(value, scale) }

  private static func shows(_ value: Double, _ scale: LinePlot.Scale) -> Bool {
    abs(value) <= 1e100 && (scale == .linear || value >= 1e-100)
  }

  func share(_ value: Double) -> Double {
    ((scale == .linear ? value : log10(value)) - low) / (high - low)
  }
}
