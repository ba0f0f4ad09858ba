public import SpeechMetrics

extension LinePlot {
  /// DET curves over logarithmic axes; where a rate is 0 a curve ends.
  public static func det(_ curves: [(name: String, curve: DETCurve)]) -> LinePlot {
    LinePlot(
      title: "Misses against false alarms", xLabel: "false alarms an hour",
      yLabel: "share of keywords missed", xScale: .logarithmic, yScale: .logarithmic,
      series: curves.map { name, curve in
        Series(
          name: name,
          points: curve.points.map { (curve.falseAlarmsPerHour($0), curve.missRate($0)) })
      })
  }
}
